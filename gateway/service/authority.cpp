#include "gateway/service/authority.hpp"

#include <algorithm>

namespace sahut {

bool may(role r, deed d) {
  switch (r) {
    case role::officer: return d == deed::read_conversations || d == deed::handle || d == deed::file_notes;
    case role::coordinator:
    case role::superior: return d != deed::manage_accounts;
    case role::auditor: return d == deed::read_conversations || d == deed::supervise;
    case role::administrator: return d == deed::manage_accounts;
    case role::office_head: return false;
  }
  return false;
}

bool serves(user_account const& u, queue_id const& queue) {
  return u.queues.empty() || std::find(u.queues.begin(), u.queues.end(), queue) != u.queues.end();
}

bool sees(user_account const& u, conversation const& c) {
  if (u.disabled || u.office != c.office || c.is_new() || !may(u.role, deed::read_conversations)) return false;
  return serves(u, c.queue) || c.officer == u.name;
}

bool request_hidden_from(user_account const& u, conversation const&, request const& r) {
  return !r.queue.empty() && !serves(u, r.queue);
}

}  // namespace sahut
