#pragma once
// A whole channel as the daemon sees it: one account of one platform, both directions.
// Used on one worker's thread; `authentic`, `handshake` and `decode` are pure and may run anywhere.
#include <map>
#include <memory>
#include <span>
#include <optional>
#include <string>
#include <vector>

#include "connectors/common/channel_sender.hpp"
#include "connectors/common/handshake.hpp"
#include "connectors/common/media_source.hpp"
#include "connectors/common/webhook_setup.hpp"
#include "routing/model/inbound.hpp"

namespace sahut::connector {

// One account, as the operator has configured it.
struct account_settings {
  std::string account;
  std::vector<std::string> aliases;      // other ids of the same account, if any
  std::vector<std::string> signing_secrets;  // every one is accepted in a signature; the first signs our own calls
  std::string verify_token;
  std::string access_token;
  std::map<std::string, std::string, std::less<>> secrets;  // what else the channel's form asks for, by the field's name
  std::map<std::string, std::string, std::less<>> options;
  std::string api_base;                  // https://graph.facebook.com/v25.0
  std::string certificates_file;         // further trusted roots; empty: the system's
};

class channel {
 public:
  virtual ~channel() = default;
  virtual channel_kind kind() const = 0;
  // The headers in which the platform proves its bodies: at least one. A request that has one of them twice, or none of
  // them, is refused.
  virtual std::span<std::string_view const> signature_headers() const = 0;
  // Whether the value of this header proves the raw bytes. Asked before anything else is done with them. False where no
  // secret is configured.
  virtual bool authentic(std::string_view raw_body, std::string_view header, std::string_view value) const = 0;
  // The answer to a GET; nothing where it proves nothing, or where the platform makes none.
  virtual std::optional<handshake_answer> handshake(query_parameters const&) const { return std::nullopt; }
  virtual std::vector<inbound::event> decode(std::string_view raw_body) const = 0;
  virtual channel_sender& sender() = 0;  // the same for good
  // Where what came in holds files; null: it never does.
  virtual media_source* media() { return nullptr; }
  // Where the platform can be told its webhook by a call; nothing where that is done in its own pages.
  virtual std::unique_ptr<webhook_setup> webhook() const { return nullptr; }
  // Secrets and token from now on; what is being sent goes on with the old ones.
  virtual void renew(account_settings settings) = 0;
};

}  // namespace sahut::connector
