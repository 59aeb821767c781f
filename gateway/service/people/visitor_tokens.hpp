#pragma once
// The token of a citizen's browser: 256 bits, of which 128 authenticate the rest (112 random ones and the day of issue).
// The store holds none: a conversation's id is a keyed digest of the token, and a token that was never written with has
// left nothing. What is kept lies in the conversation's record: `used`, the day of the last use, written at most once a
// day and only when it is later than the day of issue; and `revoked`. See docs/decisions/0003.
//
// A token is good until the end of the day (UTC) that lies sessions.visitor after the day of its last use.
#include "gateway/service/core/desk.hpp"

namespace sahut {

struct visitor_identity {   // derived from the token; the same token is the same contact for good
  conversation_id conversation;
  std::string window;       // this connection's, kept with what it sends
  std::int64_t used_on = 0; // the newest day of use that is written down, or the day of issue
};

class visitor_tokens {
 public:
  explicit visitor_tokens(desk& d) : desk_(d) {}

  // Stores nothing.
  std::string issue();
  // Whose token it is; empty for one that is not ours. Asks no store: whether it is still good, `admit` says.
  std::optional<visitor_identity> identify(std::string_view token) const;
  // False for a revoked token and one that was not used for too long. Brings `used_on` up to date. unavailable.
  boost::asio::awaitable<result<bool>> admit(visitor_identity& who) const;

  // By its days alone: a revocation is told by a wake or found with the conversation's head.
  bool has_ended(visitor_identity const& who) const;

  // For every use; writes only if the day is a new one and there is a record to write it in. What fails is written at
  // the next use.
  bool is_new_day(visitor_identity const& who) const { return who.used_on < today(); }
  boost::asio::awaitable<void> note_use(visitor_identity& who);

  // Ends the token of a web chat conversation: its sockets are closed on every worker and it opens nothing any more. The
  // conversation stays with the office. not_found, unavailable; bad_field where a platform vouches for the contact.
  boost::asio::awaitable<result<void>> revoke(conversation_id id);

 private:
  std::int64_t today() const;
  desk& desk_;
};

}  // namespace sahut
