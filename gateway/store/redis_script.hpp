#pragma once
// The Lua scripts, embedded at build time from the .lua files beside this header.
#include <string>
#include <string_view>

namespace sahut {

struct redis_script {
  std::string_view body;
  std::string sha;  // 40 hexadecimal digits, as EVALSHA takes them
};

redis_script const& commit_script();
redis_script const& claim_script();
redis_script const& reserve_script();
redis_script const& scan_script();
redis_script const& scan_keys_script();

}  // namespace sahut
