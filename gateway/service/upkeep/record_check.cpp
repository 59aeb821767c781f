#include "gateway/service/upkeep/record_check.hpp"

#include "gateway/records/decimal.hpp"
#include "gateway/records/fields.hpp"
#include "gateway/records/keys.hpp"
#include "gateway/records/model_fields.hpp"
#include "gateway/service/core/passing_keys.hpp"

namespace sahut {
namespace {

using found_fields = std::vector<std::pair<std::string, std::string>>;
using faults = std::vector<unreadable_field>;

std::string const* in(found_fields const& all, std::string_view name) {
  for (auto const& [n, value] : all)
    if (n == name) return &value;
  return nullptr;
}

bool numbered(std::string const& name, std::string_view kinds) {
  return name.size() > 1 && kinds.find(name[0]) != kinds.npos && name[1] >= '0' && name[1] <= '9';
}

template <class T>
std::string why_not(std::string_view plain) {
  return records::of_newer_build<T>(plain) ? "it holds values of a newer version of Sahut" : "it does not decode";
}

faults of_conversation(vault const& keys, std::string const& key, found_fields const& all) {
  faults out;
  auto const *v = in(all, "v"), *r = in(all, "r"), *k = in(all, "k");
  if (!v || !r || !k || !records::whole_decimal<std::uint64_t>(*v)) out.push_back({"", 0, "the conversation's record is incomplete"});
  if (!k) return out;
  auto opened = keys.unwrap(*k, key);
  if (!opened) {
    out.push_back({"k", k->size(), opened.error().detail});
    return out;
  }
  auto const look = [&](std::string const& name, std::string const& value, char const* part, auto decoded) {
    auto const plain = keys.open(*opened, value, key + part);
    if (!plain) out.push_back({name, value.size(), plain.error().detail});
    else if (!records::decode<decltype(decoded)>(*plain)) out.push_back({name, value.size(), why_not<decltype(decoded)>(*plain)});
  };
  for (auto const& [name, value] : all) {
    if (name == "r") look(name, value, "|r", conversation());
    else if (numbered(name, "m")) look(name, value, "|m", log_message());
    else if (numbered(name, "a")) look(name, value, "|a", annotation());
    else if (numbered(name, "x")) look(name, value, "|x", revision_item());
    else if (numbered(name, "q")) look(name, value, "|q", request());
  }
  return out;
}

// A record of a kind with a form: `decodes` is null where this build does not know the kind.
faults of_other(vault const& keys, std::string const& key, found_fields const& all, bool (*decodes)(std::string_view)) {
  auto const *v = in(all, "v"), *r = in(all, "r"), *k = in(all, "k");
  if (!v || !r || !k || !records::whole_decimal<std::uint64_t>(*v)) return {{"", 0, "the record is incomplete"}};
  auto const opened = keys.unwrap(*k, key);
  if (!opened) return {{"k", k->size(), opened.error().detail}};
  auto const plain = keys.open(*opened, *r, key + "|r");
  if (!plain) return {{"r", r->size(), plain.error().detail}};
  if (decodes && !decodes(*plain)) return {{"r", r->size(), "it does not decode"}};
  return {};
}

template <class T>
faults of_plain(found_fields const& all, bool needed) {
  auto const* r = in(all, "r");
  if (!r) return needed ? faults{{"", 0, "the record is incomplete"}} : faults{};
  if (!records::decode<T>(*r)) return {{"r", r->size(), why_not<T>(*r)}};
  return {};
}

// A reference's record, or a ticket's, whose ticket opens with the key of its conversation.
boost::asio::awaitable<result<faults>> of_number(store& s, vault const& keys, std::string key, found_fields all) {
  auto out = of_plain<number_entry>(all, true);
  auto const* sealed = in(all, "t");
  if (!out.empty() || !sealed) co_return out;
  auto const entry = records::decode<number_entry>(*in(all, "r"));
  auto const owner = key_space(office_id(key_space::office_of(key))).conversation(entry->conversation);
  std::vector<std::string> names{"k"};
  auto fields = co_await s.fields(owner, std::move(names));
  if (!fields) co_return fields.error();
  if (!fields->front()) co_return faults{{"t", sealed->size(), "its conversation has no key"}};
  auto const opened = keys.unwrap(*fields->front(), owner);
  if (!opened) co_return out;  // told of the conversation
  auto const plain = keys.open(*opened, *sealed, key + "|t");
  if (!plain) co_return faults{{"t", sealed->size(), plain.error().detail}};
  if (!records::decode<ticket>(*plain)) co_return faults{{"t", sealed->size(), why_not<ticket>(*plain)}};
  co_return out;
}

}  // namespace

boost::asio::awaitable<result<std::vector<unreadable_field>>> check_record(store& s, vault const& keys, random_source& random, record_forms const& forms,
                                                                           std::string key) {
  using answer = result<faults>;
  auto const is = [&](std::string_view kind) { return key_space::named_by(key, kind).has_value(); };
  bool const journal = is("j:"), outbox = is("o:"), day_keys = is("y:");
  if (!journal && !outbox && !day_keys && !is("c:") && !is("u:") && !is("p:") && !is("n:") && !is("r:")) co_return answer(faults());
  auto all = co_await s.record(key);
  if (!all && all.error().code == errc::internal) co_return answer(faults{{"", 0, "it holds something of another kind"}});
  if (!all) co_return all.error();
  if (all->empty()) co_return answer(faults());
  if (is("c:")) co_return answer(of_conversation(keys, key, *all));
  if (is("u:")) co_return answer(of_plain<user_account>(*all, true));
  if (is("p:")) co_return answer(of_plain<presence_record>(*all, false));
  if (is("n:")) {
    auto checked = of_number(s, keys, key, std::move(*all));
    co_return co_await std::move(checked);
  }
  if (auto const rest = key_space::named_by(key, "r:")) {
    auto const* form = forms.of_kind(rest->substr(0, rest->find(':')));
    co_return answer(of_other(keys, key, *all, form ? form->decodes : nullptr));
  }

  account_id const account(*key_space::named_by(key, key.substr(key.find("}:") + 2, 2)));
  faults out;
  if (day_keys) {
    for (auto const& [name, value] : *all)
      if (auto const day = records::whole_decimal<passing_keys::day_number>(name))
        if (auto const opened = keys.unwrap(value, passing_keys::place_of(key, *day)); !opened) out.push_back({name, value.size(), opened.error().detail});
    co_return answer(std::move(out));
  }
  passing_keys passing(s, keys, random, key_space(office_id(key_space::office_of(key))));
  auto learned = co_await passing.learn(account);
  if (!learned) co_return learned.error();
  for (auto const& [name, value] : *all) {
    if (!numbered(name, outbox ? "me" : "mz")) continue;
    auto const plain = passing.open(account, value, key);
    bool const decodes = plain && (outbox ? records::decode<outbox_entry>(*plain).has_value() : records::decode<journal_entry>(*plain).has_value());
    if (!decodes) out.push_back({name, value.size(), plain ? "it does not decode" : plain.error().detail});
  }
  co_return answer(std::move(out));
}

}  // namespace sahut
