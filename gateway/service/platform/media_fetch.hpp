#pragma once
// Fetches the files that came with messages of one account. Runs on the account's owner alone, beside journal and outbox: a
// message never waits for its file, and a file that cannot be had never stops another one.
#include "connectors/common/media_source.hpp"
#include "gateway/service/core/desk.hpp"
#include "gateway/service/core/signal_wait.hpp"
#include "gateway/service/platform/account_lease.hpp"
#include "routing/model/media.hpp"

#include <set>

namespace sahut {

class media_fetch {
 public:
  // `from` null: the account's messages hold no files.
  media_fetch(desk& d, channel_settings const& account, connector::media_source* from, account_lease& lease, boost::asio::any_io_executor ex);

  // Works until the lease is lost or the coroutine is cancelled.
  boost::asio::awaitable<void> run();
  void nudge() {
    look_at_ = {};
    work_.notify();
  }

  static constexpr std::size_t at_once = 4;
  static constexpr std::chrono::seconds look_every{30}, lease_looked_at_every{1}, time_limit{120};

 private:
  boost::asio::awaitable<void> fetch(media_id id);
  struct place {  // where the file belongs
    conversation_ptr of;
    std::uint64_t seq = 0;
    attachment what;
  };
  boost::asio::awaitable<result<std::optional<place>>> find(media_file const& file);
  boost::asio::awaitable<attachment> get(attachment what, connector::media_failure& trouble);
  boost::asio::awaitable<result<void>> write(media_id id, conversation_id in, std::uint64_t seq, attachment now);
  boost::asio::awaitable<result<void>> put_off(media_id id, milliseconds after);
  boost::asio::awaitable<result<void>> give_up(media_id id, std::string reason);  // nobody waits for it any more
  // Of its record alone, while it is pending.
  boost::asio::awaitable<result<void>> change(media_id id, std::function<void(media_file&)> how);

  desk& desk_;
  channel_settings const& account_;
  connector::media_source* from_;
  account_lease& lease_;
  work_signal work_;
  std::set<std::string> busy_;
  std::set<std::string> passed_over_;  // their records cannot be read: told once (service/core/unreadable), and in nobody's way
  utc_time look_at_{};  // when the list is to be read next
};

}  // namespace sahut
