#pragma once
// Tickets as their citizens have them: filed by an account holder, followed, replied to, closed and reopened, by the holder or
// by whoever has the ticket's secret. An object holds nothing but the way to the office, and is made where it is needed.
#include "gateway/records/account_holder.hpp"
#include "gateway/service/core/attached_files.hpp"
#include "gateway/service/talk/citizens.hpp"
#include "routing/engine/conversation/citizen_verdict.hpp"
#include "routing/engine/conversation/filing.hpp"
#include "routing/engine/ticket/number.hpp"

namespace sahut {

struct filing_form {
  std::vector<std::string> categories;  // checked, not empty
  std::string subject, description;
  identity given;
  std::vector<media_id> files = {};  // uploads of the account holder
};

struct thread_words {
  std::uint64_t seq = 0;
  utc_time received_at;
  std::optional<ticket> reopened;      // the words reopened the ticket: the new one
  std::optional<request> asked;        // the words opened a request of their own
};

class filings {
 public:
  explicit filings(desk& d) : desk_(d) {}

  // `key` is the caller's own id: sent again it gives the same ticket. id_reused: it was used for something else; full;
  // unavailable; `refused`, which what was filed before does not hear.
  boost::asio::awaitable<result<ticket>> file(account_holder by, std::string key, filing_form form, std::optional<error> refused);
  // Whether something was filed here under that key.
  boost::asio::awaitable<result<bool>> knows(account_holder const& by, std::string const& key);

  // The numbers of an account's tickets at this office that come after `after` in the list: newest first, at most `most`.
  struct listed {
    ticket_number number;
    std::int64_t score = 0;  // minus the instant of receipt
  };
  boost::asio::awaitable<result<std::vector<listed>>> numbers_of(std::string holder, std::optional<listed> after, std::size_t most);
  // The ticket of this number if the account filed it. Absent: it is another's, or there is none.
  boost::asio::awaitable<result<std::optional<numbered>>> own(std::string holder, typed_number typed);
  // A number and its secret, as the citizen has them; absent for a wrong one of either, alike. A request's reference too.
  boost::asio::awaitable<result<std::optional<numbered>>> by_secret(typed_number typed, std::string secret);

  // The messages of a ticket or request after seq `after`: at most `most`, oldest first; `more`: others follow. An answer goes to
  // what it answers: also where the citizen had written on while it was written, and the log stands in the next request by then.
  struct stretch {
    std::vector<logged_message> messages;
    bool more = false;
  };
  boost::asio::awaitable<result<stretch>> thread_of(numbered of, std::uint64_t after, std::size_t most);
  boost::asio::awaitable<result<stretch>> newest_of(numbered of, std::size_t most);
  // What the officer wrote as what was mended, with the answer; empty if nothing.
  boost::asio::awaitable<result<std::string>> solution_of(conversation_ptr of, ticket tk);

  // Each is once for its id. id_reused; bad_field; unavailable; `refused`, which what was carried out before does not hear.
  boost::asio::awaitable<result<thread_words>> say(numbered of, std::string id, written what, std::optional<error> refused);
  boost::asio::awaitable<result<ticket>> judge(conversation_id of, ticket_number number, std::string id, bool answered);
  boost::asio::awaitable<result<ticket>> reopen(conversation_id of, ticket_number number, std::string id, written what,
                                                std::optional<error> refused);

 private:
  conversation_id id_for(account_holder const& by, std::string_view key) const { return desk_.conversation_id_for("care", by.id + '\n' + std::string(key)); }
  conversation seed(account_holder const& by, filing_form const& form, conversation_id id) const;
  // `rule` is given what is noted of the answers of ticket `judged` (of the newest one), which it may take back.
  using rule = std::function<result<transition>(conversation const&, std::vector<annotated> const&, attached_files const&)>;
  boost::asio::awaitable<result<stored_change>> once(conversation_id of, std::string id, std::string content, rule decides,
                                                     std::optional<ticket_number> judged, sent_files files);
  boost::asio::awaitable<result<ticket>> ticket_now(conversation_id of, ticket_number number);
  boost::asio::awaitable<result<thread_words>> say_filed(conversation_ptr of, std::string id, written what, std::optional<error> refused);

  desk& desk_;
};

}  // namespace sahut
