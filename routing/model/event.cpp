#include "routing/model/event.hpp"

#include <algorithm>
#include <array>

namespace sahut {
namespace {

constexpr std::array<std::string_view, 54> kinds{
    "conversation_begun", "conversation_closed", "close_asked", "set_aside", "standby_changed", "identity_given", "identity_revealed", "note_added",
    "request_opened", "request_ended", "request_reopened", "redirected", "duplicate_found", "deadline_near",
    "ticket_issued", "ticket_told", "ticket_late", "ticket_answered", "ticket_reopened", "ticket_closed",
    "deadline_recomputed",
    "question_asked", "applicant_replied", "answer_given", "said_outside", "message_reclassified", "message_retried", "message_edited", "message_removed",
    "delivery_changed",
    "queued", "queue_changed", "assigned", "claimed", "taken_over", "handed_over", "handed_back", "released",
    "consult_asked", "consult_answered", "consult_closed", "consult_reminded",
    "topic_changed", "category_changed", "ticket_reminded", "request_split", "answer_revoked",
    "incident_opened", "incident_joined", "incident_left", "incident_proposed", "incident_approved", "incident_closed",
    "conversation_restricted"};
constexpr std::array<std::string_view, 4> actors{"citizen", "officer", "system", "operator"};
constexpr std::array<std::string_view, 34> facts{
    "outcome", "to", "of", "purpose", "delivery", "told", "field", "channel", "on", "automatic", "minutes_left", "seq",
    "officer", "from_officer", "queue", "from_queue", "unit",
    "rule", "received", "answer_due", "ticket_at", "ticket_due", "due_at", "issued_at", "from_answer_due", "from_ticket_at", "calendar", "revision",
    "consult", "role", "topic", "category", "reopened_from", "incident"};
static_assert(kinds.size() == static_cast<std::size_t>(last_event_kind) + 1 && !kinds.back().empty());
static_assert(actors.size() == static_cast<std::size_t>(actor_kind::the_operator) + 1 && !actors.back().empty());
static_assert(facts.size() == static_cast<std::size_t>(last_fact_name) + 1 && !facts.back().empty());

template <class E>
std::optional<E> find(auto const& names, std::string_view name) {
  auto const it = std::find(names.begin(), names.end(), name);
  return it == names.end() ? std::nullopt : std::optional(static_cast<E>(it - names.begin()));
}

}  // namespace

std::string_view name_of(event_kind k) { return kinds.at(static_cast<std::size_t>(k)); }
std::string_view name_of(actor_kind k) { return actors.at(static_cast<std::size_t>(k)); }
std::string_view name_of(fact_name n) { return facts.at(static_cast<std::size_t>(n)); }
std::optional<event_kind> event_kind_of(std::string_view name) { return find<event_kind>(kinds, name); }
std::optional<actor_kind> actor_kind_of(std::string_view name) { return find<actor_kind>(actors, name); }
std::optional<fact_name> fact_name_of(std::string_view name) { return find<fact_name>(facts, name); }

}  // namespace sahut
