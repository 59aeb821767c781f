// Reading what lies in a conversation's record beside its body: the log, notes, annotations, older requests; and what an id or
// a number leads to.
#include "gateway/records/decimal.hpp"
#include "gateway/records/fields.hpp"
#include "gateway/records/model_fields.hpp"
#include "gateway/service/core/repository.hpp"
#include "gateway/service/core/unreadable.hpp"

#include <algorithm>

namespace sahut {

// Held by the caller: a wake-up may drop the conversation from memory while the store is asked.
boost::asio::awaitable<result<data_key>> repository::key_for(conversation_id id) {
  if (auto const* k = key_of(id)) co_return *k;
  auto again = co_await reload(id);
  if (!again) co_return again.error();
  if (auto const* k = key_of(id)) co_return *k;
  co_return error{errc::not_found, "conversation", "the conversation does not exist"};
}

boost::asio::awaitable<result<log_page>> repository::read_log(conversation_ptr c, std::uint64_t first, std::uint64_t last) {
  log_page page;
  page.first_seq = first;
  if (first == 0 || last < first) co_return page;
  auto const key = space_.conversation(c->record.id);
  auto const opened = co_await key_for(c->record.id);
  if (!opened) co_return opened.error();
  std::vector<std::string> names;
  for (auto seq = first; seq <= last; ++seq) names.push_back(records::numbered_field('m', seq));
  for (auto seq = first; seq <= last; ++seq) names.push_back(records::numbered_field('a', seq));
  auto fields = co_await store_.fields(key, std::move(names));
  if (!fields) co_return fields.error();
  auto const count = static_cast<std::size_t>(last - first + 1);
  for (std::size_t i = 0; i < count; ++i) {
    if (!(*fields)[i]) break;
    log_message m;
    m.kind = message_kind::other;
    auto const text = keys_.open(*opened, *(*fields)[i], key + "|m");
    auto said = text ? records::decode<log_message>(*text) : std::nullopt;
    if (said) m = std::move(*said);
    else unreadable_of_this_process().note(key + ' ' + records::numbered_field('m', first + i), "a message of the log");
    annotation a;
    if (auto const& sealed = (*fields)[count + i])
      if (auto plain = keys_.open(*opened, *sealed, key + "|a"))
        if (auto read = records::decode<annotation>(*plain)) a = std::move(*read);
    if (a.state == delivery::none && goes_to_platform(channels_.of(c->record.channel), m)) a.state = delivery::pending;
    page.messages.push_back(std::move(m));
    page.noted.push_back(std::move(a));
  }
  co_return page;
}

boost::asio::awaitable<result<std::vector<repository::revision>>> repository::read_revisions(conversation_ptr c,
                                                                                            std::uint64_t after_rev,
                                                                                            std::uint64_t upto) {
  constexpr std::uint64_t at_once = 512;
  std::vector<revision> out;
  auto const newest = std::min(upto, c->version);
  if (after_rev >= newest) co_return out;
  auto const key = space_.conversation(c->record.id);
  auto const opened = co_await key_for(c->record.id);
  if (!opened) co_return opened.error();
  for (auto first = after_rev + 1; first <= newest; first += at_once) {
    std::vector<std::string> names;
    for (auto rev = first; rev < first + at_once && rev <= newest; ++rev) names.push_back(records::numbered_field('x', rev));
    auto fields = co_await store_.fields(key, std::move(names));
    if (!fields) co_return fields.error();
    for (std::size_t i = 0; i < fields->size(); ++i)
      if (auto const& sealed = (*fields)[i])
        if (auto plain = keys_.open(*opened, *sealed, key + "|x"))
          if (auto item = records::decode<revision_item>(*plain)) out.push_back({first + i, std::move(*item)});
  }
  std::set<std::uint64_t> edited;
  for (auto const& r : out)
    for (auto const& a : r.item.noted)
      if (a.now.edited) edited.insert(a.seq);
  for (auto const seq : edited) {
    auto now = co_await read_annotation(c, seq);
    if (!now) co_return now.error();
    if (!now->removed) continue;
    for (auto& r : out)
      for (auto& a : r.item.noted)
        if (a.seq == seq) a.now.edited.reset();
  }
  co_return out;
}

boost::asio::awaitable<result<annotation>> repository::read_annotation(conversation_ptr c, std::uint64_t seq) {
  auto page = co_await read_log(std::move(c), seq, seq);
  if (!page) co_return page.error();
  co_return page->noted.empty() ? annotation{} : std::move(page->noted.front());
}

boost::asio::awaitable<result<std::vector<annotated>>> repository::read_annotations(conversation_ptr c, std::uint64_t first,
                                                                                   std::uint64_t last) {
  std::vector<annotated> out;
  if (first == 0 || last < first) co_return out;
  auto const key = space_.conversation(c->record.id);
  auto const opened = co_await key_for(c->record.id);
  if (!opened) co_return opened.error();
  std::vector<std::string> names;
  for (auto seq = first; seq <= last; ++seq) names.push_back(records::numbered_field('a', seq));
  auto fields = co_await store_.fields(key, std::move(names));
  if (!fields) co_return fields.error();
  for (std::size_t i = 0; i < fields->size(); ++i)
    if (auto const& sealed = (*fields)[i])
      if (auto plain = keys_.open(*opened, *sealed, key + "|a"))
        if (auto read = records::decode<annotation>(*plain)) out.push_back({first + i, std::move(*read)});
  co_return out;
}

boost::asio::awaitable<result<std::optional<std::uint64_t>>> repository::find_external(conversation_id id,
                                                                                      std::string external_id) {
  std::vector<std::string> names{"d" + digest_of("external", external_id)};
  auto fields = co_await store_.fields(space_.conversation(id), std::move(names));
  if (!fields) co_return fields.error();
  if (!fields->front()) co_return std::optional<std::uint64_t>{};
  co_return std::optional(records::decimal(*fields->front()));
}

boost::asio::awaitable<result<std::optional<stored_change>>> repository::find_command(std::string key, command_id what) {
  std::vector<std::string> names{"d" + what.once};
  auto fields = co_await store_.fields(std::move(key), std::move(names));
  if (!fields) co_return fields.error();
  if (!fields->front()) co_return std::optional<stored_change>{};
  auto const& recorded = *fields->front();  // "<first seq>:<fingerprint>"
  auto const colon = recorded.find(':');
  stored_change seen;
  seen.duplicate = true;
  seen.first_seq = records::decimal(recorded);
  seen.same_content = colon != recorded.npos && recorded.substr(colon + 1) == what.fingerprint;
  co_return std::optional(std::move(seen));
}

namespace {
bool may_be_of(typed_number const& typed, number_entry const& entry) {
  if (!entry.is_ticket) return typed.may_be(number_prefix::ref);
  return typed.may_be(number_prefix::esk) || typed.may_be(number_prefix::cre);
}
}  // namespace

boost::asio::awaitable<result<std::optional<found_number>>> repository::find_number(typed_number typed) {
  using answer = result<std::optional<found_number>>;
  found_number found;
  found.key = space_.number(typed.digits);
  std::vector<std::string> names{"r", "t"};
  auto fields = co_await store_.fields(found.key, std::move(names));
  if (!fields) co_return fields.error();
  auto& f = *fields;
  auto entry = f[0] ? records::decode<number_entry>(*f[0]) : std::nullopt;
  if (!entry || !may_be_of(typed, *entry)) co_return answer(std::nullopt);
  found.entry = std::move(*entry);
  found.sealed = std::move(f[1]);
  co_return answer(std::move(found));
}

boost::asio::awaitable<result<std::optional<numbered>>> repository::follow(found_number found) {
  using answer = result<std::optional<numbered>>;
  auto const ordinal = found.entry.ordinal;
  numbered out;
  auto known = co_await reload(found.entry.conversation);
  if (!known) co_return known.error();
  if ((*known)->version == 0) co_return answer(std::nullopt);
  out.of = std::move(*known);
  auto const& c = out.of->record;
  for (auto const* list : {&c.past, &c.active})
    for (auto const& r : *list)
      if (r.ordinal == ordinal) out.req = r;
  if (!out.req) {
    auto older = co_await read_older_requests(out.of, ordinal, ordinal);
    if (!older) co_return older.error();
    if (!older->empty()) out.req = std::move(older->front());
  }
  for (auto const& tk : c.tickets)
    if (found.entry.is_ticket ? tk.request == ordinal : out.req && out.req->ticket == tk.number) out.tk = tk;
  if (out.tk) co_return answer(std::move(out));

  auto const key = co_await key_for(c.id);
  if (!key) co_return key.error();
  if (found.sealed) {
    auto whole = open_ticket(found.key, found.sealed, *key);
    if (!whole) co_return whole.error();
    out.tk = std::move(*whole);
  } else if (!found.entry.is_ticket && out.req && !out.req->ticket.empty()) {
    auto whole = co_await read_ticket(out.req->ticket, *key);
    if (!whole && whole.error().code != errc::internal) co_return whole.error();
    if (whole) out.tk = std::move(*whole);
  }
  co_return answer(std::move(out));
}

boost::asio::awaitable<result<std::vector<request>>> repository::read_older_requests(conversation_ptr c, std::uint32_t first, std::uint32_t last) {
  std::vector<request> out;
  auto const key = space_.conversation(c->record.id);
  auto const opened = co_await key_for(c->record.id);
  if (!opened) co_return opened.error();
  std::vector<std::string> names;
  for (std::uint64_t n = first; n <= last; ++n) names.push_back(records::numbered_field('q', n));
  if (names.empty()) co_return out;
  auto fields = co_await store_.fields(key, std::move(names));
  if (!fields) co_return fields.error();
  for (auto const& sealed : *fields) {
    if (!sealed) continue;
    auto plain = keys_.open(*opened, *sealed, key + "|q");
    auto read = plain ? records::decode<request>(*plain) : std::nullopt;
    if (read) out.push_back(std::move(*read));
    else unreadable_of_this_process().note(key, "a request that has left the record's body");
  }
  co_return out;
}

}  // namespace sahut
