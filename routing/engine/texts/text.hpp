#pragma once
// The standard texts that a citizen is sent, in Indonesian and English. They are compiled in: a text that cannot be
// loaded would be found only when a citizen waits for it. Pure; any thread.
// Source: the service standards' component lists (KEP-233/BC/2024 product 018, KEP-255/BC/2024 product 010).
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sahut::texts {

enum class language : std::uint8_t { id, en };

enum class text_key : std::uint8_t {
  greeting,
  automated_notice,
  privacy_notice,
  identity_request,
  identity_invalid,
  queue_position,
  officer_joined,
  late_window,
  outside_hours,
  long_closure,
  ticket_issued,
  ticket_answer,
  ticket_delay,
  need_more_info,
  care_ticket_received,
  closing,
  closed_no_reply,
  survey,
  complaint_footer,
  complaint_redirect,
  fraud_warning,
  rate_limited,
  attachment_rejected,
  service_disruption,
  unsupported_content,
  comment_to_dm,
  window_limit,
  ticket_issued_auto,
  ask_question,
  deadline_changed,
  redirected,
  conduct_warning,
  provisional_answer,
  duplicate_merged,
  ended_unanswered,
  ended_ticket_stays,
  answer_withdrawn,
  answer_denied,
};
constexpr std::size_t text_count = static_cast<std::size_t>(text_key::answer_denied) + 1;

// What a text leaves open, written {so} in it.
enum class placeholder : std::uint8_t {
  daypart,
  office_name,
  controller_name,
  retention_days,
  privacy_url,
  items,
  document_label,
  format_hint,
  received_time,
  zone,
  position,
  deadline_time,
  officer_alias,
  deadline_date,
  hours_text,
  reference_no,
  next_open_date,
  next_open_time,
  closure_name,
  ticket_no,
  status_url,
  citizen_name,
  answer,
  escalation_level,
  new_estimate,
  complaint_url,
  missing_items,
  close_date,
  category,
  received_date,
  survey_url,
  office_complaint_channels,
  complaint_footer,
  seconds,
  reason,
  allowed_types,
  max_mb,
  supported_kinds,
  other_office,
  other_contact,
};
constexpr std::size_t placeholder_count = static_cast<std::size_t>(placeholder::other_contact) + 1;

// What fills the placeholders of one rendering. Values are put in as they are: a value that contains "{zone}" stays so.
class text_values {
 public:
  text_values& set(placeholder p, std::string value) {
    values_[static_cast<std::size_t>(p)] = std::move(value);
    return *this;
  }
  std::string const* find(placeholder p) const {
    auto const& value = values_[static_cast<std::size_t>(p)];
    return value ? &*value : nullptr;
  }

 private:
  std::array<std::optional<std::string>, placeholder_count> values_;
};

// The finished text. A name that is missing or empty becomes `Bapak/Ibu` (`Sir/Madam`); an empty
// office_complaint_channels takes the " | " before it along. Any other missing value is a programmer's error:
// throws std::logic_error naming the text and the placeholder.
std::string render(text_key key, language lang, text_values const& values);

std::string_view wording(text_key key, language lang);   // with its placeholders
std::vector<placeholder> placeholders_of(text_key key);  // what render() must be given; the same in both languages

std::string_view name_of(text_key key);  // "queue_position"
std::optional<text_key> text_key_of(std::string_view name);
std::string_view name_of(placeholder p);  // "deadline_time"
std::string_view name_of(language lang);  // "id", "en"
// From a locale such as `en-GB`; Indonesian for anything that does not begin with `en`.
language language_of(std::string_view locale);

}  // namespace sahut::texts
