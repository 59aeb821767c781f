#pragma once
// Whether what a citizen gave looks like what it is said to be. Soft: a question is never refused for it. Pure.
// Source: domain rules §2.4. NIK: 16 digits, of which 7 to 12 are the day of birth (the day + 40 for women) and month. NPWP:
// 15 digits, since PMK 112/2022 also 16 (a NIK, or 0 and the old 15). Nomor aju: 26 digits, 13 to 20 a date. Containers:
// ISO 6346. Parcels: UPU S10. Air waybills: serial modulo 7. IMEI: Luhn.
#include "routing/engine/conversation/citizen.hpp"

namespace sahut {

struct format_warning {
  std::string path;  // `nik`, `documents[0].number`
  std::string hint;  // what it should look like, in Indonesian
};

// Spaces, dots, dashes and slashes do not count. A document of a kind that is not known here may look as it likes.
std::vector<format_warning> check_formats(identity const& given);

// Enough of it to be recognised by who knows it: the last characters of a number, the first of an address and where it is.
std::string masked_number(std::string_view number);
std::string masked_email(std::string_view email);

}  // namespace sahut
