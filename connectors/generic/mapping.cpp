#include "connectors/generic/mapping.hpp"

#include <algorithm>

namespace sahut::generic {
namespace {

std::string_view option_of(options const& from, std::string_view name) {
  auto const at = from.find(name);
  return at == from.end() ? std::string_view() : std::string_view(at->second);
}

std::optional<pointer> pointer_of(options const& from, std::string_view name) {
  return from.find(name) == from.end() ? std::nullopt : parse_pointer(option_of(from, name));
}

pointer nowhere() { return {false, {std::string()}}; }

}  // namespace

std::vector<std::string> listed(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    auto one = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), one.size() + 1));
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    if (!one.empty()) out.emplace_back(one);
  }
  return out;
}

bool mapping::reads_into_events() const {
  auto const leads_into = [this](std::optional<pointer> const& p) {
    return p && p->from_body && p->steps.size() >= events.steps.size() && std::equal(events.steps.begin(), events.steps.end(), p->steps.begin());
  };
  return leads_into(contact) || leads_into(text) ||
         std::ranges::any_of(std::initializer_list<std::optional<pointer> const*>{&name, &id, &time, &quoted, &own, &type, &account, &attachments, &attachment_url,
                                                                                  &attachment_name, &attachment_kind},
                             [&](auto const* p) { return leads_into(*p); });
}

mapping mapping_of(options const& from) {
  mapping m;
  m.events = pointer_of(from, "events_at").value_or(pointer());
  m.contact = pointer_of(from, "contact_at").value_or(nowhere());
  m.text = pointer_of(from, "text_at").value_or(nowhere());
  m.name = pointer_of(from, "name_at");
  m.id = pointer_of(from, "id_at");
  m.time = pointer_of(from, "time_at");
  m.quoted = pointer_of(from, "quoted_at");
  m.own = pointer_of(from, "own_at");
  m.type = pointer_of(from, "type_at");
  m.account = pointer_of(from, "account_at");
  m.attachments = pointer_of(from, "attachments_at");
  m.attachment_url = pointer_of(from, "attachment_url_at");
  m.attachment_name = pointer_of(from, "attachment_name_at");
  m.attachment_kind = pointer_of(from, "attachment_kind_at");
  m.message_types = listed(option_of(from, "message_types"));
  auto const unit = option_of(from, "time_unit");
  m.unit = unit == "ms" ? time_unit::milliseconds : unit == "s" ? time_unit::seconds : time_unit::any;
  return m;
}

}  // namespace sahut::generic
