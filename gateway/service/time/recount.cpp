#include "gateway/service/time/recount.hpp"

#include "gateway/log/log.hpp"
#include "gateway/service/core/task_group.hpp"
#include "routing/engine/conversation/calendar_change.hpp"

#include <set>

namespace sahut {
namespace {

// Of an open request's or ticket's due entry; of a queue's ticket, the member itself.
std::optional<conversation_id> conversation_of(std::string_view member, bool due_entry) {
  if (!due_entry) return conversation_id(member);
  auto const item = due::parse(member);
  auto const* step = item ? std::get_if<due::step>(&*item) : nullptr;
  bool const has_deadline = step && (step->what.kind == due_kind::ticket || step->what.kind == due_kind::lateness);
  return has_deadline ? std::optional(step->of) : std::nullopt;
}

}  // namespace

boost::asio::awaitable<void> recount::look(conversation_id id) {
  auto& d = desk_;
  bool anew = false;
  auto decide = [&d, &anew](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto t = on_calendar_changed(d.at_now(), base->record);
    anew = t.has_value();
    co_return t;
  };
  auto done = co_await d.act(std::move(id), command_id(), decide);
  ++now_.seen;
  if (done) now_.counted_anew += anew;
  else if (done.error().code != errc::not_found) ++now_.failed;
}

boost::asio::awaitable<result<recount::figures>> recount::round() {
  now_ = {};
  std::vector<std::string> keys{desk_.space.due()};
  for (auto const& queue : desk_.queue_ids()) keys.push_back(desk_.space.ticketed(queue));
  for (std::size_t k = 0; k < keys.size(); ++k) {
    std::string cursor;
    do {
      auto page = co_await desk_.st.scan(keys[k], cursor, batch);
      if (!page) co_return page.error();
      cursor = page->next;
      std::set<conversation_id> ids;
      for (auto const& member : page->members)
        if (auto id = conversation_of(member, k == 0)) ids.insert(std::move(*id));
      task_group looks(executor_, desk_.tasks);
      for (auto const& id : ids) looks.add(look(id));
      co_await looks.join();
      bool const more = co_await desk_.clk.sleep_for(between_batches);
      if (!more) co_return error{errc::unavailable, "", "the office is stopping"};
    } while (!cursor.empty());
  }
  co_return now_;
}

boost::asio::awaitable<void> recount::run(bool behind) {
  asked_ = true;
  again_ = again_ || behind;
  if (running_) {
    if (settling_down_) asked_anew_.notify();
    co_return;
  }
  running_ = true;
  int failed_rounds = 0;
  std::size_t in_all = 0;
  for (;;) {
    asked_ = false;
    bool const last = !std::exchange(again_, false);
    auto done = co_await round();
    if (done) in_all += done->counted_anew;
    if (done && done->failed && ++failed_rounds == failed_rounds_max) {
      log::error("calendar", {{"office", desk_.profile.settings->id}}, "{} conversations could not be counted anew", done->failed);
      break;
    }
    if (desk_.draining) break;
    if (asked_) continue;
    if (done && !done->failed && last) break;
    settling_down_ = true;
    co_await asked_anew_.wait_until(desk_.clk, desk_.clk.now() + settling);
    settling_down_ = false;
  }
  running_ = false;
  auto const& hours = desk_.profile.hours;
  if (in_all) log::info("calendar", {{"office", desk_.profile.settings->id}}, "{} conversations counted anew in calendar {} {}", in_all, hours.id, hours.revision);
}

}  // namespace sahut
