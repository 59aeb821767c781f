#include "gateway/service/platform/contact_names.hpp"

#include "connectors/common/name_source.hpp"
#include "gateway/log/log.hpp"
#include "routing/engine/conversation/citizen.hpp"

#include <stdexcept>

namespace sahut {
namespace {

boost::asio::awaitable<void> learn_name(desk& d, connector::name_source const& from, conversation_id here, std::string contact) {
  std::string name;
  try {
    name = co_await from.name_of(std::move(contact), name_limit);
  } catch (std::invalid_argument const&) {  // the platform's address is none, which is told where messages are sent
    co_return;
  }
  if (name.empty()) co_return;
  auto decide = [&d, &name](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
    co_return on_named(d.at_now(), base->record, name);
  };
  auto done = co_await d.act(here, command_id(), decide);
  if (!done) log::info("account", {{"conversation", here}}, "the citizen's name at the platform was not kept: {}", done.error().detail);
}

}  // namespace

void ask_for_name(desk& d, connector::channel const& channel, conversation const& c, std::string contact) {
  if (!c.contact_name.empty() || d.draining || !d.tasks) return;
  if (auto const* from = dynamic_cast<connector::name_source const*>(&channel)) d.tasks->add(learn_name(d, *from, c.id, std::move(contact)));
}

}  // namespace sahut
