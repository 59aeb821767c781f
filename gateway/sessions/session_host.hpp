#pragma once
// What the sessions of one worker share: offices, what the process counts, and the tasks to await at the end.
#include "config/settings/settings.hpp"
#include "gateway/service/office.hpp"
#include "gateway/sessions/process_counters.hpp"
#include "gateway/sessions/waiting_line.hpp"
#include "gateway/sessions/words_board.hpp"

namespace sahut {

struct session_host {
  // `with_others`: none where no other worker counts along.
  session_host(settings const& s, clock& c, random_source& r, boost::asio::any_io_executor ex, std::shared_ptr<sahut::process_counters> with_others = {})
      : cfg(s),
        clk(c),
        random(r),
        executor(ex),
        tasks(ex),
        counters(with_others ? std::move(with_others) : std::make_shared<sahut::process_counters>(s.limits)),
        visitor_messages(counters->visitor_messages),
        visitor_requests(counters->visitor_requests),
        officer_messages(counters->officer_messages),
        new_requests(counters->new_requests) {
    tasks.throw_at_once();
  }

  settings const& cfg;
  clock& clk;
  random_source& random;
  boost::asio::any_io_executor executor;
  task_group tasks;  // of sessions; whoever owns it cancels and awaits them before the offices go
  std::vector<std::unique_ptr<office>> offices;
  std::map<office*, waiting_line> lines;  // who waits at each and is shown a position
  std::map<office*, words_board> words;   // what citizens said last, for officers' windows

  std::shared_ptr<sahut::process_counters> counters;
  net::shared_limiter &visitor_messages, &visitor_requests, &officer_messages;
  net::address_limiter& new_requests;

  office* find(office_id const& id) {
    for (auto& o : offices)
      if (o->shared.profile.settings->id == id) return o.get();
    return nullptr;
  }
};

}  // namespace sahut
