#pragma once
// What an answer of the send call means. Decided on `code` and `error_subcode`, never on the message's words, and on
// the JSON `error` even where HTTP says 200. Pure. Sources: Meta, Messenger Platform error codes; Graph API error
// handling and rate limits.
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>

#include "connectors/common/send_answer.hpp"

namespace sahut::meta {

struct raw_answer : connector::raw_answer {
  std::string_view app_usage = {};       // X-App-Usage
  std::string_view business_usage = {};  // X-Business-Use-Case-Usage
};

enum class verdict : std::uint8_t {
  window_closed,
  refused,             // this part alone
  stopped,             // the whole account, until the operator has done something
  no_permission,
  unclear_permission,  // perhaps only this part's
  rate_limit,          // of the account
  recipient_limit,     // too much to this recipient
  temporary,
};

// A row of a platform's table of errors. The first row that fits counts.
struct error_rule {
  std::int64_t first, last, subcode;
  verdict what;
  std::string_view reason;  // for an officer or, with `stopped`, the operator
};
inline constexpr std::int64_t any_subcode = -1;

// What a channel with errors of its own has besides.
struct answer_form {
  std::span<error_rule const> rules;
  std::string (*id_of_sent)(nlohmann::json const& body);  // empty: there is none
};

sending::outcome read_answer(raw_answer const& answer);  // of a page
sending::outcome read_answer(raw_answer const& answer, answer_form const& form);
// Of a page's upload: `accepted` names the stored file. Never `unknown`: nothing was sent.
sending::outcome read_upload_answer(raw_answer const& answer);
// A Graph error that stands elsewhere than in an answer.
sending::outcome outcome_of_error(nlohmann::json const& error, std::span<error_rule const> rules);

// How long the platform wants to be left alone, from Retry-After or the usage headers' "estimated time to regain
// access" (minutes); zero if it does not say. At most a day.
milliseconds wished_wait(raw_answer const& answer);

}  // namespace sahut::meta
