#pragma once
// Where a conversation must be found. Derived from the record alone: the difference between before and after is what a
// transaction writes to the queues, the due set and the officers' sets.
#include "routing/model/due.hpp"

namespace sahut {

struct due_entry {
  due_step what;
  utc_time at;
  bool operator==(due_entry const&) const = default;
};

struct index_places {
  std::optional<std::pair<queue_id, utc_time>> waiting;   // in this queue since
  std::optional<std::pair<queue_id, utc_time>> ticketed;  // an open ticket of this queue, the first one due at
  std::optional<std::pair<queue_id, utc_time>> unowned;   // of those, one that no officer has; the first one due at
  std::map<queue_id, utc_time> units;                     // an open ticket for this unit, not being its queue; the first due
  std::optional<officer_id> load;                         // takes one place of this officer's capacity
  std::optional<officer_id> mine;                         // shown among this officer's conversations; a closed one: left_with()
  std::vector<due_entry> due;
};

index_places places_of(conversation const& c);

// A closed conversation whose newest message failed afterwards stays with whoever handled it, until it is sent again, set
// aside by closing once more, or the citizen writes. Null: with nobody.
officer_id const* left_with(conversation const& c);

}  // namespace sahut
