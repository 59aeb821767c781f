#pragma once
// An address at which a platform fetches a file of ours: whoever has it may read the file until it ends.
#include "gateway/service/core/desk.hpp"

namespace sahut {

std::string media_link(desk const& d, media_id const& file, utc_time until);
// Whether what stands in the address's query was given by us for this file, and has not ended.
bool is_media_link(desk const& d, media_id const& file, std::string_view link);

}  // namespace sahut
