#pragma once
// An operator's answer as JSON lines: what is an object already stays, every other line becomes one.
#include <string>
#include <string_view>

namespace sahut {

// `{"said":"added sari"}` of each line that is no object.
std::string answer_as_json(std::string_view out);
// `{"error":"there is no such account","exit":1}` of each line; where `exit` is 0, and of a warning: `{"said":…}`.
std::string complaint_as_json(std::string_view err, int exit);

}  // namespace sahut
