#pragma once
// That a citizen is told by e-mail that something waits for them on the status page, since no channel may carry it. It holds no
// address and no text: the address is the conversation's at the moment of sending, so that it goes with its contact.
#include <optional>

#include "routing/model/id.hpp"
#include "routing/model/time.hpp"

namespace sahut {

enum class mail_about : std::uint8_t { answer, ticket };
enum class mail_state : std::uint8_t {
  waiting,   // for its time, or for another try
  sending,   // given to the mail server, or about to be; found like this after a crash, it may have gone
  sent,
  failed,    // for good
  needless,  // the channel carried it after all, or there is no address any more
};

struct mail_notice {
  std::string id;                // mail_notice_id
  conversation_id conversation;
  std::uint32_t request = 0;     // ordinal
  mail_about about = mail_about::answer;
  std::uint64_t seq = 0;         // the message that no channel may carry
  mail_state state = mail_state::waiting;
  std::uint32_t attempts = 0;
  std::uint32_t unsure = 0;      // how often it may have gone without our knowing
  utc_time created_at{}, next_at{};
  std::optional<utc_time> sent_at;
  std::string reason;            // why it was not sent; for an operator
  std::string newer{};
  bool operator==(mail_notice const&) const = default;

  bool under_way() const { return state == mail_state::waiting || state == mail_state::sending; }
};

// One of a kind for each request.
inline std::string mail_notice_id(conversation_id const& of, std::uint32_t request, mail_about about) {
  return of.text() + "." + std::to_string(request) + (about == mail_about::answer ? ".a" : ".t");
}

}  // namespace sahut
