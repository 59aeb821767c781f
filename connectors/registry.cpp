#include "connectors/registry.hpp"

#include "connectors/generic/channel.hpp"
#include "connectors/instagram/channel.hpp"
#include "connectors/line/channel.hpp"
#include "connectors/messenger/channel.hpp"
#include "connectors/telegram/channel.hpp"
#include "connectors/whatsapp/channel.hpp"
#include "connectors/x/channel.hpp"

#include <stdexcept>

namespace sahut::connector {
namespace {

struct registered_channel {
  channel_kind kind;
  channel_traits (*traits)();
  channel_form (*form)();
  std::unique_ptr<channel> (*create)(account_settings settings);
};

constexpr registered_channel every_channel[] = {
    {channel_kind::messenger, messenger::traits, messenger::form, messenger::create_channel},
    {channel_kind::instagram, instagram::traits, instagram::form, instagram::create_channel},
    {channel_kind::whatsapp, whatsapp::traits, whatsapp::form, whatsapp::create_channel},
    {channel_kind::x, x::traits, x::form, x::create_channel},
    {channel_kind::telegram, telegram::traits, telegram::form, telegram::create_channel},
    {channel_kind::line, line::traits, line::form, line::create_channel},
    {channel_kind::generic, generic::traits, generic::form, generic::create_channel},
};

}  // namespace

channel_directory registered_traits() {
  channel_directory all;
  for (auto const& c : every_channel) all.add(c.kind, c.traits());
  return all;
}

channel_forms registered_forms() {
  channel_forms all;
  for (auto const& c : every_channel) all.push_back(c.form());
  return all;
}

std::unique_ptr<channel> create_channel(channel_kind kind, account_settings settings) {
  for (auto const& c : every_channel)
    if (c.kind == kind) return c.create(std::move(settings));
  throw std::invalid_argument("the channel " + std::string(name_of(kind)) + " is not built in");
}

}  // namespace sahut::connector
