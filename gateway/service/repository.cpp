#include "gateway/service/repository.hpp"

#include "gateway/records/decimal.hpp"
#include "gateway/records/fields.hpp"
#include "gateway/records/model_fields.hpp"
#include "gateway/service/unreadable.hpp"
#include "routing/engine/conversation/context.hpp"
#include "routing/engine/conversation/indexes.hpp"
#include "routing/engine/conversation/requests.hpp"
#include "routing/model/name_words.hpp"

#include <algorithm>
#include <charconv>

namespace sahut {
namespace {

std::string number_text(std::uint64_t v) {
  char b[24];
  auto const r = std::to_chars(b, b + sizeof b, v);
  return {b, r.ptr};
}
std::uint64_t number_of(std::string_view s) {
  std::uint64_t v = 0;
  std::from_chars(s.data(), s.data() + s.size(), v);
  return v;
}
std::string number_digits(std::string_view number) {  // "ESK-261123-00042-0" -> "261123000420"
  std::string digits;
  for (char const c : number)
    if (c >= '0' && c <= '9') digits += c;
  return digits;
}
std::string field(char kind, std::uint64_t n) { return kind + number_text(n); }

void index_difference(key_space const& space, conversation const& before, conversation const& after,
                      std::vector<operation>& ops) {
  auto const was = places_of(before), is = places_of(after);
  auto const& id = after.id;
  bool match = false;
  if (was.waiting != is.waiting) {
    if (was.waiting && (!is.waiting || is.waiting->first != was.waiting->first))
      ops.push_back(sorted_remove{space.waiting(was.waiting->first), id});
    if (is.waiting) ops.push_back(sorted_add{space.waiting(is.waiting->first), id, to_millis(is.waiting->second)});
    match = is.waiting.has_value();
  }
  auto const lists_of = [](index_places const& p) {
    auto lists = p.units;
    if (p.ticketed) lists[p.ticketed->first] = p.ticketed->second;
    return lists;
  };
  auto const listed = lists_of(was), lists = lists_of(is);
  for (auto const& [queue, _] : listed)
    if (!lists.contains(queue)) ops.push_back(sorted_remove{space.ticketed(queue), id});
  for (auto const& [queue, due] : lists)
    if (auto const it = listed.find(queue); it == listed.end() || it->second != due)
      ops.push_back(sorted_add{space.ticketed(queue), id, to_millis(due)});
  if (was.load != is.load) {
    if (was.load) ops.push_back(set_remove{space.load(*was.load), id}), match = true;
    if (is.load) ops.push_back(set_add{space.load(*is.load), id});
  }
  if (was.mine != is.mine) {
    if (was.mine) ops.push_back(set_remove{space.mine(*was.mine), id});
    if (is.mine) ops.push_back(set_add{space.mine(*is.mine), id});
  }
  for (auto const& d : was.due)
    if (std::none_of(is.due.begin(), is.due.end(), [&](auto const& x) { return x.member == d.member; }))
      ops.push_back(sorted_remove{space.due(), d.member});
  for (auto const& d : is.due)
    if (std::find(was.due.begin(), was.due.end(), d) == was.due.end())
      ops.push_back(sorted_add{space.due(), d.member, to_millis(d.at)});
  if (match) ops.push_back(sorted_add{space.due(), "q", 0, sorted_add::when::always});
  // An answer was on its way while its officer may have gone: whether there is still somebody is looked at now.
  if (!after.officer.empty() && before.officer == after.officer && waits(after) && !waits(before))
    ops.push_back(sorted_add{space.due(), "p|" + after.officer, 0, sorted_add::when::always});
}

}  // namespace

bool goes_to_platform(channel_traits const& channel, log_message const& m) {
  return channel.carried && m.from != author::visitor && (m.from == author::system || !m.officer.empty());
}

repository::repository(store& s, vault const& keys, random_source& random, key_space space, channel_directory const& channels,
                       std::size_t cache_max)
    : store_(s), keys_(keys), random_(random), space_(std::move(space)), passing_(s, keys, random, space_), channels_(channels), cache_max_(cache_max) {}

std::string repository::digest_of(std::string_view kind, std::string_view value) const { return keys_.digest(kind, value); }

conversation_ptr repository::cached(conversation_id const& id) const {
  auto const it = slots_.find(id);
  return it == slots_.end() ? nullptr : it->second.known;
}

void repository::remember_newer(conversation_ptr const& known, data_key key) {
  auto const it = slots_.find(known->record.id);
  if (it == slots_.end()) {
    remember(known, std::move(key));
    return;
  }
  auto const& has = *it->second.known;
  if (has.version > known->version || (has.version == known->version && has.end >= known->end)) return;
  recent_.splice(recent_.begin(), recent_, it->second.recent);
  it->second.known = known;
}

data_key const* repository::key_of(conversation_id const& id) const {
  auto const it = slots_.find(id);
  return it == slots_.end() ? nullptr : &it->second.key;
}

void repository::forget(conversation_id const& id) {
  auto const it = slots_.find(id);
  if (it == slots_.end()) return;
  recent_.erase(it->second.recent);
  slots_.erase(it);
}

void repository::forget_all() {
  slots_.clear();
  recent_.clear();
}

repository::slot& repository::remember(conversation_ptr known, data_key key) {
  auto const& id = known->record.id;
  if (auto const it = slots_.find(id); it != slots_.end()) {
    recent_.splice(recent_.begin(), recent_, it->second.recent);
    it->second.known = std::move(known);
    it->second.key = std::move(key);
    return it->second;
  }
  while (slots_.size() >= cache_max_ && !recent_.empty()) {
    auto const oldest = recent_.back();
    recent_.pop_back();
    slots_.erase(oldest);
  }
  recent_.push_front(id);
  return slots_.emplace(id, slot{std::move(known), std::move(key), recent_.begin()}).first->second;
}

void repository::note_end(conversation_id const& id, std::uint64_t end) {
  auto const it = slots_.find(id);
  if (it == slots_.end() || it->second.known->end >= end) return;
  auto next = std::make_shared<known_conversation>(*it->second.known);
  next->end = end;
  it->second.known = std::move(next);
}

boost::asio::awaitable<result<conversation_ptr>> repository::load(conversation_id id) {
  if (auto known = cached(id)) co_return known;
  co_return co_await reload(std::move(id));
}

boost::asio::awaitable<result<conversation_ptr>> repository::reload(conversation_id id) {
  auto const key = space_.conversation(id);
  std::vector<std::string> names{"v", "n", "r", "k", "w"};
  auto fields = co_await store_.fields(key, std::move(names));
  if (!fields && fields.error().code == errc::internal) unreadable_of_this_process().note(key, fields.error().detail);
  if (!fields) co_return fields.error();
  auto& f = *fields;
  if (!f[0] && !f[2] && !f[3]) {
    forget(id);
    unreadable_of_this_process().readable(key);
    conversation none;
    none.id = std::move(id);
    co_return conversation_ptr(std::make_shared<known_conversation const>(std::move(none)));
  }
  auto opened = open_record(key, f);
  if (!opened) {
    forget(id);
    unreadable_of_this_process().note(key, opened.error().detail);
    co_return error{errc::internal, std::move(id), opened.error().detail};
  }
  unreadable_of_this_process().readable(key);
  auto done = std::move(opened->known);
  remember(done, std::move(opened->key));
  co_return done;
}

// A lost master key makes a record as unreadable as damage does: waiting for it helps nobody.
result<repository::opened_record> repository::open_record(std::string const& key, field_values const& f) const {
  auto const fault = [](std::string detail) { return error{errc::internal, "", std::move(detail)}; };
  auto const version = f[0] ? records::whole_decimal<std::uint64_t>(*f[0]) : std::nullopt, end = f[1] ? records::whole_decimal<std::uint64_t>(*f[1]) : std::optional<std::uint64_t>(0);
  if (!version || *version == 0 || !end || !f[2] || !f[3]) return fault("the conversation's record is incomplete");
  auto opened_key = keys_.unwrap(*f[3], key);
  if (!opened_key) return fault(opened_key.error().detail);
  auto plain = keys_.open(*opened_key, *f[2], key + "|r");
  if (!plain) return fault(plain.error().detail);
  auto record = records::decode<conversation>(*plain);
  if (!record) return fault("the conversation's record does not decode");
  if (f[4]) record->last_citizen_at = from_millis(static_cast<std::int64_t>(number_of(*f[4])));
  auto known = std::make_shared<known_conversation>(std::move(*record));
  known->version = *version;
  known->end = *end;
  return opened_record{std::move(known), std::move(*opened_key)};
}

boost::asio::awaitable<result<std::optional<stored_change>>> repository::commit(conversation_ptr base, transition& t,
                                                                               command_id id, transaction extra,
                                                                               change* told) {
  using answer = result<std::optional<stored_change>>;
  auto const& before = base->record;
  auto const& after = t.after ? *t.after : before;
  auto const key = space_.conversation(after.id);
  bool const fresh = base->version == 0;

  if (!t.send.empty()) {
    t.needs_end = true;
    auto const at = t.send.front().again ? t.send.front().again_at : t.append.at(t.send.front().appended).at;
    auto ready = co_await passing_.ready(after.account, at);
    if (!ready) co_return ready.error();
  }
  bool moved = fresh;
  resolve_pending(t, base->end);
  if (t.after) {
    auto& c = *t.after;
    auto const spoke_at = std::exchange(c.last_citizen_at, before.last_citizen_at);
    moved = moved || !(c == before);
    c.last_citizen_at = spoke_at;
  }
  bool const changed = moved || t.add_note || !t.annotate.empty();
  if (!changed && t.append.empty() && id.once.empty() && t.external_ids.empty() && extra.records.empty() && extra.operations.empty()) {
    stored_change same;
    same.now = base;
    co_return answer(std::optional(std::move(same)));
  }

  data_key conversation_key;
  transaction tx;
  tx.records.emplace_back();
  auto& rec = tx.records.front();
  rec.key = key;
  rec.if_version = base->version;
  if (t.needs_end) rec.if_end = base->end;
  rec.once = std::move(id.once);
  rec.fingerprint = std::move(id.fingerprint);
  if (fresh) {
    conversation_key = keys_.new_data_key(random_);
    rec.set.emplace_back("k", keys_.wrap(conversation_key, key, random_));
  } else if (auto const* k = key_of(after.id)) {
    conversation_key = *k;
  } else {  // fell out of the cache since it was loaded
    auto again = co_await reload(after.id);
    if (!again) co_return again.error();
    co_return answer(std::nullopt);
  }

  auto const message_place = key + "|m";
  for (auto const& m : t.append) rec.append.push_back(keys_.seal(conversation_key, records::encode(m), message_place, random_));
  auto const next_version = base->version + (changed ? 1 : 0);
  if (changed) {
    rec.new_version = true;
    rec.set.emplace_back("r", keys_.seal(conversation_key, records::encode(after), key + "|r", random_));
    if (t.add_note || !t.annotate.empty()) {
      revision_item item;
      if (t.add_note) item.said.push_back(*t.add_note);
      item.noted = t.annotate;
      rec.set.emplace_back(field('x', next_version),
                           keys_.seal(conversation_key, records::encode(item), key + "|x", random_));
    }
    for (auto const& a : t.annotate)
      rec.set.emplace_back(field('a', a.seq), keys_.seal(conversation_key, records::encode(a.now), key + "|a", random_));
    index_difference(space_, before, after, tx.operations);
    std::vector<request const*> opened;
    for (auto const* list : {&after.active, &after.past})
      for (auto const& r : *list)
        if (r.ordinal > before.requests) opened.push_back(&r);
    auto const index = [&](std::string const& number, std::string const& secret, bool is_ticket, std::uint32_t ordinal) {
      record_change n;
      n.key = space_.number(number_digits(number));
      n.new_version = true;
      n.set.emplace_back("r", records::encode(number_entry{after.id, keys_.digest("secret", secret), is_ticket, ordinal}));
      tx.records.push_back(std::move(n));
    };
    for (auto const* r : opened) index(r->reference, r->secret, false, r->ordinal);
    for (auto const& tk : after.tickets)
      if (std::none_of(before.tickets.begin(), before.tickets.end(), [&](ticket const& x) { return x.number == tk.number; }))
        index(tk.number, tk.secret, true, tk.request);
  }
  for (auto const& [external, seq] : t.external_ids)
    tx.records.front().set.emplace_back("d" + digest_of("external", external), number_text(seq) + ':');
  if (after.last_citizen_at != before.last_citizen_at && channels_.of(after.channel).window)
    tx.records.front().set.emplace_back("w", number_text(static_cast<std::uint64_t>(to_millis(after.last_citizen_at))));
  if (before.contact_name != after.contact_name) {
    auto const was = name_words(before.contact_name), is = name_words(after.contact_name);
    auto const place = [&](std::string const& word) { return space_.named(digest_of("name", word)); };
    for (auto const& word : was)
      if (!is.contains(word)) tx.operations.push_back(sorted_remove{place(word), after.id});
    for (auto const& word : is)
      if (!was.contains(word)) tx.operations.push_back(sorted_add{place(word), after.id, -to_millis(after.created_at)});
  }
  if (fresh) {
    record_change opened;
    opened.key = space_.conversations();
    opened.new_version = true;
    tx.records.push_back(std::move(opened));
  }
  if (!t.send.empty()) {
    record_change out;
    out.key = space_.outbox(after.account);
    for (auto const& s : t.send) {
      auto const seq = s.again ? s.again : base->end + 1 + s.appended;
      auto const at = s.again ? s.again_at : t.append[s.appended].at;
      out.append.push_back(seal_outbox(after.account, make_outbox_entry(after, s, seq, at)));
    }
    tx.records.push_back(std::move(out));
    tx.operations.push_back(publish{space_.wake(), "o " + after.account + ' ', {}});
  }

  if (wakes_others_) {
    std::string body;
    records::put_varint(body, next_version);
    for (auto const& sealed : tx.records.front().append) {
      records::put_varint(body, sealed.size());
      body += sealed;
    }
    tx.operations.push_back(publish{space_.wake(), "c " + after.id + ' ', std::move(body)});
  }

  for (auto& r : extra.records) tx.records.push_back(std::move(r));
  for (auto& c : extra.conditions) tx.conditions.push_back(std::move(c));
  for (auto& o : extra.operations) tx.operations.push_back(std::move(o));

  auto const appended = t.append.size();
  auto outcome = co_await store_.commit(std::move(tx));
  if (!outcome) {
    forget(after.id);  // whether it was written is not known
    if (outcome.error().code == errc::unavailable) lost_reply_();
    co_return outcome.error();
  }
  if (auto const* dup = std::get_if<duplicate>(&*outcome)) {
    stored_change seen;
    seen.duplicate = true;
    seen.same_content = dup->same_content;
    seen.first_seq = dup->first_seq;
    co_return answer(std::optional(std::move(seen)));
  }
  if (std::holds_alternative<conflict>(*outcome)) {
    forget(after.id);
    co_return answer(std::nullopt);
  }
  auto const& ends = std::get<committed>(*outcome).ends;
  auto record = t.after ? std::make_shared<conversation const>(std::move(*t.after)) : base->shared;
  auto now = std::make_shared<known_conversation>(std::move(record));
  now->version = next_version;
  now->end = ends.front();
  conversation_ptr done = std::move(now);
  remember_newer(done, std::move(conversation_key));
  if (told) {
    told->before = base;
    told->now = done;
    told->state_changed = changed;
    told->first_seq = appended ? done->end - appended + 1 : 0;
    told->messages = std::move(t.append);
    told->noted = std::move(t.annotate);
    told->said = std::move(t.add_note);
  }
  stored_change result_;
  result_.first_seq = appended ? done->end - appended + 1 : 0;
  result_.now = std::move(done);
  co_return answer(std::optional(std::move(result_)));
}

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
  for (auto seq = first; seq <= last; ++seq) names.push_back(field('m', seq));
  for (auto seq = first; seq <= last; ++seq) names.push_back(field('a', seq));
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
    else unreadable_of_this_process().note(key + ' ' + field('m', first + i), "a message of the log");
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
    for (auto rev = first; rev < first + at_once && rev <= newest; ++rev) names.push_back(field('x', rev));
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
  for (auto seq = first; seq <= last; ++seq) names.push_back(field('a', seq));
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
  co_return std::optional(number_of(*fields->front()));
}

boost::asio::awaitable<result<std::optional<stored_change>>> repository::find_command(conversation_id id, command_id what) {
  std::vector<std::string> names{"d" + what.once};
  auto fields = co_await store_.fields(space_.conversation(id), std::move(names));
  if (!fields) co_return fields.error();
  if (!fields->front()) co_return std::optional<stored_change>{};
  auto const& recorded = *fields->front();  // "<first seq>:<fingerprint>"
  auto const colon = recorded.find(':');
  stored_change seen;
  seen.duplicate = true;
  seen.first_seq = number_of(recorded);
  seen.same_content = colon != recorded.npos && recorded.substr(colon + 1) == what.fingerprint;
  co_return std::optional(std::move(seen));
}

}  // namespace sahut
