#include "connectors/messenger/codec.hpp"

#include "connectors/meta/elements.hpp"

namespace sahut::messenger {
namespace {

constexpr meta::element_kind kinds[] = {
    {"message", meta::read_message},
    {"postback", meta::read_postback},
    {"message_edit", meta::read_edit},
    {"reaction", meta::read_reaction},
    {"read", meta::read_read},
    {"delivery", meta::read_delivery},
    {"referral", nullptr, meta::note_referral},
    {"optin", nullptr, meta::note_optin},
    {"pass_thread_control", nullptr, meta::note_handover},
    {"take_thread_control", nullptr, meta::note_handover},
    {"request_thread_control", nullptr, meta::note_handover},
    {"app_roles", nullptr, meta::note_handover},
    {"policy-enforcement", nullptr, meta::note_policy},
    {"policy_enforcement", nullptr, meta::note_policy},
};

}  // namespace

std::vector<inbound::event> decode(std::string_view body, account_context const& account) {
  return meta::decode(body, account, {"page", kinds});
}

}  // namespace sahut::messenger
