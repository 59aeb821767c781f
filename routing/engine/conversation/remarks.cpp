#include "routing/engine/conversation/remarks.hpp"

#include "routing/engine/conversation/events.hpp"
#include "routing/engine/conversation/deliveries.hpp"
#include "routing/engine/conversation/wording.hpp"

#include <algorithm>

namespace sahut {
namespace {

annotation with(annotation a, remark const& r) {
  if (r.removed) {
    a.removed = true;
    a.edited.reset();
    a.attachments.clear();  // the keys of its files with them
  }
  if (r.text && !a.removed && (r.number == 0 || r.number > a.edit_number)) {
    a.edited = r.text;
    a.edit_number = std::max(a.edit_number, r.number);
  }
  bool const outdated = r.at && a.reacted_at && *r.at < *a.reacted_at;
  if (r.reaction && !outdated) {
    a.reaction = *r.reaction;
    a.reacted_at = r.at;
  }
  a.state = std::max(a.state, r.receipt);  // of what is early: none, delivered, read
  return a;
}

// What was told early joins what is noted; the delivery is the caller's.
annotation merged(annotation a, annotation const& early) {
  auto const state = a.state;
  remark r;
  r.removed = early.removed;
  r.text = early.edited;
  r.number = early.edit_number;
  if (early.reacted_at || !early.reaction.empty()) r.reaction = early.reaction, r.at = early.reacted_at;
  a = with(std::move(a), r);
  a.edit_number = std::max(a.edit_number, early.edit_number);
  a.state = state;
  return a;
}

auto find_early(conversation& c, std::string_view of) {
  return std::find_if(c.early.begin(), c.early.end(), [&](early_remark const& e) { return e.of == of; });
}

std::optional<annotation> take_early(conversation& c, std::string_view of) {
  auto const it = find_early(c, of);
  if (of.empty() || it == c.early.end()) return std::nullopt;
  auto what = std::move(it->what);
  c.early.erase(it);
  return what;
}

// Whoever wrote in the page's own inbox has no name here.
actor by_author(author who) { return who == author::visitor ? by_citizen() : actor{actor_kind::officer, {}}; }

// A greeting that was edited into a question is one: its request is no mere courtesy any more.
void now_asks(conversation& c, std::uint64_t seq, std::string_view text) {
  auto const r = std::find_if(c.active.rbegin(), c.active.rend(), [&](request const& x) { return x.first_seq <= seq; });
  if (r == c.active.rend() || !r->courtesy_only) return;
  r->courtesy_only = false;
  c.english = c.english || guess_english(text);
}

}  // namespace

std::optional<transition> on_remark(context const& ctx, conversation const& before, std::uint64_t seq, annotation const& noted, std::string_view of,
                                    remark const& r, utc_time received) {
  transition t;
  t.after = before;
  auto next = noted;
  if (auto const early = take_early(*t.after, of)) next = merged(std::move(next), *early);
  auto const state = next.state;
  next = with(std::move(next), r);
  next.state = state;
  if (r.asks && next.edited && next.edited != noted.edited) now_asks(*t.after, seq, *next.edited);
  if (next == noted && *t.after == before) return std::nullopt;
  if (r.reaction && !r.reaction->empty() && traits_of(ctx, before).window)
    t.after->last_citizen_at = std::max(before.last_citizen_at, counts_from(r.at, received));
  record_remark(t, before, seq, noted, next, by_author(r.by), ctx.now);
  record_events(t, before, by_author(r.by), ctx.now);
  if (next != noted) t.annotate.push_back({seq, std::move(next)});
  return t;
}

std::optional<transition> on_early_remark(conversation const& before, std::string of, remark const& r) {
  transition t;
  t.after = before;
  auto& early = t.after->early;
  auto it = find_early(*t.after, of);
  if (it == early.end()) {
    if (early.size() >= early_remarks_max) {
      auto const least = std::find_if(early.begin(), early.end(), [](early_remark const& e) { return !e.what.removed; });
      early.erase(least == early.end() ? early.begin() : least);
    }
    early.push_back({std::move(of), {}});
    it = std::prev(early.end());
  }
  it->what = with(std::move(it->what), r);
  if (before.early == early) return std::nullopt;
  return t;
}

std::optional<transition> on_early_receipt(conversation const& before, delivery how, utc_time up_to) {
  transition t;
  t.after = before;
  auto& known = how == delivery::read ? t.after->read_to : t.after->delivered_to;
  if (up_to <= known) return std::nullopt;
  known = up_to;
  return t;
}

transition on_part_accepted(context ctx, conversation const& before, std::uint64_t seq, annotation const& noted,
                            std::string_view of, bool last, utc_time begun) {
  transition t;
  t.after = before;
  auto next = noted;
  auto reached = delivery::sent;
  if (before.delivered_to >= begun) reached = delivery::delivered;
  if (before.read_to >= begun) reached = delivery::read;
  if (auto const early = take_early(*t.after, of)) {
    next = merged(std::move(next), *early);
    reached = std::max(reached, early->state);
  }
  record_remark(t, before, seq, noted, next, by_author(author::officer), ctx.now);
  if (last)
    if (auto told = on_delivery(ctx, *t.after, seq, next, reached, {})) {
      told->events.insert(told->events.begin(), t.events.begin(), t.events.end());
      return std::move(*told);
    }
  if (next != noted) t.annotate.push_back({seq, std::move(next)});
  return t;
}

void append_said(transition& t, log_message entry, std::string_view of, std::uint32_t edit_number) {
  auto early = take_early(*t.after, of);
  if (!early && edit_number) early.emplace();
  if (early) {
    early->edit_number = std::max(early->edit_number, edit_number);
    early->state = delivery::none;  // what a person said elsewhere has no way of ours
    if (edit_number && !early->removed && !early->edited) early->edited = entry.text;
    if (early->removed) {
      entry.text.clear();
      entry.attachments.clear();
      entry.kind = message_kind::other;
    }
    record_remark(t, *t.after, pending_seq(t.append.size()), {}, *early, by_author(entry.from), entry.at);
    t.annotate.push_back({pending_seq(t.append.size()), std::move(*early)});
    t.needs_end = true;
  }
  t.append.push_back(std::move(entry));
}

}  // namespace sahut
