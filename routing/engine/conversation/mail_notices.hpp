#pragma once
// When a citizen is told by e-mail, how often it is tried, and what it says.
#include "routing/engine/conversation/context.hpp"
#include "routing/engine/conversation/transition.hpp"
#include "routing/model/mail_notice.hpp"

#include <variant>

namespace sahut {

inline constexpr std::chrono::hours mail_tried_for{24};
inline constexpr std::chrono::minutes mail_held_for{5};  // a worker's try; then another one may take it for broken off
inline constexpr std::uint32_t mail_unsure_most = 2;     // so often it may have been sent; then it is not sent again

// Message `seq` can go nowhere. Nothing: it is neither an answer nor a ticket's text, or there is no address.
std::optional<mail_notice> mail_notice_wanted(conversation const& c, std::uint64_t seq, utc_time now);

// Its time has come. The next state is `sending` if it is to be sent now, and not before that is committed. Nothing: nothing is
// to be done. `arrived`: the channel has carried the message meanwhile.
std::optional<mail_notice> on_mail_due(mail_notice const& before, conversation const& c, bool arrived, utc_time now);

struct mail_sent {};
struct mail_later {
  std::string reason;
  bool perhaps_sent = false;
};
struct mail_refused {
  std::string reason;
};
using mail_outcome = std::variant<mail_sent, mail_later, mail_refused>;
mail_notice on_mail_outcome(mail_notice before, mail_outcome const& how, utc_time now);

// The officer sees it at the message. Nothing: it is there already, or the message has arrived.
std::optional<annotation> mail_noted(annotation noted);

struct mail_words {
  std::string subject, text;
};
// Nothing: its request or ticket is not there any more.
std::optional<mail_words> words_of_mail(office_facts const& office, conversation const& c, mail_notice const& of);

}  // namespace sahut
