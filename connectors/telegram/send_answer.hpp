#pragma once
// What an answer of sendMessage means. Decided on `ok` and `error_code`, whatever HTTP says; the description only chooses
// the officer's words. Pure. Source: Telegram Bot API 10.1, "Making requests", "ResponseParameters".
#include <string_view>

#include "routing/model/sending.hpp"

namespace sahut::telegram {

struct raw_answer {
  int http_status = 0;
  std::string_view body;
  std::string_view retry_after = {};  // the header's value; the body's own goes first
};

sending::outcome read_answer(raw_answer const& answer);

}  // namespace sahut::telegram
