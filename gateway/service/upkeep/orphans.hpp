#pragma once
// Objects of files that no record names: a daemon ended between putting the object and writing its record, or between dropping
// the record and removing the object. Some at a time: first a stretch of the storage's list is read, then every record of the
// store, then what is left of the stretch is an orphan.
#include "gateway/media/files.hpp"
#include "gateway/service/core/store_part.hpp"
#include "gateway/records/record_form.hpp"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace sahut {

class orphan_search {
 public:
  // `files` and `of` outlive it. What is younger than a day is nobody's yet: it may be on its way to its record.
  orphan_search(media::files& files, store_part const& of, record_forms const& forms) : files_(files), of_(of), forms_(forms) {}

  // A second's work. False: everything was looked at. Error: the storage's or the store's; the same step may be tried again.
  boost::asio::awaitable<result<bool>> go_on();

  // Found since this was asked last. They are surely nobody's: the list of a stretch is read before its records.
  std::vector<std::string> take_found() { return std::exchange(found_, {}); }
  std::uint64_t objects() const { return objects_; }
  // Records of files that cannot be read. What they name is not known, so nothing counts as an orphan while there are any.
  std::uint64_t unreadable() const { return unreadable_; }

  static constexpr std::chrono::hours age_min{24};
  static constexpr std::size_t stretch_most = 200'000, page_most = 1000;

 private:
  boost::asio::awaitable<result<void>> read_list();
  boost::asio::awaitable<result<void>> read_records();
  boost::asio::awaitable<result<void>> strike_named(std::string key);

  media::files& files_;
  store_part const& of_;
  record_forms const& forms_;
  std::string after_, cursor_;
  std::set<std::string, std::less<>> stretch_;
  std::vector<std::string> found_;
  bool listed_ = false, stretch_whole_ = false;  // the whole list, this stretch of it
  std::uint64_t objects_ = 0, unreadable_ = 0;
};

}  // namespace sahut
