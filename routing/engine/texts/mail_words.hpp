#pragma once
// What an e-mail notice says: Indonesian first, then English. It names the office and a number, and leads to the status page;
// nobody's name, and nothing of what was asked or answered. Pure.
#include <cstdint>
#include <string>
#include <string_view>

namespace sahut::texts {

// What an officer reads at the message, after why it did not go.
inline constexpr std::string_view mailed_reason = "pemohon diberi tahu lewat surel";

enum class mail_subject : std::uint8_t { answer, ticket };
struct mail_event {
  mail_subject about = mail_subject::answer;
  std::string office_name, number, status_url;
};
std::string mail_subject_line(mail_event const& e);
std::string mail_text(mail_event const& e);

}  // namespace sahut::texts
