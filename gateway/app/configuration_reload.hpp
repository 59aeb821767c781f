#pragma once
// The configuration read again while the daemon runs: TLS certificate, channels' secrets, limits and calendars take over together
// or not at all; every other setting that changed is named, since it needs a restart.
#include "connectors/common/channel.hpp"
#include "gateway/app/calendar_reload.hpp"
#include "gateway/net/address.hpp"
#include "gateway/net/tls.hpp"

#include <atomic>

namespace sahut {

connector::account_settings account_settings_of(channel_settings const& c);

// What takes over while the daemon runs.
struct renewed_settings {
  std::map<account_id, connector::account_settings> accounts;  // by channel id
  std::shared_ptr<net::tls_context const> tls;
  sahut::limits limits;
  net::network_list trusted_proxies;
  std::map<account_id, utc_time> token_ends;
};

// Limits that are fixed when the daemon starts: threads, connections to the store, routes. All others change while it runs.
bool limit_needs_restart(std::string_view key);

class configuration_reload {
 public:
  // `hand_out` is given what was read anew; it reaches every worker.
  configuration_reload(settings const& running, environment env, calendar_reload& calendars,
                       std::function<void(std::shared_ptr<renewed_settings const>)> hand_out);

  // Any thread; one after another. Logs what it did.
  calendar_outcome run();
  // Whether all that was last read again was taken, calendars by themselves as well.
  bool last_was_good() const { return good_ && calendars_.last_was_good(); }

 private:
  bool is_read_again(std::string const& path) const;

  settings const& running_;
  environment const env_;
  channel_forms const forms_;
  calendar_reload& calendars_;
  std::function<void(std::shared_ptr<renewed_settings const>)> hand_out_;
  std::mutex one_at_a_time_;
  std::map<std::string, std::string> in_force_;
  std::atomic<bool> good_{true};
};

}  // namespace sahut
