#pragma once
// What must hold of an office's store at every instant, looked at past every cache and fault: each record agrees with itself
// and with every list that it is found in, logs only grow and have no hole, no request or number is ever lost, and no
// ticket waits for ever to be announced. A record that has not moved since the last look is not read again.
#include "tests/support/test_office.hpp"

#include <set>

namespace sahut::test {

class store_check {
 public:
  explicit store_check(world& w);

  // After a step. `expected`: the conversations that there may be.
  void look(std::set<conversation_id> const& expected);
  // The machine slept this long until now: whatever was due meanwhile is late by as much.
  void slept(milliseconds d) { sleeps_.push_back({w_.time.now() - d, w_.time.now()}); }
  // Something for a platform has not gone yet.
  bool pending() const;
  // Nothing goes wrong any more: what was put off must be done.
  void drained() const;

  struct seen {
    std::uint64_t version = 0, end = 0;
    conversation record;
    std::vector<log_message> log;
    std::vector<annotation> noted;
    std::map<std::uint32_t, request_reference> references;// of every request there ever was
    std::map<ticket_number, std::uint32_t> tickets;       // number -> request
    std::map<ticket_number, utc_time> pending_since;      // tickets whose announcement is on its way
  };
  std::map<conversation_id, seen> const& conversations() const { return conversations_; }
  std::uint64_t records_read = 0;

 private:
  void read(conversation_id const& id, seen& s);
  void judge_log(conversation_id const& id, seen& s, conversation_ptr const& known);
  void judge_requests(seen& s, conversation_ptr const& known);
  void judge_tickets(seen& s);
  void judge_number(std::string_view number, conversation_id const& id, std::uint32_t ordinal, bool is_ticket);
  void judge_lists();
  void judge_time(seen& s);
  milliseconds awake_between(utc_time from, utc_time to) const;
  std::map<std::string, std::int64_t> sorted(std::string key) const;

  struct sleep { utc_time from, to; };
  world& w_;
  key_space space_{"priok"};
  std::unique_ptr<repository> fresh_;
  std::map<conversation_id, seen> conversations_;
  std::map<std::string, conversation_id> numbers_;
  std::vector<sleep> sleeps_;
};

}  // namespace sahut::test
