#include "gateway/app/security_log.hpp"

#include <vector>

namespace sahut {

void tell_security(log::level level, std::string_view event, log::ids fields) {
  std::vector<log::id> all{{"event", event}};
  all.insert(all.end(), fields.begin(), fields.end());
  log::tell(level, log::security, all, event);
}

}  // namespace sahut
