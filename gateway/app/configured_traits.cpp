#include "gateway/app/configured_traits.hpp"

#include "connectors/registry.hpp"
#include "gateway/records/decimal.hpp"

#include <algorithm>
#include <map>

namespace sahut {

channel_directory traits_as_configured(settings const& cfg) {
  auto all = connector::registered_traits();
  std::map<channel_kind, std::size_t> longest;
  for (auto const& account : cfg.channels) {
    auto const option = account.options.find("text_chars");
    if (option == account.options.end()) continue;
    auto const chars = records::whole_decimal<std::size_t>(option->second);
    if (!chars) continue;
    auto const [known, added] = longest.emplace(account.kind, *chars);
    if (!added) known->second = std::min(known->second, *chars);
  }
  for (auto const& [kind, chars] : longest) {
    auto traits = all.of(kind);
    if (traits.longest_text) traits.longest_text->max = chars;
    all.add(kind, std::move(traits));
  }
  return all;
}

}  // namespace sahut
