#pragma once
// What an office may decide about the clock of its standard (domain: KEP-233/BC/2024 item 018, KEP-255/BC/2024 item
// 010). Every default is the reading that binds the office hardest; relaxing one is the office's own, visible choice.
#include <string>
#include <vector>

#include "routing/model/time.hpp"

namespace sahut {

enum class after_hours_rule { next_opening, two_working_days };
enum class end_of_day_rule { office_close, calendar_day_end };
enum class day_zero_rule { effective, actual };
enum class late_conversion_rule { limit_or_close, at_close, at_deadline, next_opening };
enum class receipt_in_break_rule { at_once, after_break };
enum class courtesy_rule { close, convert };

struct sla_policy {
  milliseconds answer_limit = std::chrono::minutes{60};  // R60: from effective receipt to answer or ticket number
  milliseconds late_window =
      std::chrono::minutes{120};  // R2D: the last stretch before closing, its first instant included
  int ticket_working_days = 2;    // counted after day zero of the request
  after_hours_rule after_hours = after_hours_rule::next_opening;
  bool breaks_pause = false;  // true: the answer limit stands still in breaks
  end_of_day_rule end_of_day = end_of_day_rule::office_close;
  day_zero_rule day_zero = day_zero_rule::effective;
  late_conversion_rule late_conversion = late_conversion_rule::limit_or_close;
  receipt_in_break_rule receipt_in_break = receipt_in_break_rule::at_once;
  courtesy_rule courtesy = courtesy_rule::close;
  // Words that alone make no request ("halo", "terima kasih"). Empty: the shipped list, which engine/texts keeps.
  std::vector<std::string> courtesy_words;
  milliseconds convert_margin{0};    // the automatic ticket comes this much early, so that it is delivered in time
  int care_working_days = 0;         // CEISA Care: 0 = close of the working day of receipt
  milliseconds care_late_window{0};  // CEISA Care: what comes this late counts as received on the next working day
  milliseconds consult_limit = std::chrono::minutes{30};  // a colleague who is asked answers within this, where the asker says nothing else
  int silent_close_working_days = 3;  // an answered ticket, or one that waits for the applicant, closes after so many without a word
  int reopen_working_days = 5;        // so long may a citizen say that an answer was none
};

}  // namespace sahut
