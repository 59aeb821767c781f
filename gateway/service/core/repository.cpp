#include "gateway/service/core/repository.hpp"

#include "gateway/records/decimal.hpp"
#include "gateway/records/fields.hpp"
#include "gateway/records/model_fields.hpp"
#include "gateway/service/core/unreadable.hpp"

#include <algorithm>

namespace sahut {

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
    co_return error{errc::internal, std::move(id).text(), opened.error().detail};
  }
  bool const within = std::any_of(opened->record.tickets.begin(), opened->record.tickets.end(), [](ticket const& tk) { return !is_only_named(tk); });
  for (auto& tk : opened->record.tickets) {
    if (!is_only_named(tk)) continue;
    auto whole = co_await read_ticket(tk.number, opened->key);
    if (!whole) {
      forget(id);
      co_return whole.error();
    }
    tk = std::move(*whole);
  }
  unreadable_of_this_process().readable(key);
  auto known = std::make_shared<known_conversation>(std::move(opened->record));
  known->version = opened->version;
  known->end = opened->end;
  known->tickets_within = within;
  conversation_ptr done = std::move(known);
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
  if (f[4]) record->last_citizen_at = from_millis(static_cast<std::int64_t>(records::decimal(*f[4])));
  return opened_record{std::move(*record), *version, *end, std::move(*opened_key)};
}

// The decision that follows must know what was promised: without one of its tickets a conversation cannot be read.
boost::asio::awaitable<result<ticket>> repository::read_ticket(ticket_number number, data_key key) {
  auto const at = ticket_key(number);
  std::vector<std::string> names{"t"};
  auto fields = co_await store_.fields(at, std::move(names));
  if (!fields && fields.error().code != errc::internal) co_return fields.error();
  auto read = fields ? open_ticket(at, fields->front(), key) : result<ticket>(fields.error());
  if (!read) unreadable_of_this_process().note(at, read.error().detail);
  else unreadable_of_this_process().readable(at);
  co_return read;
}

result<ticket> repository::open_ticket(std::string const& at, std::optional<std::string> const& sealed, data_key const& key) const {
  if (!sealed) return error{errc::internal, at, "the ticket's record is missing"};
  auto plain = keys_.open(key, *sealed, at + "|t");
  if (!plain) return error{errc::internal, at, plain.error().detail};
  auto read = records::decode<ticket>(*plain);
  if (!read) return error{errc::internal, at, "the ticket's record does not decode"};
  return std::move(*read);
}

// "ESK-261123-00042-0" lies under 261123000420.
std::string repository::ticket_key(std::string_view number) const {
  std::string digits;
  for (char const c : number)
    if (c >= '0' && c <= '9') digits += c;
  return space_.number(digits);
}

}  // namespace sahut
