#pragma once
// The field numbers of every stored record. A number is never given a new meaning; see docs/decisions/0002-record-format.md.
#include "gateway/records/fields.hpp"
#include "gateway/records/stored.hpp"
#include "routing/model/consult.hpp"
#include "routing/model/conversation.hpp"
#include "routing/model/incident.hpp"

#include <algorithm>

namespace sahut::records {

// Whoever adds an enumerator moves its line here as well.
template <> inline constexpr auto last_known<channel_kind> = channel_kind::generic;
template <> inline constexpr auto last_known<message_kind> = message_kind::other;
template <> inline constexpr auto last_known<file_state> = file_state::refused;
template <> inline constexpr auto last_known<conversation_state> = conversation_state::closed;
template <> inline constexpr auto last_known<outcome> = outcome::ticketed;
template <> inline constexpr auto last_known<purpose> = purpose::question;
template <> inline constexpr auto last_known<author> = author::system;
template <> inline constexpr auto last_known<delivery> = delivery::unknown;
template <> inline constexpr auto last_known<notice_state> = notice_state::not_told;
template <> inline constexpr auto last_known<part_state> = part_state::dropped;
template <> inline constexpr auto last_known<role> = role::administrator;
template <> inline constexpr auto last_known<incident_state> = incident_state::closed;
template <> inline constexpr auto last_known<member_state> = member_state::taken_out;
template <> inline constexpr auto last_known<consult_state> = consult_state::closed;
template <> inline constexpr auto last_known<presence> = presence::available;

template <> inline constexpr std::optional<message_kind> stands_for_later<message_kind> = message_kind::other;
template <> inline constexpr std::optional<file_state> stands_for_later<file_state> = file_state::failed;
template <> inline constexpr std::optional<delivery> stands_for_later<delivery> = delivery::unknown;
template <> inline constexpr std::optional<purpose> stands_for_later<purpose> = purpose::none;
template <> inline constexpr std::optional<presence> stands_for_later<presence> = presence::away;  // receives nothing new

}  // namespace sahut::records

