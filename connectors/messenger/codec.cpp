#include "connectors/messenger/codec.hpp"

#include "connectors/meta/elements.hpp"

namespace sahut::messenger {
namespace {

constexpr meta::element_kind own_kinds[] = {
    {"delivery", meta::read_delivery},
    {"app_roles", nullptr, meta::note_handover},
};

}  // namespace

std::vector<inbound::event> decode(std::string_view body, meta::account_context const& account) {
  return meta::decode(body, account, {"page", own_kinds});
}

}  // namespace sahut::messenger
