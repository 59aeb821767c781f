#pragma once
// E-mail to citizens whom no channel may reach: written down in the transaction that finds that out, and sent when it is due.
// Any worker of the office sends; the record lets one do it.
#include "gateway/mail/mailer.hpp"
#include "gateway/service/core/desk.hpp"
#include "routing/model/mail_notice.hpp"

namespace sahut {

class mail_notices {
 public:
  // Without a mailer nobody of this office is told: no notice is written down, and what another daemon's worker left is put off.
  // Outlives the office's tasks.
  mail_notices(desk& d, mail::mailer* by);

  // For a decision about `c` (as it was) that finds that message `seq` can go nowhere: adds the notice to `t`, if there is to be
  // one and there was none.
  static boost::asio::awaitable<result<void>> add(desk& d, conversation_ptr c, std::uint64_t seq, records_read& read, std::optional<transition>& t);

  // For the sweeper (on_record_due, `kind`). Returns when it is committed that the letter is about to be sent; the sending is a task of its own.
  boost::asio::awaitable<void> on_due(std::string id);

  static constexpr std::size_t at_once = 2;
  static constexpr std::chrono::seconds looked_at_soon{5};   // by a worker that sends as many as it may
  static constexpr std::chrono::minutes looked_at_again{1};  // by one that cannot send
  static constexpr std::string_view kind = "mail";

 private:
  struct job {
    mail_notice notice;
    mail::letter what;
  };
  boost::asio::awaitable<result<std::optional<job>>> begin(std::string id);
  boost::asio::awaitable<void> send(job j);
  boost::asio::awaitable<void> settle(mail_notice notice, mail::outcome how);
  boost::asio::awaitable<void> put_off(std::string id);

  desk& desk_;
  mail::mailer* mailer_;
  std::size_t sending_ = 0;
};

}  // namespace sahut
