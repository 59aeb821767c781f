#pragma once
// What the store holds under an office, a queue or a platform account that the configuration does not name (any more). Found
// by the keys' names and sizes alone; no conversation is read.
#include "config/settings/settings.hpp"
#include "routing/ports/store.hpp"

#include <compare>
#include <map>
#include <string>
#include <vector>

namespace sahut {

struct unconfigured {
  enum class kind : std::uint8_t { office, queue, account };
  kind what = kind::queue;
  office_id office;
  std::string id;                    // of the queue or account; an office's own id stands in `office`
  std::uint64_t waiting = 0;         // conversations that wait in the queue
  std::uint64_t ticketed = 0;        // conversations with an open ticket in it
  std::uint64_t conversations = 0;   // of an office, closed ones too
  std::uint64_t logins = 0;          // officers' accounts that name the queue, or all of an office
  std::uint64_t entries = 0;         // of an account's outbox and journal

  auto operator<=>(unconfigured const&) const = default;
};

std::string_view name_of(unconfigured::kind k);
// One line for operators: what it is, how much it holds, and the way out.
std::string to_line(unconfigured const& u);

class unconfigured_search {
 public:
  static constexpr std::size_t named_max = 1000;  // what comes after these is not listed

  unconfigured_search(settings const& cfg, store& s) : cfg_(cfg), store_(s) {}

  // For walk_records. Error: the store's.
  boost::asio::awaitable<result<void>> look(std::string key);
  // In the order of kind, office, id; without what holds nothing.
  std::vector<unconfigured> found() const;

 private:
  unconfigured* at(unconfigured::kind what, office_id const& office, std::string_view id);
  boost::asio::awaitable<result<void>> look_at_login(office_settings const& office, std::string key);
  boost::asio::awaitable<result<std::uint64_t>> entries_of(std::string key);

  settings const& cfg_;
  store& store_;
  std::map<std::string, unconfigured, std::less<>> found_;
};

}  // namespace sahut
