#pragma once
// What an answer of the send call means, and what a status `failed` means: the same table serves both, since WhatsApp takes
// a message first and may refuse it later. Pure. Source: Meta, WhatsApp Cloud API, error codes.
#include "connectors/meta/send_answer.hpp"

namespace sahut::whatsapp {

sending::outcome read_answer(meta::raw_answer const& answer);
// Of an upload: `accepted` names the stored file. Never `unknown`: nothing was sent.
sending::outcome read_upload_answer(meta::raw_answer const& answer);
// One of a status's errors[]; anything else is a refusal without a known reason.
sending::outcome outcome_of_error(nlohmann::json const& error);

}  // namespace sahut::whatsapp
