#pragma once
// What became of a part, in few words.
#include <string>

#include "routing/model/sending.hpp"

namespace sahut::test {

inline std::string told(sending::outcome const& o) {
  struct {
    std::string operator()(sending::accepted const& a) const { return "accepted " + a.external_id; }
    std::string operator()(sending::later const& l) const {
      return "later " + std::to_string(l.after.count()) + (l.whole_account ? " account" : " part");
    }
    std::string operator()(sending::refused const& r) const { return r.window_closed ? "window closed" : "refused"; }
    std::string operator()(sending::account_stopped const&) const { return "stopped"; }
    std::string operator()(sending::unknown const&) const { return "unknown"; }
  } const tell;
  return std::visit(tell, o);
}

}  // namespace sahut::test
