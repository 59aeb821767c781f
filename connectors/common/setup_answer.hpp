#pragma once
// What all platforms' answers about a webhook have in common, in an operator's words.
#include "connectors/common/http_client.hpp"
#include "connectors/common/webhook_setup.hpp"

namespace sahut::connector {

// Ends a line about what an operator can put right.
inline constexpr std::string_view setup_advice = "; run sahutctl channel setup";

setup_report not_reached(std::string_view platform, http_failure const& failure);
// `why` in the platform's own words; `code` of its error, if it has codes.
setup_report not_taken(std::string_view platform, http_response const& answer, std::string_view why, std::string_view code = {});

}  // namespace sahut::connector
