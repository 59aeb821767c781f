// The entries, as memory and store have them.
#include "gateway/service/platform/outbox.hpp"

#include "gateway/records/decimal.hpp"
#include "gateway/service/core/unreadable.hpp"
#include "gateway/service/platform/mail_notices.hpp"
#include "routing/engine/conversation/deliveries.hpp"
#include "routing/engine/conversation/remarks.hpp"
#include "routing/engine/texts/delivery_reasons.hpp"

#include <algorithm>

namespace sahut {
namespace {

bool all_sent(outbox_entry const& e) {
  return std::all_of(e.parts.begin(), e.parts.end(), [](outbox_part const& p) { return p.state == part_state::sent; });
}

error gone() { return {errc::not_found, "", "there is no such entry, or it is leaving just now"}; }

}  // namespace

outbox::outbox(desk& d, channel_settings const& account, connector::channel_sender& sender, account_lease& lease,
               boost::asio::any_io_executor ex)
    : desk_(d), account_(account), channel_(d.profile.facts.channels.of(account.kind)), sender_(sender), lease_(lease), executor_(ex), work_(ex),
      reading_("outbox", "reading what is to be sent", d.profile.settings->id, account.id),
      writing_("outbox", "writing what became of it", d.profile.settings->id, account.id) {}

bool outbox::kept(result<void> const& done) {
  if (!done && (done.error().code == errc::not_found || !lease_.held())) return false;  // nothing is left to write here
  return writing_.went_well(done);
}

outbox::pending_entry* outbox::find(std::uint64_t k) {
  auto const it = entries_.find(k);
  return it == entries_.end() ? nullptr : &it->second;
}

record_change outbox::stored_form(std::uint64_t k, outbox_entry const& e, bool remove) const {
  record_change r;
  r.key = desk_.space.outbox(account_.id);
  auto const name = std::to_string(k);
  if (remove) {
    r.remove = {"m" + name, "e" + name};
  } else {
    r.set.emplace_back("e" + name, desk_.repo.seal_outbox(account_.id, e));
    r.remove = {"m" + name};
  }
  return r;
}

std::string outbox::stored_name(std::uint64_t k) const { return desk_.space.outbox(account_.id) + ' ' + std::to_string(k); }

void outbox::take_in(std::uint64_t k, std::string const& sealed) {
  auto e = desk_.repo.open_outbox(account_.id, sealed);
  if (!e) {
    unreadable_.insert(k);
    unreadable_of_this_process().note(stored_name(k), "an outbox entry, which is not sent: " + e.error().detail);
    return;
  }
  auto& p = entries_[k];
  p.entry = std::move(*e);
  auto const shut = expected_shut_.extract({p.entry.conversation, p.entry.seq});
  if (!shut.empty()) p.held_after = shut.mapped();
  // A build that kept no time of it told in these words that the template went.
  bool const told_asked = p.entry.held && p.entry.asked_after == utc_time{} && p.entry.reason == text_of(texts::delivery_reason::asked);
  if (told_asked) p.entry.asked_after = p.entry.next_at;
  if (!trouble_.empty()) untold_.insert(k);
}

boost::asio::awaitable<result<void>> outbox::take_over() {
  auto const term = lease_.number();
  auto fields = co_await desk_.st.record(desk_.space.outbox(account_.id));
  if (!fields) co_return fields.error();
  auto ready = co_await desk_.repo.passing().ready(account_.id, desk_.clk.now());
  if (!ready) co_return ready.error();
  auto learned = co_await desk_.repo.passing().learn(account_.id);
  if (!learned) co_return learned.error();
  entries_.clear();
  unreadable_.clear();
  unknown_.clear();
  untold_.clear();
  behind_.clear();
  read_to_ = 0;
  taken_at_ = desk_.clk.now();
  for (auto const& [name, value] : *fields) {
    if (name == "n") read_to_ = records::decimal(value);
    if (name.size() < 2 || (name[0] != 'm' && name[0] != 'e')) continue;
    auto const k = records::decimal(std::string_view(name).substr(1));
    if (name[0] == 'e' || !entries_.contains(k)) take_in(k, value);
  }
  std::vector<std::uint64_t> lost;
  for (auto& [k, p] : entries_) {
    bool found = false;
    auto const becomes = may_repeat(p.entry) ? part_state::waiting : part_state::unknown;
    for (auto& part : p.entry.parts)
      if (part.state == part_state::sending) part.state = becomes, found = becomes == part_state::unknown;
    bool const any = std::any_of(p.entry.parts.begin(), p.entry.parts.end(), [](auto const& part) { return part.state == part_state::unknown; });
    if (!any) continue;
    if (found || p.entry.unknown_since == utc_time{}) p.entry.unknown_since = taken_at_;
    unknown_.insert(k);
    if (found) lost.push_back(k);
  }
  for (auto const k : lost) {
    auto const saved = co_await save(k);
    if (!saved) co_return saved.error();
    co_await annotate(k, delivery::unknown, std::string());
  }
  term_ = term;
  co_return result<void>{};
}

boost::asio::awaitable<result<void>> outbox::read_new() {
  std::vector<std::string> end{"n"};
  auto fields = co_await desk_.st.fields(desk_.space.outbox(account_.id), std::move(end));
  if (!fields) co_return fields.error();
  auto const n = records::decimal_of(fields->front());
  while (read_to_ < n) {
    std::vector<std::string> names;
    auto const first = read_to_ + 1, last = std::min(n, read_to_ + 256);
    for (auto k = first; k <= last; ++k) names.push_back("m" + std::to_string(k));
    auto values = co_await desk_.st.fields(desk_.space.outbox(account_.id), std::move(names));
    if (!values) co_return values.error();
    auto learned = co_await desk_.repo.passing().learn_for(account_.id, *values);
    if (!learned) co_return learned.error();
    for (std::size_t i = 0; i < values->size(); ++i) {
      auto const k = first + i;
      if (k <= read_to_ || !(*values)[i]) continue;  // the journal's reconciling read it meanwhile, and it may be under way
      take_in(k, *(*values)[i]);
    }
    read_to_ = std::max(read_to_, last);
  }
  co_return result<void>{};
}

boost::asio::awaitable<result<void>> outbox::save(std::uint64_t k) {
  auto const* p = find(k);
  if (!p || p->leaving) co_return gone();
  transaction t;
  t.records.push_back(stored_form(k, p->entry, false));
  co_return co_await lease_.commit(std::move(t));
}

boost::asio::awaitable<result<void>> outbox::drop_unreadable(std::uint64_t k) {
  transaction t;
  t.records.push_back(stored_form(k, outbox_entry(), true));
  auto const done = co_await lease_.commit(std::move(t));
  if (done) unreadable_.erase(k), unreadable_of_this_process().readable(stored_name(k));
  co_return done;
}

boost::asio::awaitable<void> outbox::annotate(std::uint64_t k, delivery how, std::string reason) {
  auto const* p = find(k);
  if (!p) co_return;
  auto const seq = p->entry.seq;
  conversation_id const of = p->entry.conversation;
  // Its window is shut, and there is no template that asks the citizen to open it, or the platform refused that too.
  bool const no_template = !has_template() || p->entry.asked_after != utc_time{};
  bool const nowhere = how == delivery::pending && p->entry.held && no_template && reason != text_of(texts::delivery_reason::asked);
  auto& d = desk_;
  auto decide = [&d, seq, how, &reason, nowhere](conversation_ptr base, records_read& read) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto noted = co_await d.repo.read_annotation(base, seq);
    if (!noted) co_return noted.error();
    std::optional<transition> t;
    if (how == delivery::pending) t = on_held_back(seq, *noted, reason);
    else t = on_delivery(d.at_now(), base->record, seq, *noted, how, reason);
    if (nowhere) {
      auto const mailed = co_await mail_notices::add(d, base, seq, read, t);
      if (!mailed) co_return mailed.error();
    }
    co_return t;
  };
  transaction extra;
  extra.conditions.push_back(lease_.fence());
  auto const done = co_await d.act(of, command_id(), decide, std::move(extra));
  (void)kept(done ? result<void>{} : result<void>(done.error()));  // the entry itself has it, and says it with its next change
}

