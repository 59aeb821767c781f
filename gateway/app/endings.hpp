#pragma once
// What ends on a day that is known: the TLS certificate, and access tokens whose end the configuration names. A figure each,
// and from three weeks before a line of the log at the start and once a day. Any thread.
#include "routing/model/id.hpp"
#include "routing/model/time.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace sahut {

class endings {
 public:
  static constexpr std::chrono::days soon{21};

  void certificate(utc_time ends_at);
  void tokens(std::map<account_id, utc_time> ends_at);  // by channel; in place of those before
  std::map<account_id, utc_time> tokens() const;

  std::string exposition() const;
  std::vector<std::string> warnings(utc_time now) const;  // of `sahutctl status`
  void log(utc_time now) const;

 private:
  struct one {
    account_id channel;   // empty: the certificate
    utc_time at;
  };
  std::vector<one> all() const;

  mutable std::mutex lock_;
  std::optional<utc_time> certificate_;
  std::map<account_id, utc_time> tokens_;
};

}  // namespace sahut
