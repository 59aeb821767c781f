#pragma once
// What a decoder finds in one webhook body, gathered in the order in which it is to be applied. Never throws anything but
// std::bad_alloc; any thread.
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "routing/model/inbound.hpp"

namespace sahut::connector {

// The reason of the notice that stands for the rest.
inline constexpr std::string_view further_notices = "body: further notices left out";

class event_list {
 public:
  explicit event_list(std::string account) : account_(std::move(account)) {}

  // Of the notices the first 999 come one by one; then one alarm stands for the rest.
  void add(inbound::event event, std::optional<utc_time> at = {});
  void note(std::string_view reason, bool alarm = false);
  // For what a citizen may have said in something that cannot be read: the body must not be lost.
  void keep(std::string_view reason);
  std::size_t size() const { return events_.size(); }

  // Events of one contact in the order of the platform's time, otherwise in the order of the body. An event without a
  // time stays behind its predecessor.
  std::vector<inbound::event> in_order() &&;

 private:
  std::string account_;
  std::deque<inbound::event> events_;           // grows without being copied
  std::vector<std::optional<utc_time>> times_;  // parallel to events_
  std::size_t notices_ = 0;
};

// An id for an event that has none of its own: a digest of these parts, so that no two lists of parts give the same.
std::string made_up_id(std::vector<std::string> const& parts);

// At most 128 of A-Z a-z 0-9 _ . : - are an id of a contact.
bool is_contact_id(std::string_view id);

}  // namespace sahut::connector
