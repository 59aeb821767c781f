#include "connectors/common/event_list.hpp"

#include <algorithm>
#include <cctype>
#include <map>

#include "connectors/common/signature.hpp"

namespace sahut::connector {
namespace {

constexpr std::size_t contact_chars_max = 128;
constexpr std::size_t notices_max = 1000;  // a body of 4 MB could hold two million elements of one byte

std::string const* contact_of(inbound::event const& event) {
  return std::visit(
      [](auto const& e) -> std::string const* {
        if constexpr (requires { e.from; })
          return &e.from.contact;
        else
          return nullptr;
      },
      event);
}

}  // namespace

void event_list::add(inbound::event event, std::optional<utc_time> at) {
  if (auto* notice = std::get_if<inbound::notice>(&event)) {
    if (++notices_ > notices_max) return;
    if (notices_ == notices_max) *notice = {account_, std::string(further_notices), true, true};
  }
  events_.push_back(std::move(event));
  times_.push_back(at);
}

void event_list::note(std::string_view reason, bool alarm) { add(inbound::notice{account_, std::string(reason), alarm}); }

void event_list::keep(std::string_view reason) { add(inbound::notice{account_, std::string(reason), true, true}); }

std::vector<inbound::event> event_list::in_order() && {
  std::map<std::string, std::vector<std::size_t>, std::less<>> places;
  std::vector<std::size_t> from(events_.size());  // where the event of each place stands now
  for (std::size_t i = 0; i < events_.size(); ++i) {
    from[i] = i;
    if (auto const* contact = contact_of(events_[i])) places[*contact].push_back(i);
  }
  for (auto const& [contact, slots] : places) {
    std::vector<std::pair<utc_time, std::size_t>> order;
    order.reserve(slots.size());
    utc_time last{};
    for (auto const i : slots) order.emplace_back(last = times_[i].value_or(last), i);
    std::stable_sort(order.begin(), order.end(), [](auto const& a, auto const& b) { return a.first < b.first; });
    for (std::size_t k = 0; k < slots.size(); ++k) from[slots[k]] = order[k].second;
  }
  std::vector<inbound::event> sorted;
  sorted.reserve(events_.size());
  for (auto const i : from) sorted.push_back(std::move(events_[i]));
  return sorted;
}

std::string made_up_id(std::vector<std::string> const& parts) {
  std::string told;
  for (auto const& part : parts) told += std::to_string(part.size()) + ':' + part + '|';
  return "sha256:" + sha256_hex(told);
}

bool is_contact_id(std::string_view id) {
  return !id.empty() && id.size() <= contact_chars_max && std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return c < 0x80 && (std::isalnum(c) || c == '_' || c == '.' || c == ':' || c == '-');
  });
}

}  // namespace sahut::connector
