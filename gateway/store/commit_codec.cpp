#include "gateway/store/commit_codec.hpp"

#include <charconv>

#include "gateway/store/resp_connection.hpp"
#include "routing/model/overloaded.hpp"

namespace sahut {
namespace {

constexpr std::int64_t score_max = (std::int64_t{1} << 53) - 1;

error internal(std::string detail) { return {errc::internal, "", std::move(detail)}; }

std::size_t set_words(record_change const& r) {
  return (r.once.empty() ? 0 : 2) + (r.new_version ? 2 : 0) + (r.append.empty() ? 0 : 2 + 2 * r.append.size()) +
         2 * r.set.size();
}

std::string const& key_of(condition const& c) {
  return std::visit([](auto const& x) -> std::string const& { return x.key; }, c);
}
std::string const* key_of(operation const& o) {
  return std::visit(overloaded{[](publish const&) -> std::string const* { return nullptr; },
                               [](auto const& x) -> std::string const* { return &x.key; }},
                    o);
}

std::size_t words(condition const& c) { return std::holds_alternative<smaller_than>(c) ? 2 : 3; }
std::size_t words(operation const& o) {
  return std::visit(overloaded{[](sorted_add const&) { return 3; }, [](publish const&) { return 4; },
                               [](drop const&) { return 1; }, [](auto const&) { return 2; }},
                    o);
}

std::size_t bytes_of(transaction const& t) {
  std::size_t n = 0;
  for (auto const& r : t.records) {
    n += r.key.size() + r.once.size() + r.fingerprint.size();
    for (auto const& a : r.append) n += a.size();
    for (auto const& [name, value] : r.set) n += name.size() + value.size();
    for (auto const& name : r.remove) n += name.size();
  }
  for (auto const& c : t.conditions)
    n += std::visit(overloaded{[](field_is const& x) { return x.key.size() + x.field.size() + x.value.size(); },
                               [](smaller_than const& x) { return x.key.size(); },
                               [](member_of const& x) { return x.key.size() + x.member.size(); }},
                    c);
  for (auto const& o : t.operations)
    n += std::visit(overloaded{[](publish const& x) { return x.channel.size() + x.head.size() + x.body.size(); },
                               [](drop const& x) { return x.key.size(); }, [](expire const& x) { return x.key.size(); },
                               [](auto const& x) { return x.key.size() + x.member.size(); }},
                    o);
  return n;
}

bool own_field(std::string_view name) { return name == "v" || name == "n"; }

void put(std::string& out, condition const& c) {
  std::visit(overloaded{[&](field_is const& x) {
                          resp_bulk(out, "f");
                          resp_bulk(out, x.field);
                          resp_bulk(out, x.value);
                        },
                        [&](smaller_than const& x) {
                          using kind = smaller_than::kind;
                          resp_bulk(out, x.of == kind::sorted_set ? "z" : x.of == kind::set ? "s" : "h");
                          resp_bulk(out, x.max);
                        },
                        [&](member_of const& x) {
                          resp_bulk(out, x.sorted ? "Z" : "S");
                          resp_bulk(out, x.member);
                          resp_bulk(out, x.present ? "1" : "0");
                        }},
             c);
}

void put(std::string& out, operation const& o) {
  auto named = [&](std::string_view letter, std::string const& member) {
    resp_bulk(out, letter);
    resp_bulk(out, member);
  };
  std::visit(
      overloaded{[&](sorted_add const& x) {
                   using when = sorted_add::when;
                   resp_bulk(out, x.mode == when::always       ? "a"
                                  : x.mode == when::if_absent  ? "n"
                                  : x.mode == when::only_later ? "g"
                                                               : "l");
                   resp_bulk(out, x.score);
                   resp_bulk(out, x.member);
                 },
                 [&](sorted_remove const& x) { named("r", x.member); }, [&](set_add const& x) { named("s", x.member); },
                 [&](set_remove const& x) { named("m", x.member); }, [&](drop const&) { resp_bulk(out, "d"); },
                 [&](expire const& x) {
                   resp_bulk(out, "e");
                   resp_bulk(out, x.after.count());
                 },
                 [&](publish const& x) {
                   resp_bulk(out, "P");
                   resp_bulk(out, x.channel);
                   resp_bulk(out, x.head);
                   resp_bulk(out, x.body);
                 }},
      o);
}

// The script's first word: counts and flags as bytes. Counts fit two bytes, numbers of keys one: see `fault_of`.
std::string head_of(transaction const& t) {
  static_assert(2 * transaction_fields_max < 65536 && transaction_keys_max < 256);
  std::string head;
  head.reserve(2 + 10 * t.records.size());
  auto add = [&](std::size_t n) { head.push_back(static_cast<char>(n & 0xff)); };
  add(t.records.size());
  add(t.conditions.size());
  for (auto const& r : t.records) {
    add(r.if_version.has_value());
    add(r.if_end.has_value());
    add(!r.once.empty());
    add(r.new_version);
    for (auto n : {r.append.size(), set_words(r), r.remove.size()}) {
      add(n >> 8);
      add(n);
    }
  }
  return head;
}

void put_fields(std::string& out, record_change const& r) {
  if (!r.once.empty()) {
    resp_bulk(out, 'd', r.once);
    resp_bulk(out, r.fingerprint);
  }
  if (r.new_version) {
    resp_bulk(out, "v");
    resp_bulk(out, "");
  }
  if (!r.append.empty()) {
    resp_bulk(out, "n");
    resp_bulk(out, "");
    for (auto const& entry : r.append) {
      resp_bulk(out, "");
      resp_bulk(out, entry);
    }
  }
  for (auto const& [name, value] : r.set) {
    resp_bulk(out, name);
    resp_bulk(out, value);
  }
  for (auto const& name : r.remove) resp_bulk(out, name);
}

}  // namespace

std::optional<error> fault_of(transaction const& t) {
  std::size_t keys = t.records.size() + t.conditions.size();
  for (auto const& o : t.operations) keys += key_of(o) != nullptr;
  if (keys > transaction_keys_max) return internal("a transaction names too many keys");
  if (bytes_of(t) > transaction_bytes_max) return internal("a transaction is too large");
  for (std::size_t i = 0; i < t.records.size(); ++i) {
    auto const& r = t.records[i];
    if (set_words(r) / 2 + r.remove.size() > transaction_fields_max)
      return internal("a transaction touches too many fields of one record");
    for (std::size_t j = 0; j < i; ++j)
      if (t.records[j].key == r.key) return internal("a transaction names one record twice");
    for (auto const& [name, value] : r.set)
      if (own_field(name)) return internal("a transaction sets a field that is the store's own");
    for (auto const& name : r.remove)
      if (own_field(name)) return internal("a transaction removes a field that is the store's own");
  }
  for (auto const& o : t.operations) {
    if (auto const* add = std::get_if<sorted_add>(&o); add && (add->score > score_max || add->score < -score_max))
      return internal("a score is too large");
    if (auto const* e = std::get_if<expire>(&o); e && e->after < seconds{1})
      return internal("an expiry is below one second");
  }
  return std::nullopt;
}

void append_commit(std::string& out, transaction const& t, script_form form) {
  std::size_t keys = t.records.size() + t.conditions.size();
  std::size_t argv = 1;
  for (auto const& r : t.records)
    argv += r.if_version.has_value() + r.if_end.has_value() + set_words(r) + r.remove.size();
  for (auto const& c : t.conditions) argv += words(c);
  for (auto const& o : t.operations) {
    argv += words(o);
    keys += key_of(o) != nullptr;
  }

  auto const& script = commit_script();
  resp_begin(out, 3 + keys + argv);
  if (form == script_form::by_digest) {
    resp_bulk(out, "EVALSHA");
    resp_bulk(out, script.sha);
  } else {
    resp_bulk(out, "EVAL");
    resp_bulk(out, script.body);
  }
  resp_bulk(out, keys);
  for (auto const& r : t.records) resp_bulk(out, r.key);
  for (auto const& c : t.conditions) resp_bulk(out, key_of(c));
  for (auto const& o : t.operations)
    if (auto const* key = key_of(o)) resp_bulk(out, *key);

  resp_bulk(out, head_of(t));
  for (auto const& r : t.records) {
    if (r.if_version) resp_bulk(out, *r.if_version);
    if (r.if_end) resp_bulk(out, *r.if_end);
    put_fields(out, r);
  }
  for (auto const& c : t.conditions) put(out, c);
  for (auto const& o : t.operations) put(out, o);
}

duplicate read_remembered(std::string_view remembered, std::size_t record, std::string_view fingerprint) {
  duplicate d;
  d.record = record;
  auto const colon = remembered.find(':');
  std::from_chars(remembered.data(), remembered.data() + std::min(colon, remembered.size()), d.first_seq);
  d.same_content = colon != remembered.npos && remembered.substr(colon + 1) == fingerprint;
  return d;
}

result<commit_result> read_commit_answer(resp_reply const& reply, transaction const& t) {
  using kind = resp_reply::kind;
  auto unreadable = [] { return internal("the transaction's answer can't be read"); };
  if (reply.is_error()) return error_of(reply);
  if (reply.type() == kind::integer && t.records.size() == 1) {
    committed c;
    c.ends.push_back(static_cast<std::uint64_t>(reply.integer()));
    return commit_result(std::move(c));
  }
  if (reply.type() != kind::array) return unreadable();
  if (reply.size() == 3 && reply.type(0) == kind::integer && reply.integer(0) < 0) {
    if (reply.integer(0) == -1) {
      auto const record = static_cast<std::size_t>(reply.integer(1));
      if (record >= t.records.size()) return unreadable();
      return commit_result(read_remembered(reply.text(2), record, t.records[record].fingerprint));
    }
    conflict c;
    c.why = static_cast<conflict::what>(reply.integer(1));
    c.index = static_cast<std::size_t>(reply.integer(2));
    return commit_result(c);
  }
  if (reply.size() != t.records.size()) return unreadable();
  committed c;
  for (std::size_t i = 0; i < reply.size(); ++i) c.ends.push_back(static_cast<std::uint64_t>(reply.integer(i)));
  return commit_result(std::move(c));
}

}  // namespace sahut
