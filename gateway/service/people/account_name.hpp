#pragma once
// Names of accounts as people write them.
#include <string>
#include <string_view>

namespace sahut {

// The form in which names are compared: NFKC, case-folded, without what nobody sees (Unicode's NFKC_Casefold). A text that is
// no UTF-8 stays as it is.
std::string folded_name(std::string_view name);

}  // namespace sahut
