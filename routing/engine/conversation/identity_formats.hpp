#pragma once
// Whether what a citizen gave looks like what it is said to be. Soft: a question is never refused for it. Pure.
// Source: domain rules §2.4 (NIK 16 digits; NPWP 15, since PMK 112/2022 also 16; nomor aju 26).
#include "routing/engine/conversation/citizen.hpp"

namespace sahut {

struct format_warning {
  std::string path;  // `nik`, `documents[0].number`
  std::string hint;  // what it should look like, in Indonesian
};

std::vector<format_warning> check_formats(identity const& given);

}  // namespace sahut