boost::asio::awaitable<result<void>> outbox::finish(std::uint64_t k, delivery how, std::string reason) {
  auto* const p = find(k);
  if (!p || p->leaving) co_return gone();
  auto const seq = p->entry.seq;
  conversation_id const of = p->entry.conversation;
  auto& d = desk_;
  bool const nowhere = how == delivery::failed && texts::says_it_may_not_go(reason);
  auto decide = [&d, seq, how, &reason, nowhere](conversation_ptr base, records_read& read) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto noted = co_await d.repo.read_annotation(base, seq);
    if (!noted) co_return noted.error();
    auto t = on_delivery(d.at_now(), base->record, seq, *noted, how, reason);
    if (!t) t.emplace();
    if (nowhere) {
      auto const mailed = co_await mail_notices::add(d, base, seq, read, t);
      if (!mailed) co_return mailed.error();
    }
    co_return t;
  };
  transaction extra;
  extra.records.push_back(stored_form(k, p->entry, true));
  extra.conditions.push_back(lease_.fence());
  p->leaving = true;
  auto done = co_await d.act(of, command_id(), decide, std::move(extra));
  if (done) {
    entries_.erase(k);
    ++ended_[how];
    co_return result<void>{};
  }
  if (auto* const still = find(k)) still->leaving = false;
  co_return done.error();
}

boost::asio::awaitable<result<void>> outbox::accept_part(std::uint64_t k, std::size_t part, std::string external_id) {
  auto* const p = find(k);
  if (!p || p->entry.parts[part].state == part_state::sent) co_return result<void>{};
  auto& e = p->entry;
  auto const was = e.parts[part].state;
  auto const was_unknown_since = e.unknown_since;
  e.parts[part].state = part_state::sent;
  e.parts[part].external_id = external_id;
  e.attempts = 0;
  e.next_at = desk_.clk.now();
  e.unknown_since = {};
  bool const last = all_sent(e);
  auto const seq = e.seq;
  conversation_id const of = e.conversation;
  auto& d = desk_;
  auto const digest = d.repo.digest_of("external", external_id);
  auto const begun = e.parts[part].sent_at;
  auto decide = [&d, seq, last, begun, &external_id, &digest](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto noted = co_await d.repo.read_annotation(base, seq);
    if (!noted) co_return noted.error();
    auto t = on_part_accepted(d.at_now(), base->record, seq, *noted, digest, last, begun);
    t.external_ids.emplace_back(external_id, seq);
    co_return std::optional(std::move(t));
  };
  transaction extra;
  extra.records.push_back(stored_form(k, e, last));
  extra.conditions.push_back(lease_.fence());
  bool const was_leaving = p->leaving;
  p->leaving = was_leaving || last;
  auto done = co_await d.act(of, command_id(), decide, std::move(extra));
  if (!done) {  // as before, so that its echo or the platform's answer can settle it
    if (auto* const still = find(k)) {
      still->entry.parts[part].state = was;
      still->entry.unknown_since = was_unknown_since;
      still->leaving = was_leaving;
    }
    co_return done.error();
  }
  if (last) {
    entries_.erase(k);
    ++ended_[delivery::sent];
  }
  work_.notify();
  co_return result<void>{};
}

}  // namespace sahut