namespace sahut {

// Zero is never written: where the default is another value, reading starts from zero.
template <class A>
void describe(A& a, attachment& v) {
  if constexpr (A::reading) v.kind = message_kind{};
  a(1, v.kind), a(2, v.url), a(3, v.title), a(4, v.platform_id), a(5, v.latitude), a(6, v.longitude);
  a(7, v.state), a(8, v.media), a(9, v.name), a(10, v.type), a(11, v.bytes), a(12, v.object), a(13, v.key), a(14, v.preview);
  a(15, v.preview_type), a(16, v.reason);
}
template <class A>
void describe(A& a, request_clock& v) {
  a(1, v.two_days), a(2, v.reason), a(3, v.received), a(4, v.effective), a(5, v.answer_due), a(6, v.ticket_at);
  a(7, v.ticket_due), a(8, v.beyond_data), a(9, v.calendar), a(10, v.revision);
}
template <class A>
void describe(A& a, earlier_deadline& v) {
  a(1, v.until), a(2, v.from), a(3, v.to), a(4, v.answer_due), a(5, v.ticket_at), a(6, v.ticket_due);
}
template <class A>
void describe(A& a, ticket_notice& v) { a(1, v.state), a(2, v.seq); }
template <class A>
void describe(A& a, request& v) {
  a(1, v.ordinal), a(2, v.reference), a(3, v.secret), a(4, v.clock), a(5, v.first_seq);
  if constexpr (A::reading) {
    bool not_courtesy = false;  // kept inverted: the default is true, and an absent field means default
    a(7, not_courtesy);
    v.courtesy_only = !not_courtesy;
  } else {
    bool not_courtesy = !v.courtesy_only;
    a(7, not_courtesy);
  }
  a(8, v.after_answer), a(9, v.answer_seq), a(10, v.ended), a(11, v.redirected_to), a(12, v.ended_at), a(13, v.ticket);
  a(14, v.queue), a(15, v.earlier_answers), a(16, v.earlier_deadlines), a(17, v.further_answers);
  a(18, v.unpromised), a(19, v.unsupported_told), a(20, v.last_seq), a(21, v.topic), a(22, v.incident);
  a(23, v.restricted);
}
template <class A>
void describe(A& a, earlier_part& v) { a(1, v.queues), a(2, v.first_seq), a(3, v.received), a(4, v.restricted); }
template <class A>
void describe(A& a, ticket& v) {
  a(1, v.number), a(2, v.secret), a(3, v.request), a(4, v.automatic), a(5, v.reason), a(6, v.unit), a(7, v.due_at);
  a(8, v.issued_at), a(9, v.answer_due), a(10, v.owner), a(11, v.announced), a(12, v.announce_seq), a(13, v.answer_seq);
  a(14, v.answered_at), a(15, v.closed_at), a(16, v.earlier_answers);
  a(17, v.waits_for_applicant), a(18, v.received), a(19, v.calendar), a(20, v.revision), a(21, v.earlier_deadlines);
  a(22, v.moved), a(23, v.delayed), a(24, v.further_answers);
  a(25, v.categories), a(26, v.subject), a(27, v.topic), a(28, v.reopened_from), a(29, v.reopened_as), a(30, v.reminders);
  a(31, v.reminded), a(32, v.close_at), a(33, v.incident);
}
template <class A>
void describe(A& a, addressee& v) { a(1, v.of_role), a(2, v.queue), a(3, v.officer); }
template <class A>
void describe(A& a, consulted& v) { a(1, v.id), a(2, v.to), a(3, v.by), a(4, v.ticket), a(5, v.answered), a(6, v.request); }
template <class A>
void describe(A& a, incident& v) {
  a(1, v.id), a(2, v.title), a(3, v.by), a(4, v.by_name), a(5, v.opened_at), a(6, v.state), a(7, v.text), a(8, v.proposed_by);
  a(9, v.approved_by), a(10, v.proposed_by_name), a(11, v.members), a(12, v.answered), a(13, v.passed_over), a(14, v.next_at);
  a(15, v.closed_at);
}
template <class A>
void describe(A& a, incident_member& v) {
  a(1, v.incident), a(2, v.conversation), a(3, v.request), a(4, v.ticket), a(5, v.added_by), a(6, v.added_at), a(7, v.state), a(8, v.seen);
}
template <class A>
void describe(A& a, advice& v) { a(1, v.officer), a(2, v.officer_name), a(3, v.text), a(4, v.draft), a(5, v.at); }
template <class A>
void describe(A& a, consult& v) {
  a(1, v.id), a(2, v.conversation), a(3, v.request), a(4, v.ticket), a(5, v.by), a(6, v.by_name), a(7, v.to), a(8, v.text), a(9, v.draft);
  a(10, v.asked_at), a(11, v.due), a(12, v.citizen_due), a(13, v.state), a(14, v.answers), a(15, v.remind_at), a(16, v.reminded);
  a(17, v.closed_at);
}
template <class A>
void describe(A& a, annotation& v) {
  a(1, v.state), a(2, v.reason), a(3, v.edited), a(4, v.removed), a(5, v.reaction), a(6, v.meant);
  a(7, v.edit_number), a(8, v.reacted_at), a(9, v.revoked), a(10, v.attachments);
}
template <class A>
void describe(A& a, early_remark& v) { a(1, v.of), a(2, v.what); }
template <class A>
void describe(A& a, repeated_words& v) { a(1, v.digest), a(2, v.times), a(3, v.since); }
template <class A>
void describe(A& a, text_part& v) { a(1, v.key), a(2, v.text), a(3, v.folded); }
template <class A>
void describe(A& a, failed_delivery& v) { a(1, v.seq), a(2, v.reason), a(3, v.count); }
template <class A>
void describe(A& a, handover& v) { a(1, v.until), a(2, v.by), a(3, v.by_name); }
template <class A>
void describe(A& a, restriction& v) { a(1, v.since), a(2, v.by), a(3, v.by_name), a(4, v.reason); }
// A conversation names its tickets. In format 1 they lay in it whole; read so, a ticket has its `issued_at`, while one that is
// only named has nothing but its number.
template <class A>
void describe(A& a, conversation& v) {
  a(1, v.id), a(2, v.office), a(3, v.queue), a(4, v.channel), a(5, v.account), a(6, v.recipient), a(7, v.contact_name);
  a(8, v.contact_email), a(9, v.contact_phone), a(10, v.contact_nik), a(11, v.contact_npwp), a(12, v.documents);
  a(13, v.english), a(14, v.state), a(15, v.last_outcome), a(16, v.officer), a(17, v.last_officer), a(18, v.active);
  a(19, v.past), a(21, v.requests), a(22, v.created_at), a(23, v.greeted_at), a(24, v.last_officer_seq);
  a(25, v.joined_in), a(26, v.joined), a(27, v.warned), a(28, v.close_at), a(29, v.standby);
  a(30, v.officer_name), a(31, v.early), a(32, v.delivered_to), a(33, v.read_to);
  a(34, v.automatic_at), a(35, v.repeats);
  a(40, v.undelivered), a(41, v.handed), a(43, v.earlier), a(44, v.consults), a(45, v.consults_asked), a(46, v.restricted);
  a(47, v.blocked_at);
  std::vector<ticket_number> named;
  if constexpr (A::reading) {
    a(20, v.tickets), a(42, named);
    auto const whole = static_cast<std::ptrdiff_t>(v.tickets.size());
    for (auto& number : named)
      if (std::none_of(v.tickets.begin(), v.tickets.begin() + whole, [&](ticket const& tk) { return tk.number == number; }))
        v.tickets.emplace_back().number = std::move(number);
  } else {
    for (auto const& tk : v.tickets) named.push_back(tk.number);
    a(42, named);
  }
}
template <class A>
void describe(A& a, log_message& v) {
  a(1, v.from), a(2, v.kind), a(3, v.text), a(4, v.attachments), a(5, v.at), a(6, v.sent_at), a(7, v.officer);
  a(8, v.officer_name), a(9, v.meant), a(10, v.text_key), a(11, v.client_id), a(12, v.window), a(13, v.quotes);
  a(14, v.quotes_seq), a(15, v.quotes_story), a(16, v.parts), a(17, v.solution);
}
template <class A>
void describe(A& a, note& v) { a(1, v.officer), a(2, v.officer_name), a(3, v.text), a(4, v.at); }
template <class A>
void describe(A& a, annotated& v) { a(1, v.seq), a(2, v.now); }

template <class A>
void describe(A& a, revision_item& v) { a(1, v.said), a(2, v.noted); }
template <class A>
void describe(A& a, outbox_part& v) { a(1, v.text), a(2, v.state), a(3, v.external_id), a(4, v.token), a(5, v.sent_at), a(6, v.file); }
template <class A>
void describe(A& a, outbox_entry& v) {
  a(1, v.conversation), a(2, v.seq), a(3, v.recipient), a(4, v.human), a(5, v.ticket), a(6, v.created_at), a(7, v.attempts);
  a(8, v.next_at), a(9, v.parts), a(10, v.held), a(11, v.reason), a(12, v.retold), a(13, v.unknown_since);
  a(14, v.asking_after), a(15, v.asked_after);
}
template <class A>
void describe(A& a, second_factor& v) { a(1, v.key), a(2, v.last_step), a(3, v.recovery_digests), a(4, v.since); }
template <class A>
void describe(A& a, user_account& v) {
  a(1, v.name), a(2, v.display), a(3, v.office), a(4, v.role), a(5, v.queues), a(6, v.password_hash), a(7, v.disabled);
  a(8, v.created_at), a(9, v.second_factor), a(10, v.subject);
}
template <class A>
void describe(A& a, presence_record& v) {
  if constexpr (A::reading) v.state = presence{};
  a(1, v.state), a(2, v.capacity), a(3, v.last_assigned_at), a(4, v.gone_at);
}
template <class A>
void describe(A& a, login_session& v) { a(1, v.user), a(2, v.expires_at), a(3, v.user_version), a(4, v.two_factors), a(5, v.by_provider); }
template <class A>
void describe(A& a, number_entry& v) { a(1, v.conversation), a(2, v.secret_hash), a(3, v.is_ticket), a(4, v.ordinal); }
template <class A>
void describe(A& a, journal_entry& v) { a(1, v.body), a(2, v.received_at); }

}  // namespace sahut
