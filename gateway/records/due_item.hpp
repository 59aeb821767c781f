#pragma once
// What an office's due set holds: whatever must happen later, as text. One place prints such an entry, one reads it.
#include "routing/model/due.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace sahut::due {

struct step {               // of a conversation: "t|<conversation>|<ordinal>"; of a kind without an ordinal "w|<conversation>"
  conversation_id of;
  due_step what;
  bool operator==(step const&) const = default;
};
struct attendance {         // "p|<officer>": whether they are still there
  officer_id officer;
  bool operator==(attendance const&) const = default;
};
struct account_lease {      // "a|<account>": the term of its owner ends
  account_id account;
  bool operator==(account_lease const&) const = default;
};
struct matching {           // "q": queues and officers are looked at
  bool operator==(matching const&) const = default;
};
struct record {             // "r|<kind>|<id>": of a record of another kind (record_form.hpp)
  std::string kind, id;
  bool operator==(record const&) const = default;
};

using item = std::variant<step, attendance, account_lease, matching, record>;

std::string print(item const& what);
std::string print(conversation_id const& of, due_step what);
// Nothing: an entry of a newer build, or none of ours.
std::optional<item> parse(std::string_view entry);

}  // namespace sahut::due
