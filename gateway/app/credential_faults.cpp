#include "gateway/app/credential_faults.hpp"

#include <prometheus/counter.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace sahut {

void credential_faults::note(credential which, log::ids fields, std::string const& text) {
  ++counts_[static_cast<std::size_t>(which)];
  log::error("configuration", fields, "{}", text);
}

std::string credential_faults::exposition() const {
  prometheus::Registry registry;
  auto& faults = prometheus::BuildCounter().Name("sahut_credential_faults_total").Help("Credentials that did not fit: a password of Redis, a file of a key, an app secret").Register(registry);
  for (std::size_t i = 0; i < counts_.size(); ++i) faults.Add({{"credential", std::string(credential_names[i])}}).Increment(static_cast<double>(counts_[i]));
  return prometheus::TextSerializer().Serialize(registry.Collect());
}

credential_faults& credential_faults_of_this_process() {
  static credential_faults all;
  return all;
}

}  // namespace sahut
