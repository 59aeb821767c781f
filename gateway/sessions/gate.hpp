#pragma once
// What the sessions of one worker share: offices, what the process counts, and the tasks to await at the end.
#include "config/settings/settings.hpp"
#include "gateway/service/office.hpp"
#include "gateway/sessions/counted.hpp"
#include "gateway/sessions/waiting_line.hpp"
#include "gateway/sessions/words_board.hpp"

namespace sahut {

struct gate {
  // `with_others`: none where no other worker counts along.
  gate(settings const& s, clock& c, random_source& r, boost::asio::any_io_executor ex, std::shared_ptr<sahut::counted> with_others = {})
      : cfg(s),
        clk(c),
        random(r),
        executor(ex),
        tasks(ex),
        counted(with_others ? std::move(with_others) : std::make_shared<sahut::counted>(s.limits)),
        visitor_messages(counted->visitor_messages),
        visitor_requests(counted->visitor_requests),
        officer_messages(counted->officer_messages),
        new_requests(counted->new_requests) {
    tasks.loud();
  }

  settings const& cfg;
  clock& clk;
  random_source& random;
  boost::asio::any_io_executor executor;
  task_group tasks;  // of sessions; whoever owns the gate cancels and awaits them before the offices go
  std::vector<std::unique_ptr<office>> offices;
  std::map<office*, waiting_line> lines;  // who waits at each and is shown a position
  std::map<office*, words_board> words;   // what citizens said last, for officers' windows
  std::string epoch;

  std::shared_ptr<sahut::counted> counted;
  net::shared_limiter &visitor_messages, &visitor_requests, &officer_messages;
  net::address_limiter& new_requests;

  office* find(std::string_view id) {
    for (auto& o : offices)
      if (o->shared.profile.settings->id == id) return o.get();
    return nullptr;
  }
};

}  // namespace sahut
