#pragma once
// What platforms delivered: kept durably before it is answered 200, understood afterwards by the account's one owner,
// entry by entry, in order. A body that cannot be worked on is parked after three attempts, never lost.
#include "connectors/common/channel.hpp"
#include "gateway/service/core/desk.hpp"
#include "gateway/service/platform/media_fetch.hpp"
#include "gateway/service/platform/outbox.hpp"
#include "gateway/service/platform/passing_signs.hpp"
#include "routing/engine/conversation/remarks.hpp"

namespace sahut {

// For the webhook's answer: durable when it returns. `full`; `unavailable`, also where the store does not answer in time: it
// may have become durable all the same, and is known again when it is delivered again.
boost::asio::awaitable<result<void>> append_to_journal(desk& d, account_id account, std::string body);

// An operator's hand on a parked body: it waits to be worked on once more, or is dropped. `not_found`, `unavailable`.
boost::asio::awaitable<result<void>> retry_or_drop_parked(desk& d, account_id account, std::uint64_t k, bool retry);

class journal {
 public:
  journal(desk& d, channel_settings const& account, connector::channel const& codec, account_lease& lease, outbox& sent, media_fetch& files,
          passing_signs& signs, boost::asio::any_io_executor ex);

  // Works until the lease is lost or the coroutine is cancelled.
  boost::asio::awaitable<void> run();
  void nudge() { work_.notify(); }

  std::uint64_t behind() const { return behind_; }
  std::map<std::string, std::uint64_t> const& notices() const { return notices_; }  // by reason: what concerned no contact

  static constexpr std::size_t batch = 64;

 private:
  // Of all that follows: an error means that it is tried again later, and says why it must be.
  boost::asio::awaitable<result<void>> work_off();
  struct read_body {
    std::vector<inbound::event> events;
    utc_time received_at;
  };
  std::optional<read_body> read_entry(std::string const& sealed) const;     // nothing: it can't be understood at all
  boost::asio::awaitable<result<void>> move_on(std::uint64_t from, std::uint64_t to, std::vector<std::uint64_t> parked,
                                       field_values entries);
  boost::asio::awaitable<result<void>> apply(inbound::event e, utc_time received);
  struct what_it_is {
    bool courtesy = false, starter = false, unreadable = false;
    std::string read_by = {};  // as of inbound::message
  };
  boost::asio::awaitable<result<void>> citizen_said(conversation_id here, inbound::origin from, log_message entry, what_it_is is, std::uint32_t edit_number);
  boost::asio::awaitable<result<void>> window_opened(conversation_id here, inbound::message m, utc_time received);
  boost::asio::awaitable<result<void>> edited(conversation_id here, inbound::edit e, utc_time received);
  boost::asio::awaitable<result<void>> remarked(conversation_id here, inbound::origin from, std::string of, remark r, utc_time received);
  boost::asio::awaitable<result<void>> echoed(conversation_id here, inbound::echo e, utc_time received);
  struct receipt {
    conversation_id conversation;
    std::vector<std::string> of;
    std::optional<utc_time> watermark;
    delivery how = delivery::delivered;
  };
  struct receipt_reach {
    std::vector<std::uint64_t> seqs;     // accepted, and now known to have come further
    std::vector<std::string> missing;    // not known here, while something of ours is on its way
    bool watermark_early = false;        // something that it may cover is on its way
  };
  boost::asio::awaitable<result<void>> received_by_citizen(receipt told);
  boost::asio::awaitable<result<receipt_reach>> reached_by(receipt const& told);  // `told` outlives it
  boost::asio::awaitable<result<void>> note_receipt(conversation_id id, std::uint64_t seq, delivery how);
  boost::asio::awaitable<result<void>> remember_receipt(receipt const& told, receipt_reach reach);
  // A status of one of our messages: told under its token, else under its contact.
  boost::asio::awaitable<result<void>> told_of_ours(inbound::status s);
  boost::asio::awaitable<result<void>> failed_after_all(conversation_id here, inbound::status s);
  // Whose conversation it is. A citizen of whom the platform has several ids has one conversation under all of them.
  boost::asio::awaitable<result<conversation_id>> home_of(inbound::origin const& from);
  boost::asio::awaitable<result<conversation_id>> home_of_status(inbound::status const& s);
  boost::asio::awaitable<result<conversation_id>> learn_home(inbound::origin const& from);
  boost::asio::awaitable<result<std::optional<conversation_id>>> led_to(std::string id);
  std::string alias_place(std::string_view id) const;
  conversation seed(conversation_id here, inbound::origin const& from) const;
  transaction fenced() const;
  result<void> error_to_retry(result<stored_change> const& done);  // an error only where trying again may help

  desk& desk_;
  channel_settings const& account_;
  connector::channel const& codec_;
  account_lease& lease_;
  outbox& outbox_;
  media_fetch& files_;
  passing_signs& signs_;
  work_signal work_;
  failure_log working_;
  std::uint64_t counted_ = 0;  // the entry whose attempt this owner has counted, and not failed at
  std::uint64_t freed_ = 0, parked_ = 0;  // bytes, ever: see journal_room
  bool broken_ = false;        // something of the present entry could not be worked on
  std::uint64_t behind_ = 0;
  std::map<std::string, std::uint64_t> notices_;
  std::map<std::string, conversation_id, std::less<>> homes_;  // by contact and alias, as far as this owner has met them
};

}  // namespace sahut
