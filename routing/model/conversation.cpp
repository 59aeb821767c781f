#include "routing/model/conversation.hpp"

#include <array>

namespace sahut {
namespace {

template <std::size_t N, class E>
std::string_view pick(std::array<std::string_view, N> const& names, E value) {
  return names[static_cast<std::size_t>(value)];
}

// A conversation that has no request yet is told as `closed`: nothing waits, the next message opens one.
constexpr std::array<std::string_view, 7> states{"closed", "queued", "assigned", "waiting_applicant",
                                                 "answered", "escalated", "closed"};
constexpr std::array<std::string_view, 9> outcomes{"none",      "answered", "not_a_request", "no_question", "redirected",
                                                   "duplicate", "spam",     "abandoned",     "ticketed"};
constexpr std::array<std::string_view, 3> purposes{"", "answer", "question"};
constexpr std::array<std::string_view, 3> authors{"visitor", "officer", "system"};
constexpr std::array<std::string_view, 7> deliveries{"", "pending", "sent", "delivered", "read", "failed", "unknown"};
constexpr std::array<std::string_view, 4> notice_states{"not_needed", "pending", "told", "not_told"};

template <class E, std::size_t N>
std::optional<E> find(std::array<std::string_view, N> const& names, std::string_view name) {
  for (std::size_t i = 0; i < N; ++i)
    if (names[i] == name && !name.empty()) return static_cast<E>(i);
  return std::nullopt;
}

}  // namespace

std::string_view name_of(conversation_state s) { return pick(states, s); }
std::string_view name_of(outcome o) { return pick(outcomes, o); }
std::string_view name_of(purpose p) { return pick(purposes, p); }
std::string_view name_of(author a) { return pick(authors, a); }
std::string_view name_of(delivery d) { return pick(deliveries, d); }
std::string_view name_of(notice_state t) { return pick(notice_states, t); }
std::optional<outcome> outcome_of(std::string_view name) { return find<outcome>(outcomes, name); }
std::optional<purpose> purpose_of(std::string_view name) { return find<purpose>(purposes, name); }

}  // namespace sahut
