#pragma once
// What a connector's codec makes of one webhook body: a list of these, in the order in which they are to be applied.
// Nothing of a body disappears: what cannot be understood becomes `inbound::unreadable` (a visible placeholder, if a
// sender is known) or `inbound::notice` (counted and logged by its reason alone).
#include "routing/model/sending.hpp"

#include <variant>

namespace sahut::inbound {

// What every event of a contact carries. `contact` is the platform's id of the citizen (PSID, IGSID), never the page's.
struct origin {
  std::string account;      // the page or account that the entry was for (entry.id)
  std::string contact;
  std::string external_id;  // the platform's id of this event, or a digest made up where it gives none; dedupes for good
  std::optional<utc_time> sent_at;  // the platform's own time
  bool standby = false;     // came in standby[]: another app owns the thread; recorded, not answered automatically
  std::string name = {};    // what the platform calls the citizen; empty where it says nothing
  std::string alias = {};   // another id of the same citizen, which the platform may give instead, and takes (a telephone number)
};

struct message {  // text, media, sticker, location, quick reply, postback, story reply, shared post, unsupported kinds
  origin from;
  message_kind kind = message_kind::text;
  std::string text;                       // may be empty where there are attachments; a postback's title
  std::vector<attachment> attachments;
  std::string reply_to;                   // the external id of the quoted message; empty if none
  bool of_story = false;                  // it replies to the account's story, which came as an attachment
  std::string payload;                    // of a quick reply or postback
  bool courtesy = false;                  // a sticker, a like: counts as courtesy (domain rules §1.5)
  bool starter = false;                   // no words of the citizen's own: "Get Started", a mention in a story
  bool unreadable = false;                // what came with it cannot be had or read, and there is nothing else
  bool only_opens = false;                // a tap on our message template: it opens the reply window and says nothing else
  std::string read_by = {};               // what the platform is told to mark it as read; empty: it cannot be marked
};
struct echo {  // what the page said to the contact, from whichever app
  origin from;                            // external_id: the message's mid
  std::string app_id;                     // empty if the platform gives none
  std::string metadata;                   // what a send carried as metadata; empty if none
  message_kind kind = message_kind::text;
  std::string text;
  std::vector<attachment> attachments;
};
struct edit {
  origin from;
  std::string of;                         // external id of the message
  std::string text;
  std::uint32_t number = 0;               // the platform's count of the message's edits; 0: not given
  bool own = false;                       // the account's own message was edited, not the citizen's
};
struct unsend { origin from; std::string of; };
struct reaction { origin from; std::string of; std::string reaction, emoji; bool removed = false; };
struct delivered { origin from; std::vector<std::string> of; std::optional<utc_time> watermark; };
struct read { origin from; std::string of; std::optional<utc_time> watermark; };  // one of the two
struct status {  // what the platform tells later of one message of ours
  enum class reached : std::uint8_t { sent, delivered, read, failed };
  origin from;                            // the contact may be empty where there is metadata
  std::string of;                         // the message's external id
  std::string metadata;                   // what the send carried as metadata; empty if the platform does not give it back
  reached how = reached::sent;
  sending::outcome failure = sending::unknown{};  // why it failed: what the send call would have said
};
struct blocking { origin from; bool blocked = true; };  // the citizen takes nothing of the account any more, or takes it again
struct unreadable { origin from; std::string reason; };  // a citizen sent something of which no more is known
struct notice {  // no contact is concerned: handover, policy, changes[], a foreign entry; or nobody can say which
  std::string account, reason;
  bool alarm = false;
  bool keep = false;  // what a citizen said may lie in it: its body is kept for an operator
};

using event = std::variant<message, echo, edit, unsend, reaction, delivered, read, status, blocking, unreadable, notice>;

}  // namespace sahut::inbound
