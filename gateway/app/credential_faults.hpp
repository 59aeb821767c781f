#pragma once
// Credentials that do not fit while the daemon runs: each is said in the log at once, with what to do, and counted. One for
// the process; any thread.
#include "gateway/log/log.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <string>

namespace sahut {

enum class credential : std::uint8_t {
  redis_password,  // Redis refuses the login
  key_file,        // a file that holds a key or a secret cannot be read, or holds none
  app_secret,      // nothing that comes to an account is signed with its secret
};
inline constexpr std::array<std::string_view, 3> credential_names{"redis_password", "key_file", "app_secret"};

class credential_faults {
 public:
  void note(credential which, log::ids fields, std::string const& text);
  std::string exposition() const;

 private:
  std::array<std::atomic<std::uint64_t>, credential_names.size()> counts_{};
};

credential_faults& credential_faults_of_this_process();

}  // namespace sahut
