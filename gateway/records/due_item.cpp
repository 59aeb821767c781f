#include "gateway/records/due_item.hpp"

#include "gateway/records/decimal.hpp"
#include "routing/model/overloaded.hpp"

#include <array>
#include <utility>

namespace sahut::due {
namespace {

struct spelled {
  due_kind kind;
  char letter;
  bool numbered;  // it is of one request or ticket
};
constexpr std::array spellings{
    spelled{due_kind::ticket, 't', true},    spelled{due_kind::lateness, 'l', true},  spelled{due_kind::reminder, 'n', true},
    spelled{due_kind::silence, 's', true},   spelled{due_kind::warning, 'w', false},  spelled{due_kind::closing, 'c', false},
    spelled{due_kind::handover, 'h', false},
};
static_assert(spellings.size() == static_cast<std::size_t>(last_due_kind) + 1);

spelled const* spelling_of(char letter) {
  for (auto const& s : spellings)
    if (s.letter == letter) return &s;
  return nullptr;
}

}  // namespace

std::string print(conversation_id const& of, due_step what) {
  auto const& s = spellings[static_cast<std::size_t>(what.kind)];
  std::string out{s.letter, '|'};
  out += of.text();
  if (s.numbered) (out += '|') += records::decimal_text(what.ordinal);
  return out;
}

std::string print(item const& what) {
  return std::visit(overloaded{
                        [](step const& x) { return print(x.of, x.what); },
                        [](attendance const& x) { return "p|" + x.officer.text(); },
                        [](account_lease const& x) { return "a|" + x.account; },
                        [](matching const&) { return std::string("q"); },
                        [](record const& x) { return "r|" + x.kind + '|' + x.id; },
                    },
                    what);
}

std::optional<item> parse(std::string_view entry) {
  if (entry == "q") return matching{};
  if (entry.size() < 3 || entry[1] != '|') return std::nullopt;
  auto const rest = entry.substr(2);
  auto const bar = rest.find('|');
  switch (entry[0]) {
    case 'p': return attendance{officer_id(rest)};
    case 'a': return account_lease{account_id(rest)};
    case 'r':
      if (bar == rest.npos || bar == 0) return std::nullopt;
      return record{std::string(rest.substr(0, bar)), std::string(rest.substr(bar + 1))};
  }
  auto const* s = spelling_of(entry[0]);
  if (!s || s->numbered == (bar == rest.npos) || bar == 0) return std::nullopt;
  step of{conversation_id(rest.substr(0, bar)), {s->kind, 0}};
  if (!s->numbered) return of;
  auto const ordinal = records::whole_decimal<std::uint32_t>(rest.substr(bar + 1));
  if (!ordinal) return std::nullopt;
  of.what.ordinal = *ordinal;
  return of;
}

}  // namespace sahut::due
