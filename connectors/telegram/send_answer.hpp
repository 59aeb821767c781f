#pragma once
// What an answer of sendMessage means. Decided on `ok` and `error_code`, whatever HTTP says; the description only chooses
// the officer's words. Pure. Source: Telegram Bot API 10.1, "Making requests", "ResponseParameters".
#include "connectors/common/send_answer.hpp"

namespace sahut::telegram {

// The body's own wish to be left alone goes before the header's.
sending::outcome read_answer(connector::raw_answer const& answer);

}  // namespace sahut::telegram
