#pragma once
// Whether a text that is meant as an answer only puts the citizen off ("mohon tunggu sebentar") or says nothing at all ("ok"). It
// would stop the clock all the same, so whoever writes it is asked again. Pure; any thread.
#include <string_view>

namespace sahut::texts {

// True if the text is made of holding phrases and courtesy alone, or of pictographs alone. A short text with a word of its own
// ("Bebas.") may well be the answer.
bool is_holding(std::string_view text);

}  // namespace sahut::texts
