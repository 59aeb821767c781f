#include "routing/engine/conversation/identity_formats.hpp"

#include <algorithm>
#include <chrono>

namespace sahut {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }
int value(char c) { return c - '0'; }
int two(std::string_view s, std::size_t at) { return value(s[at]) * 10 + value(s[at + 1]); }

// As people separate groups, in capitals.
std::string bare(std::string_view s) {
  std::string out;
  for (char c : s)
    if (std::string_view(" .-/").find(c) == std::string_view::npos) out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return out;
}

bool digits(std::string_view s, std::size_t n) { return s.size() == n && std::all_of(s.begin(), s.end(), is_digit); }

bool is_date(int y, int m, int d) {
  return std::chrono::year_month_day{std::chrono::year{y}, std::chrono::month{static_cast<unsigned>(m)},
                                     std::chrono::day{static_cast<unsigned>(d)}}
      .ok();
}

bool email(std::string_view s) {
  auto const at = s.find('@');
  auto const dot = at == s.npos ? s.npos : s.find('.', at);
  return at != s.npos && at > 0 && dot != s.npos && dot > at + 1 && dot + 1 < s.size() && s.find(' ') == s.npos &&
         s.find('@', at + 1) == s.npos;
}
bool phone(std::string_view s) {
  auto const n = std::count_if(s.begin(), s.end(), is_digit);
  bool const known = std::all_of(s.begin(), s.end(), [](char c) { return is_digit(c) || std::string_view("+() ./-").find(c) != std::string_view::npos; });
  return known && n >= 8 && n <= 15;
}
bool nik(std::string_view s) {
  if (!digits(s, 16)) return false;
  auto const day = two(s, 6), month = two(s, 8);
  bool const plausible_day = (day >= 1 && day <= 31) || (day >= 41 && day <= 71);
  return plausible_day && month >= 1 && month <= 12;
}
bool npwp(std::string_view s) { return digits(s, 15) || (digits(s, 16) && (s.front() == '0' || nik(s))); }

bool aju(std::string_view s) {
  if (s.size() != 26 || !std::all_of(s.begin() + 12, s.end(), is_digit)) return false;
  return is_date(two(s, 12) * 100 + two(s, 14), two(s, 16), two(s, 18));
}
// ISO 6346: letters count 10 to 38 without the multiples of 11, places double.
bool container(std::string_view s) {
  if (s.size() != 11 || !std::all_of(s.begin(), s.begin() + 4, is_letter) || !digits(s.substr(4), 7)) return false;
  int sum = 0;
  for (std::size_t i = 0; i < 10; ++i) {
    int const n = is_letter(s[i]) ? 10 + (s[i] - 'A') + (s[i] - 'A' + 9) / 10 : value(s[i]);
    sum += n << i;
  }
  return sum % 11 % 10 == value(s[10]);
}
// Couriers number as they like; a postal item is known by its shape.
bool consignment(std::string_view s) {
  bool const postal = s.size() == 13 && is_letter(s[0]) && is_letter(s[1]) && is_letter(s[11]) && is_letter(s[12]);
  if (!postal) return !s.empty();
  if (!digits(s.substr(2, 9), 9)) return false;
  constexpr int weights[] = {8, 6, 4, 2, 3, 5, 9, 7};
  int sum = 0;
  for (std::size_t i = 0; i < 8; ++i) sum += weights[i] * value(s[2 + i]);
  int const check = 11 - sum % 11;
  return (check == 10 ? 0 : check == 11 ? 5 : check) == value(s[10]);
}
bool air_waybill(std::string_view s) {
  if (!digits(s, 11)) return false;
  int serial = 0;
  for (std::size_t i = 3; i < 10; ++i) serial = serial * 10 + value(s[i]);
  return serial % 7 == value(s[10]);
}
bool imei(std::string_view s) {
  if (!digits(s, 15)) return false;
  int sum = 0;
  for (std::size_t i = 0; i < 15; ++i) {
    int const n = value(s[i]) * (i % 2 ? 2 : 1);
    sum += n > 9 ? n - 9 : n;
  }
  return sum % 10 == 0;
}
bool ntpn(std::string_view s) { return s.size() == 16 && std::all_of(s.begin(), s.end(), [](char c) { return is_digit(c) || is_letter(c); }); }
bool nppbkc(std::string_view s) { return s.size() == 22; }
template <std::size_t n>
bool number_of(std::string_view s) { return digits(s, n); }

struct document_form {
  std::string_view kind;
  bool (*good)(std::string_view);
  char const* hint;
};
constexpr document_form forms[] = {
    {"aju", aju, "26 angka; angka ke\u201113 sampai ke\u201120 adalah tanggal (TTTTBBHH)"},
    {"container", container, "4 huruf dan 7 angka dengan angka pemeriksa, mis. CSQU3054383"},
    {"consignment", consignment, "kiriman pos: 2 huruf, 9 angka dengan angka pemeriksa, 2 huruf, mis. RB123456785GB"},
    {"awb", air_waybill, "11 angka; angka terakhir adalah angka pemeriksa"},
    {"imei", imei, "15 angka; angka terakhir adalah angka pemeriksa"},
    {"nib", number_of<13>, "13 angka"},
    {"nitku", number_of<22>, "22 angka"},
    {"nppbkc", nppbkc, "22 karakter"},
    {"billing", number_of<15>, "15 angka"},
    {"ntpn", ntpn, "16 huruf atau angka"},
    {"nik", nik, "16 angka; angka ke\u20117 sampai ke\u201112 adalah tanggal lahir"},
    {"npwp", npwp, "15 atau 16 angka"},
};

}  // namespace

std::vector<format_warning> check_formats(identity const& given) {
  std::vector<format_warning> warnings;
  auto const check = [&](char const* path, std::optional<std::string> const& text, bool (*good)(std::string_view), bool grouped, char const* hint) {
    if (text && !text->empty() && !good(grouped ? bare(*text) : *text)) warnings.push_back({path, hint});
  };
  check("email", given.email, email, false, "nama@contoh.id");
  check("phone", given.phone, phone, false, "8-15 angka");
  check("nik", given.nik, nik, true, "16 angka; angka ke\u20117 sampai ke\u201112 adalah tanggal lahir");
  check("npwp", given.npwp, npwp, true, "15 atau 16 angka");
  for (std::size_t i = 0; i < given.documents.size(); ++i) {
    auto const& [kind, number] = given.documents[i];
    auto const called = bare(kind);
    for (auto const& form : forms)
      if (bare(form.kind) == called && !form.good(bare(number)))
        warnings.push_back({"documents[" + std::to_string(i) + "].number", form.hint});
  }
  return warnings;
}

std::string masked_number(std::string_view number) {
  constexpr std::size_t shown = 4;
  auto const keeps = number.size() >= 2 * shown ? shown : number.size() >= 4 ? 2 : 0;
  auto tail = number.size() - keeps;
  while (tail < number.size() && (static_cast<unsigned char>(number[tail]) & 0xc0) == 0x80) ++tail;
  return "\u2022\u2022\u2022\u2022" + std::string(number.substr(tail));
}

std::string masked_email(std::string_view email) {
  auto const at = email.rfind('@');
  if (at == email.npos || at == 0 || static_cast<unsigned char>(email[0]) >= 0x80) return "\u2022\u2022\u2022\u2022";
  return std::string(email.substr(0, 1)) + "\u2022\u2022\u2022\u2022" + std::string(email.substr(at));
}

}  // namespace sahut
