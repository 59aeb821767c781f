#include "routing/engine/conversation/mail_notices.hpp"

#include <algorithm>
#include <array>

#include "routing/engine/conversation/requests.hpp"
#include "routing/engine/texts/mail_words.hpp"

namespace sahut {
namespace {

bool tells_of(ticket const& tk, std::uint64_t seq) { return tk.announce_seq == seq || tk.moved.seq == seq || tk.delayed.seq == seq; }

request const* request_of(conversation const& c, std::uint32_t ordinal) {
  for (auto const* list : {&c.active, &c.past})
    for (auto const& r : *list)
      if (r.ordinal == ordinal) return &r;
  return nullptr;
}
ticket const* ticket_of(conversation const& c, std::uint32_t ordinal) {
  auto const it = std::find_if(c.tickets.rbegin(), c.tickets.rend(), [&](ticket const& t) { return t.request == ordinal; });
  return it == c.tickets.rend() ? nullptr : &*it;
}

mail_notice ended(mail_notice n, mail_state how, std::string reason) {
  n.state = how;
  n.reason = std::move(reason);
  return n;
}

// Perhaps it went: once more is a second copy at worst, and more often it is not tried.
mail_notice after_doubt(mail_notice n, std::string reason, utc_time now) {
  ++n.unsure;
  if (n.unsure >= mail_unsure_most) return ended(std::move(n), mail_state::failed, "it may have been sent, and is not sent again: " + reason);
  n.state = mail_state::waiting;
  n.reason = std::move(reason);
  n.next_at = now + std::chrono::minutes{5};
  return n;
}

}  // namespace

std::optional<mail_notice> mail_notice_wanted(conversation const& c, std::uint64_t seq, utc_time now) {
  if (c.contact_email.empty()) return std::nullopt;
  mail_notice n;
  n.conversation = c.id;
  n.seq = seq;
  n.created_at = n.next_at = now;
  for (auto const& tk : c.tickets) {
    if (!has_answer(tk, seq) && !tells_of(tk, seq)) continue;
    n.request = tk.request;
    n.about = has_answer(tk, seq) ? mail_about::answer : mail_about::ticket;
  }
  for (auto const* list : {&c.past, &c.active})
    for (auto const& r : *list)
      if (n.request == 0 && has_answer(r, seq)) n.request = r.ordinal;
  if (n.request == 0) return std::nullopt;
  n.id = mail_notice_id(c.id, n.request, n.about);
  return n;
}

std::optional<mail_notice> on_mail_due(mail_notice const& before, conversation const& c, bool arrived, utc_time now) {
  if (!before.under_way() || before.next_at > now) return std::nullopt;
  if (arrived) return ended(before, mail_state::needless, "the channel carried it after all");
  if (c.contact_email.empty()) return ended(before, mail_state::needless, "there is no address any more");
  if (before.state == mail_state::sending) {  // whoever sent it is gone
    auto next = after_doubt(before, "the daemon ended while it was sent", now);
    if (!next.under_way()) return next;
    next.next_at = now;
    return on_mail_due(next, c, arrived, now);
  }
  if (now - before.created_at >= mail_tried_for) return ended(before, mail_state::failed, before.reason);
  auto next = before;
  next.state = mail_state::sending;
  ++next.attempts;
  next.next_at = now + mail_held_for;
  return next;
}

mail_notice on_mail_outcome(mail_notice n, mail_outcome const& how, utc_time now) {
  static constexpr std::array<std::chrono::minutes, 6> waits{std::chrono::minutes{1},  std::chrono::minutes{5},   std::chrono::minutes{15},
                                                             std::chrono::minutes{60}, std::chrono::minutes{120}, std::chrono::minutes{240}};
  if (std::holds_alternative<mail_sent>(how)) {
    n.sent_at = now;
    return ended(std::move(n), mail_state::sent, {});
  }
  if (auto const* no = std::get_if<mail_refused>(&how)) return ended(std::move(n), mail_state::failed, no->reason);
  auto const& wait = std::get<mail_later>(how);
  if (wait.perhaps_sent) return after_doubt(std::move(n), wait.reason, now);
  n.state = mail_state::waiting;
  n.reason = wait.reason;
  n.next_at = now + waits[std::min<std::size_t>(std::max(n.attempts, 1u), waits.size()) - 1];
  return n;
}

std::optional<annotation> mail_noted(annotation noted) {
  auto const words = texts::mailed_reason;
  bool const waits = noted.state == delivery::pending || noted.state == delivery::failed || noted.state == delivery::unknown;
  if (!waits || noted.reason.ends_with(words)) return std::nullopt;
  noted.reason += (noted.reason.empty() ? "" : "; ") + std::string(words);
  return noted;
}

std::optional<mail_words> words_of_mail(office_facts const& office, conversation const& c, mail_notice const& of) {
  texts::mail_event e;
  e.office_name = office.name;
  e.about = of.about == mail_about::answer ? texts::mail_subject::answer : texts::mail_subject::ticket;
  if (auto const* tk = ticket_of(c, of.request)) {
    e.number = tk->number;
    e.status_url = status_url(office, tk->number, tk->secret);
  } else if (auto const* r = request_of(c, of.request)) {
    e.number = r->reference;
    e.status_url = status_url(office, r->reference, r->secret);
  } else {
    return std::nullopt;
  }
  return mail_words{texts::mail_subject_line(e), texts::mail_text(e)};
}

}  // namespace sahut
