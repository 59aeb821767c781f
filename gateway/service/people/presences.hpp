#pragma once
// Who is there. Presence belongs to the officer, not to a window: a lease, renewed while any window of theirs is open on
// any worker. When the last window has gone, a grace period runs; then what they had not answered goes back.
#include "gateway/service/core/desk.hpp"
#include "gateway/service/core/failure_log.hpp"
#include "gateway/service/people/users.hpp"

namespace sahut {

class presences {
 public:
  explicit presences(desk& d) : desk_(d), giving_back_("store", "giving back what an officer had who is gone", d.profile.settings->id) {}

  struct known {
    presence_record record;
    std::uint64_t version = 0;
    utc_time lease_end{};
    std::map<std::string, utc_time> leases;  // one field a worker, and its end
  };
  boost::asio::awaitable<result<known>> find(officer_id who);

  // A window opened on this worker. Within the grace period everything is as it was; otherwise presence is `away`.
  boost::asio::awaitable<result<presence_record>> arrive(officer_id who);
  // The last window on this worker closed.
  boost::asio::awaitable<result<void>> leave(officer_id who);
  // Also takes back that the officer was thought to be gone: this worker, or the store, had only slept. Of who is `offline`
  // with a window open the due entry stays where it is: what a colleague hands over goes back when it comes.
  boost::asio::awaitable<result<void>> renew(officer_id who);
  // Without `capacity` the office's holds. `offline` gives unanswered conversations back at once. The same id again, on the same day or the next, changes
  // nothing: ids lie in a record of the officer's day that expires. id_reused, rate_limited (limits.presence_changes_per_day).
  boost::asio::awaitable<result<presence_record>> set(officer_id who, std::string once, std::string fingerprint, presence state,
                                                      std::optional<std::uint32_t> capacity);
  // The due entry of this officer has come.
  boost::asio::awaitable<void> on_due(officer_id who);

  // Leases run out only after this: set after a pause of the store or of this worker.
  void trust_leases_from(utc_time t) { trusted_from_ = std::max(trusted_from_, t); }
  utc_time leases_trusted_from() const { return trusted_from_; }

 private:
  enum class written { done, before, conflict };  // before: the command had been carried out already
  boost::asio::awaitable<result<written>> write(officer_id who, known before, presence_record after, transaction more);
  boost::asio::awaitable<result<void>> give_back(officer_id who);  // error: not all of it; try again

  desk& desk_;
  failure_log giving_back_;  // what an officer who is gone had
  utc_time trusted_from_{};
};

}  // namespace sahut
