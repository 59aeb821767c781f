#include "gateway/service/upkeep/orphans.hpp"

#include "gateway/records/keys.hpp"
#include "gateway/records/media_form.hpp"
#include "gateway/service/core/records_read.hpp"
#include "gateway/service/upkeep/store_walk.hpp"

namespace sahut {

boost::asio::awaitable<result<bool>> orphan_search::go_on() {
  result<void> done;
  if (!stretch_whole_) done = co_await read_list();
  else done = co_await read_records();
  if (!done) co_return done.error();
  co_return !listed_ || stretch_whole_;
}

boost::asio::awaitable<result<void>> orphan_search::read_list() {
  auto const until = of_.clk.now() + walk_slice;
  auto const young = of_.clk.now() - age_min;
  do {
    std::string after = after_;
    auto page = co_await files_.list(std::move(after), page_most);
    if (!page) co_return page.error();
    for (auto& object : page->objects) {
      ++objects_;
      if (object.written_at < young) stretch_.insert(std::move(object.name));
    }
    after_ = std::move(page->next);
    listed_ = after_.empty();
    bool const more = co_await of_.clk.sleep_for(walk_between_batches);
    if (!more) co_return error{errc::unavailable, "", "it is stopping"};
  } while (!listed_ && stretch_.size() < stretch_most && of_.clk.now() < until);
  stretch_whole_ = listed_ || stretch_.size() >= stretch_most;
  co_return result<void>{};
}

boost::asio::awaitable<result<void>> orphan_search::read_records() {
  record_look look = [this](std::string key) { return strike_named(std::move(key)); };
  auto next = co_await walk_records(of_, cursor_, look);
  if (!next) co_return next.error();
  cursor_ = std::move(*next);
  if (!cursor_.empty()) co_return result<void>{};
  if (!unreadable_) found_.insert(found_.end(), stretch_.begin(), stretch_.end());
  stretch_.clear();
  stretch_whole_ = false;
  co_return result<void>{};
}

boost::asio::awaitable<result<void>> orphan_search::strike_named(std::string key) {
  auto const prefix = "r:" + std::string(record_form<media_file>::kind) + ':';
  auto const id = key_space::named_by(key, prefix);
  if (!id) co_return result<void>{};
  key_space const office{office_id(key_space::office_of(key))};
  records_read reading(of_.st, of_.keys, of_.random, office, forms_);
  std::string of(*id);
  auto file = co_await reading.load<media_file>(std::move(of));
  if (!file && file.error().code == errc::internal) {
    ++unreadable_;
    co_return result<void>{};
  }
  if (!file) co_return file.error();
  if (!*file) co_return result<void>{};
  stretch_.erase((*file)->object);
  stretch_.erase((*file)->preview);
  co_return result<void>{};
}

}  // namespace sahut
