#pragma once
// What the workers of an office tell each other through the store: one line a wake-up. One place prints it, one reads it.
// The store puts a number between the head, which is printed here, and the body.
#include "routing/model/conversation.hpp"

#include <variant>

namespace sahut::wake_up {

struct conversation_changed {  // "c <conversation> <end> " varint(version) *( varint(length) sealed message )
  conversation_id of;
  std::uint64_t end = 0, version = 0;
  std::string_view sealed;     // what was appended; lies in the line
};
struct outbox_grew { account_id account; };        // "o <account> …"
struct journal_grew { account_id account; };       // "j <account> …"
struct officer_changed { officer_id officer; };     // "u <officer> …": their account or logins
struct visitor_revoked { conversation_id of; };     // "v <conversation> …"
struct record_changed { std::string kind, id; };    // "r <kind> <id> …" (record_form.hpp)
struct presence_set {                               // "p <officer> <window> <state> <capacity> …"
  officer_id officer;
  std::string window, state;
  std::uint32_t capacity = 0;
};
struct passing_sign {                               // "g <t|r> <o|v> <conversation> <officer|-> <seq> …": it is kept nowhere
  bool typing = false;         // else: has read up to `seq`
  bool by_officer = false;
  conversation_id of;
  officer_id officer;
  std::uint64_t seq = 0;
};

using item = std::variant<conversation_changed, outbox_grew, journal_grew, officer_changed, visitor_revoked, record_changed, presence_set,
                          passing_sign>;

// The head, with a blank at its end.
std::string head_of(item const& what);
std::string head_of(conversation_id const& changed);  // of a conversation_changed, on the way of every message
// A conversation's body, to be filled with what is appended.
std::string begin_body(std::uint64_t version);
void add_to_body(std::string& body, std::string_view sealed_message);
// The sealed messages, in their order; nothing if they are not whole.
std::optional<std::vector<std::string_view>> messages_in(std::string_view sealed);

// Nothing: a wake-up of a newer build, or none of ours.
std::optional<item> parse(std::string_view line);

}  // namespace sahut::wake_up
