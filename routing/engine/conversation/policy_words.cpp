#include "routing/engine/conversation/filing.hpp"

namespace sahut {
namespace {

std::string ordinal(int n) {
  auto const of_ten = n % 10;
  bool const teen = n / 10 % 10 == 1;
  return std::to_string(n) + (teen || of_ten == 0 || of_ten > 3 ? "th" : of_ten == 1 ? "st" : of_ten == 2 ? "nd" : "rd");
}

// The last stretch before closing: whole minutes, else seconds.
std::string stretch(milliseconds length, bool english) {
  bool const in_minutes = length % std::chrono::minutes{1} == milliseconds{0};
  auto const n = in_minutes ? length / std::chrono::minutes{1} : length / std::chrono::seconds{1};
  if (!english) return std::to_string(n) + (in_minutes ? " menit terakhir" : " detik terakhir");
  std::string const unit = in_minutes ? "minute" : "second";
  return "last " + (n == 1 ? unit : std::to_string(n) + ' ' + unit + 's');
}

}  // namespace

std::string care_policy_words(calendar const& hours, bool english) {
  auto const& p = hours.policy;
  auto const n = p.care_working_days;
  bool const midnight = p.end_of_day == end_of_day_rule::calendar_day_end;
  bool const late = p.care_late_window >= std::chrono::seconds{1};
  if (english) {
    std::string out = midnight ? "An answer is due by the end of the " : "An answer is due by closing time on the ";
    if (n == 0) out += "working day on which the ticket is received.";
    else out += (n == 1 ? "" : ordinal(n) + ' ') + "working day after the one on which the ticket is received.";
    out += " A ticket that comes outside office hours counts as received when the office opens next.";
    if (late) out += " A ticket that comes in the " + stretch(p.care_late_window, true) + " before closing counts as received on the next working day.";
    return out;
  }
  std::string out = midnight ? "Jawaban disampaikan paling lambat akhir hari " : "Jawaban disampaikan paling lambat jam tutup kantor pada ";
  if (n == 0) out += "hari kerja tiket diterima.";
  else out += "hari kerja ke-" + std::to_string(n) + " setelah hari kerja tiket diterima.";
  out += " Tiket yang masuk di luar jam kerja dihitung diterima saat kantor buka berikutnya.";
  if (late) out += " Tiket yang masuk dalam " + stretch(p.care_late_window, false) + " sebelum kantor tutup dihitung diterima pada hari kerja berikutnya.";
  return out;
}

}  // namespace sahut
