#include "gateway/records/wake_up.hpp"

#include "gateway/records/decimal.hpp"
#include "gateway/records/varint.hpp"
#include "routing/model/overloaded.hpp"

namespace sahut::wake_up {
namespace {

// The next word, without the blank behind it; the whole rest where there is no further blank.
std::string_view take_word(std::string_view& line) {
  auto const blank = line.find(' ');
  auto const word = line.substr(0, blank);
  line.remove_prefix(blank == line.npos ? line.size() : blank + 1);
  return word;
}

std::string named_head(char kind, std::string_view name) {
  std::string out;
  out.reserve(name.size() + 3);
  ((out += kind) += ' ').append(name) += ' ';
  return out;
}

std::optional<item> parse_conversation(std::string_view line) {
  conversation_changed w;
  auto const first = line.find(' ');
  if (first == line.npos || line.find(' ', first + 1) == line.npos) return std::nullopt;
  w.of = conversation_id(take_word(line));
  w.end = records::decimal(take_word(line));
  if (!records::take_varint(line, w.version)) return std::nullopt;
  w.sealed = line;
  return w;
}

std::optional<item> parse_sign(std::string_view line) {
  passing_sign s;
  s.typing = take_word(line) == "t";
  s.by_officer = take_word(line) == "o";
  s.of = conversation_id(take_word(line));
  auto const officer = take_word(line);
  if (officer != "-") s.officer = officer_id(officer);
  auto const seq = take_word(line);
  if (s.of.empty() || officer.empty() || seq.empty()) return std::nullopt;
  s.seq = records::decimal(seq);
  return s;
}

std::optional<item> parse_presence(std::string_view line) {
  presence_set p;
  p.officer = officer_id(take_word(line));
  p.window = take_word(line);
  p.state = take_word(line);
  auto const capacity = take_word(line);
  if (p.officer.empty() || p.window.empty() || p.state.empty() || capacity.empty()) return std::nullopt;
  p.capacity = static_cast<std::uint32_t>(records::decimal(capacity));
  return p;
}

}  // namespace

std::string head_of(conversation_id const& changed) { return named_head('c', changed); }

std::string head_of(item const& what) {
  auto const one = named_head;
  return std::visit(overloaded{
                        [&](conversation_changed const& x) { return head_of(x.of); },
                        [&](outbox_grew const& x) { return one('o', x.account); },
                        [&](journal_grew const& x) { return one('j', x.account); },
                        [&](officer_changed const& x) { return one('u', x.officer); },
                        [&](visitor_revoked const& x) { return one('v', x.of); },
                        [&](record_changed const& x) { return one('r', x.kind) + x.id + ' '; },
                        [&](presence_set const& x) {
                          return one('p', x.officer) + x.window + ' ' + x.state + ' ' + records::decimal_text(x.capacity) + ' ';
                        },
                        [&](passing_sign const& x) {
                          return std::string(x.typing ? "g t " : "g r ") + (x.by_officer ? "o " : "v ") + x.of.text() + ' ' +
                                 (x.officer.empty() ? "-" : x.officer.text()) + ' ' + records::decimal_text(x.seq) + ' ';
                        },
                    },
                    what);
}

std::string begin_body(std::uint64_t version) {
  std::string body;
  records::put_varint(body, version);
  return body;
}

void add_to_body(std::string& body, std::string_view sealed_message) {
  records::put_varint(body, sealed_message.size());
  body += sealed_message;
}

std::optional<std::vector<std::string_view>> messages_in(std::string_view sealed) {
  std::vector<std::string_view> out;
  while (!sealed.empty()) {
    std::uint64_t size = 0;
    if (!records::take_varint(sealed, size) || size > sealed.size()) return std::nullopt;
    out.push_back(sealed.substr(0, size));
    sealed.remove_prefix(size);
  }
  return out;
}

std::optional<item> parse(std::string_view line) {
  if (line.size() < 3 || line[1] != ' ') return std::nullopt;
  auto rest = line.substr(2);
  switch (line[0]) {
    case 'c': return parse_conversation(rest);
    case 'g': return parse_sign(rest);
    case 'p': return parse_presence(rest);
    case 'r': {
      record_changed r;
      r.kind = take_word(rest);
      r.id = take_word(rest);
      if (r.kind.empty() || r.id.empty()) return std::nullopt;
      return r;
    }
    case 'o': case 'j': case 'u': case 'v': break;
    default: return std::nullopt;
  }
  std::string name(take_word(rest));
  if (name.empty()) return std::nullopt;
  switch (line[0]) {
    case 'o': return outbox_grew{account_id(std::move(name))};
    case 'j': return journal_grew{account_id(std::move(name))};
    case 'u': return officer_changed{officer_id(std::move(name))};
    default: return visitor_revoked{conversation_id(std::move(name))};
  }
}

}  // namespace sahut::wake_up
