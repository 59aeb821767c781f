#include "connectors/registry.hpp"

#include "connectors/instagram/channel.hpp"
#include "connectors/messenger/channel.hpp"

#include <stdexcept>

namespace sahut::connector {
namespace {

struct registered_channel {
  channel_kind kind;
  channel_traits (*traits)();
  std::unique_ptr<channel> (*create)(account_settings settings);
};

constexpr registered_channel every_channel[] = {
    {channel_kind::messenger, messenger::traits, messenger::create_channel},
    {channel_kind::instagram, instagram::traits, instagram::create_channel},
};

}  // namespace

channel_directory registered_traits() {
  channel_directory all;
  for (auto const& c : every_channel) all.add(c.kind, c.traits());
  return all;
}

std::unique_ptr<channel> create_channel(channel_kind kind, account_settings settings) {
  for (auto const& c : every_channel)
    if (c.kind == kind) return c.create(std::move(settings));
  throw std::invalid_argument("the channel " + std::string(name_of(kind)) + " is not built in");
}

}  // namespace sahut::connector
