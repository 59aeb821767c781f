#include "gateway/service/core/unreadable.hpp"

#include "gateway/log/log.hpp"

namespace sahut {

bool unreadable_records::note(std::string const& what, std::string const& why) {
  {
    std::lock_guard const hold(lock_);
    if (known_.size() >= named_max || !known_.insert(what).second) return false;
    count_ = known_.size();
  }
  log::error("store", {{"record", what}}, "it cannot be read and is passed over: {}; `sahutctl unreadable` lists all such", why);
  if (count_ == named_max) log::error("store", {}, "{} records cannot be read: further ones are not named here", named_max);
  return true;
}

void unreadable_records::readable(std::string const& what) {
  if (count_ == 0) return;
  std::lock_guard const hold(lock_);
  known_.erase(what);
  count_ = known_.size();
}

unreadable_records& unreadable_of_this_process() {
  static unreadable_records all;
  return all;
}

}  // namespace sahut
