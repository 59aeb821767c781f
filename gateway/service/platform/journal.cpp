#include "gateway/service/platform/journal.hpp"

#include "connectors/common/raw_element.hpp"
#include "gateway/log/log.hpp"
#include "gateway/records/decimal.hpp"
#include "gateway/records/fields.hpp"
#include "gateway/records/model_fields.hpp"

#include <algorithm>

namespace sahut {
namespace {

// Taking in goes before working off: while bodies are arriving the owner rests a little before each batch, so that a burst
// is answered within the platform's seconds. Not for longer than until this much waits.
constexpr std::uint64_t burst_entries = 20'000;
constexpr milliseconds burst_rest{20};
constexpr int burst_rests = 10;

// An echo that is faster than the answer to its send waits a moment; only what waits longer is said in the log.
constexpr int tries_unsaid = 8;

// Beside the entries, the record has: v, n, cursor, trying, in, out. (And parked and unparked, where something was.)
constexpr std::uint64_t fields_of_its_own = 6;

struct in_flight {
  std::size_t& count;
  explicit in_flight(std::size_t& c) : count(c) { ++count; }
  ~in_flight() { --count; }
};

inbound::message placeholder_of(inbound::unreadable what) {
  inbound::message out;
  out.from = std::move(what.from);
  out.kind = message_kind::other;
  out.attachments.push_back({message_kind::other, {}, "isi yang tidak dapat dibaca", {}, {}, {}});
  out.unreadable = true;
  return out;
}

// What nobody can read is a placeholder in the conversation, and holds what the platform sent of it (routing/model/raw_json.hpp).
void keep_raw(std::vector<inbound::event>& events, std::string_view body) {
  std::set<std::string> ids;
  for (auto& e : events) {
    if (auto* what = std::get_if<inbound::unreadable>(&e)) e = placeholder_of(std::move(*what));
    if (auto const* m = std::get_if<inbound::message>(&e); m && m->unreadable) ids.insert(m->from.external_id);
  }
  if (ids.empty()) return;
  auto const raw = connector::raw_elements(body, ids);
  for (auto& e : events) {
    auto* const m = std::get_if<inbound::message>(&e);
    if (!m || !m->unreadable) continue;
    auto const placeholder = std::find_if(m->attachments.begin(), m->attachments.end(),
                                          [](attachment const& a) { return a.kind == message_kind::other && !is_file(a) && a.platform_id.empty(); });
    if (placeholder != m->attachments.end()) placeholder->platform_id = raw.at(m->from.external_id);
  }
}

}  // namespace

boost::asio::awaitable<result<void>> append_to_journal(desk& d, account_id account, std::string body) {
  in_flight const counted(d.journal_appends);
  auto const key = d.space.journal(account);
  auto ready = co_await d.repo.passing().ready(account, d.clk.now());
  if (!ready) co_return ready.error();
  auto sealed = d.repo.passing().seal(account, records::encode(journal_entry{std::move(body), d.clk.now()}), key);
  auto const size = sealed.size();
  auto& room = d.journal_rooms[account];
  auto const most_bytes = static_cast<std::uint64_t>(d.cfg.limits.journal_bytes);
  auto taken = co_await room.take(d.st, key, size, most_bytes);
  if (!taken) co_return taken.error();
  transaction t;
  t.records.emplace_back();
  auto& r = t.records.front();
  r.key = key;
  r.append.push_back(std::move(sealed));
  auto const most = static_cast<std::uint64_t>(d.cfg.limits.journal_entries) + fields_of_its_own;
  t.conditions.push_back(smaller_than{smaller_than::kind::record, key, most});
  t.operations.push_back(publish{d.space.wake(), wake_up::head_of(wake_up::journal_grew{account}), {}});
  auto done = co_await d.st.commit(std::move(t));
  if (!done) co_return done.error();
  if (!std::holds_alternative<committed>(*done)) {
    room.give_back(size);
    co_return error{errc::full, "", "the journal of this account is full; the delivery must be repeated", 60'000};
  }
  co_return result<void>{};
}

boost::asio::awaitable<result<void>> retry_or_drop_parked(desk& d, account_id account, std::uint64_t k, bool retry) {
  auto const key = d.space.journal(account);
  auto const name = "z" + std::to_string(k);
  std::vector<std::string> names{"v", "in", "unparked", name};
  auto fields = co_await d.st.fields(key, std::move(names));
  if (!fields) co_return fields.error();
  auto const& sealed = (*fields)[3];
  if (!sealed) co_return error{errc::not_found, "", "there is no such parked journal entry"};
  transaction t;
  t.records.emplace_back();
  auto& r = t.records.front();
  r.key = key;
  r.if_version = records::decimal_of((*fields)[0]);
  r.new_version = true;
  r.remove.push_back(name);
  r.set.emplace_back("unparked", std::to_string(records::decimal_of((*fields)[2]) + sealed->size()));
  if (retry) {
    r.append.push_back(*sealed);
    r.set.emplace_back("in", std::to_string(records::decimal_of((*fields)[1]) + sealed->size()));
  }
  t.operations.push_back(publish{d.space.wake(), wake_up::head_of(wake_up::journal_grew{account}), {}});
  auto done = co_await d.st.commit(std::move(t));
  if (!done) co_return done.error();
  if (!std::holds_alternative<committed>(*done)) co_return error{errc::unavailable, "", "the journal changes just now; try again"};
  co_return result<void>{};
}

journal::journal(desk& d, channel_settings const& account, connector::channel const& codec, account_lease& lease, outbox& sent, media_fetch& files,
                 passing_signs& signs, boost::asio::any_io_executor ex)
    : desk_(d), account_(account), codec_(codec), lease_(lease), outbox_(sent), files_(files), signs_(signs), work_(ex),
      working_("journal", "working off what came in", d.profile.settings->id, account.id) {}

transaction journal::fenced() const {
  transaction t;
  t.conditions.push_back(lease_.fence());
  return t;
}

boost::asio::awaitable<void> journal::run() {
  homes_.clear();  // another owner may have learned more meanwhile
  while (lease_.held()) {
    auto const done = co_await work_off();
    if (!lease_.held()) co_return;
    auto const rest = working_.went_well(done) ? milliseconds{1000} : milliseconds{200};
    co_await work_.wait_until(desk_.clk, desk_.clk.now() + rest);
  }
}

boost::asio::awaitable<result<void>> journal::work_off() {
  auto const key = desk_.space.journal(account_.id);
  for (;;) {
    std::vector<std::string> head{"n", "cursor", "trying", "in", "out", "parked"};
    auto state = co_await desk_.st.fields(key, std::move(head));
    if (!state) co_return state.error();
    auto const end = records::decimal_of((*state)[0]), cursor = records::decimal_of((*state)[1]);
    behind_ = end - cursor;
    auto const reserved = records::decimal_of((*state)[3]);
    freed_ = records::decimal_of((*state)[4]);
    parked_ = records::decimal_of((*state)[5]);
    if (cursor >= end) {
      auto const most = static_cast<std::uint64_t>(desk_.cfg.limits.journal_bytes);
      if (!journal_room::forgotten(reserved, freed_, most)) co_return result<void>{};
      freed_ = reserved;
      co_return co_await move_on(cursor, cursor, {}, {});
    }
    for (int i = 0; i < burst_rests && desk_.journal_appends && behind_ < burst_entries; ++i) {
      bool const rested = co_await desk_.clk.sleep_for(burst_rest);
      if (!rested) co_return error{errc::unavailable, "", "this daemon is ending"};
    }

    // "<first entry>:<attempts>": the attempt is counted before anything of it is decoded.
    std::uint64_t attempts = 0;
    if (auto const& trying = (*state)[2]) {
      auto const colon = trying->find(':');
      if (colon != trying->npos && records::decimal(*trying) == cursor + 1) attempts = records::decimal(std::string_view(*trying).substr(colon + 1));
    }
    // After a failure one by one, so that only the culprit is parked. What merely met an absent store is not counted twice.
    bool const again = counted_ == cursor + 1;
    if (again && attempts) --attempts;
    auto const count = attempts ? std::uint64_t{1} : std::min<std::uint64_t>(end - cursor, batch);
    if (!again || !(*state)[2]) {
      transaction t;
      t.records.emplace_back();
      t.records.front().key = key;
      t.records.front().set.emplace_back("trying", std::to_string(cursor + 1) + ':' + std::to_string(attempts + 1));
      auto const counted = co_await lease_.commit(std::move(t));
      if (!counted) co_return counted.error();
      counted_ = cursor + 1;
    }
    std::vector<std::string> names;
    for (std::uint64_t i = 1; i <= count; ++i) names.push_back("m" + std::to_string(cursor + i));
    auto entries = co_await desk_.st.fields(key, std::move(names));
    if (!entries) co_return entries.error();
    auto learned = co_await desk_.repo.passing().learn_for(account_.id, *entries);
    if (!learned) co_return learned.error();

    std::vector<std::uint64_t> parked;
    if (attempts >= static_cast<std::uint64_t>(desk_.cfg.limits.journal_attempts)) {
      parked.push_back(cursor + 1);
    } else {
      for (std::uint64_t i = 1; i <= count; ++i) {
        auto const& sealed = (*entries)[i - 1];
        if (!sealed) continue;
        auto const body = read_entry(*sealed);
        if (!body) {
          counted_ = 0;
          if (i == 1) co_return error{errc::internal, "", "an entry cannot be understood"};  // the attempt counts, and is parked in the end
          // Its own turn comes when what lies before it is done.
          co_return co_await move_on(cursor, cursor + i - 1, {}, std::move(*entries));
        }
        broken_ = false;
        for (auto const& e : body->events) {
          for (int tries = 1;; ++tries) {
            auto const applied = co_await apply(e, body->received_at);
            if (applied) break;
            if (!lease_.held()) co_return applied.error();
            if (tries == tries_unsaid) (void)working_.went_well(applied);
            co_await desk_.clk.sleep_for(milliseconds{250});
          }
        }
        if (broken_) parked.push_back(cursor + i);
      }
    }
    for (auto const k : parked)
      log::warn("journal", {{"office", desk_.profile.settings->id}, {"account", account_.id}, {"entry", std::to_string(k)}}, "an entry is parked");
    auto const moved = co_await move_on(cursor, cursor + count, parked, *entries);
    if (!moved) co_return moved.error();
  }
}

std::optional<journal::read_body> journal::read_entry(std::string const& sealed) const {
  auto plain = desk_.repo.passing().open(account_.id, sealed, desk_.space.journal(account_.id));
  auto entry = plain ? records::decode<journal_entry>(*plain) : std::nullopt;
  if (!entry) return std::nullopt;
  try {
    read_body out{codec_.decode(entry->body), entry->received_at};
    keep_raw(out.events, entry->body);
    return out;
  } catch (std::exception const&) {  // a codec's fault; its text may hold what a citizen wrote
    return std::nullopt;
  }
}

boost::asio::awaitable<result<void>> journal::move_on(std::uint64_t from, std::uint64_t to, std::vector<std::uint64_t> parked,
                                              field_values entries) {
  auto const key = desk_.space.journal(account_.id);
  transaction t;
  t.records.emplace_back();
  auto& r = t.records.front();
  r.key = key;
  r.set.emplace_back("cursor", std::to_string(to));
  auto freed = freed_;
  for (auto k = from + 1; k <= to; ++k) {
    r.remove.push_back("m" + std::to_string(k));
    if (auto const& sealed = entries.at(k - from - 1)) freed += sealed->size();
  }
  r.set.emplace_back("out", std::to_string(freed));
  r.remove.push_back("trying");
  auto in_park = parked_;
  for (auto const k : parked) {
    auto const& sealed = entries.at(k - from - 1);
    if (!sealed) continue;
    r.set.emplace_back("z" + std::to_string(k), *sealed);
    in_park += sealed->size();
  }
  if (in_park != parked_) r.set.emplace_back("parked", std::to_string(in_park));
  co_return co_await lease_.commit(std::move(t));
}

}  // namespace sahut
