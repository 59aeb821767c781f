#pragma once
// Many questions with one cause: gathered, answered once approved, a few at a time so that chat goes between.
#include "gateway/service/core/desk.hpp"
#include "gateway/service/talk/officer_deeds.hpp"
#include "routing/model/incident.hpp"

#include <set>

namespace sahut {

class incidents {
 public:
  incidents(desk& d, users& u) : desk_(d), users_(u), deeds_(d, u) {}

  // Which questions of the office: all that are given must hold. Something must be given.
  struct pattern {
    std::string topic;
    std::string words;                     // each of them, in what the citizen wrote
    std::optional<utc_time> from, until;   // received
    bool empty() const { return topic.empty() && words.empty() && !from && !until; }
  };
  struct selection {
    std::vector<std::string> tickets;        // as they were typed
    std::vector<conversation_id> conversations;
    pattern by;
  };
  struct left_out {
    std::string what;                      // the ticket or conversation that was named
    error why;
  };
  struct done {
    incident_id incident;
    std::size_t changed = 0;               // of those chosen: members now, or taken out
    std::vector<left_out> not_taken;
    bool more = false;                     // the rule may hold for more than were looked at
  };
  // Every id protects its command: the same again has one effect. Errors: not_found, bad_field incident, not_handling (approving
  // one's own), id_reused, full, unavailable.
  boost::asio::awaitable<result<done>> open(officer_window w, std::string id, std::string title);
  boost::asio::awaitable<result<done>> add(officer_window w, std::string id, incident_id which, selection what);
  boost::asio::awaitable<result<done>> remove(officer_window w, std::string id, incident_id which, selection what);
  boost::asio::awaitable<result<done>> propose(officer_window w, std::string id, incident_id which, std::string text);
  boost::asio::awaitable<result<done>> approve(officer_window w, std::string id, incident_id which, std::string proposal, std::string shown);
  boost::asio::awaitable<result<done>> close(officer_window w, std::string id, incident_id which);

  // Names the words that are proposed. An approval names them, else it is of those that its window was `shown` last; bad_field proposal
  // where they are others by now.
  std::string proposal_of(incident const& i) const { return i.text.empty() ? std::string() : desk_.repo.digest_of("proposal:" + i.id, i.text).substr(0, 22); }

  // Not closed, oldest first.
  boost::asio::awaitable<result<std::vector<incident>>> list();
  boost::asio::awaitable<result<incident>> find(incident_id which);

  boost::asio::awaitable<void> on_due(incident_id id);  // the next members are answered

  static constexpr std::size_t listed_max = 200;
  static constexpr std::size_t selected_max = 500;          // of one command
  static constexpr std::size_t looked_at_max = 2000;        // by a rule

 private:
  using decision = std::function<result<transition>(utc_time now, std::optional<incident> const& before, acting_officer const& by)>;
  boost::asio::awaitable<result<done>> change(officer_window w, std::string id, std::string content, incident_id which, decision decide,
                                              deed needs);
  boost::asio::awaitable<result<void>> remember(officer_window w, std::string id, std::string content, incident_id which);
  boost::asio::awaitable<result<done>> change_members(officer_window w, std::string id, incident_id which, selection what, bool joins);
  boost::asio::awaitable<result<bool>> change_member(officer_window w, std::string id, incident_id which, conversation_id c, ticket_number ticket,
                                                     bool joins);
  boost::asio::awaitable<result<std::vector<std::pair<conversation_id, ticket_number>>>> matching(official who, pattern by, bool* more);
  boost::asio::awaitable<result<bool>> holds_words(conversation_ptr c, std::uint32_t request, std::set<std::string> const& words);
  // The conversation of a ticket, and its number as it is kept. not_found
  boost::asio::awaitable<result<std::pair<conversation_id, ticket_number>>> conversation_of_ticket(std::string typed);
  boost::asio::awaitable<void> pass_over(incident_id which, conversation_id c, std::uint32_t request);
  boost::asio::awaitable<void> answer_one(incident_id which, conversation_id c, std::uint32_t request);

  desk& desk_;
  users& users_;
  officer_deeds deeds_;
};

}  // namespace sahut
