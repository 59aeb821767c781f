#pragma once
// The clock of the law: from the instant a request was received to every instant that binds the office.
// Source: KEP-233/BC/2024 item 018 component 3 (60 minutes; two working days), KEP-255/BC/2024 item 010 component 3.
#include <string_view>

#include "routing/engine/sla/calendar.hpp"

namespace sahut {

enum class sla_rule { r60, r2d };
enum class receipt_reason { office_hours, late_window, before_opening, after_closing, non_working_day, in_break };

std::string_view to_string(sla_rule r);        // "R60", "R2D"
std::string_view to_string(receipt_reason r);  // "office_hours", …

struct deadlines {
  utc_time received{};
  sla_rule rule = sla_rule::r60;
  receipt_reason reason = receipt_reason::office_hours;
  utc_time effective{};      // when an officer can have received it; day zero
  utc_time answer_due{};     // answer or ticket number, inclusive: delivered at exactly this instant is on time
  utc_time ticket_at{};      // when the ticket is issued automatically; never before `effective` (D14)
  utc_time ticket_due{};     // answer to the ticket, counted from the request (D9), inclusive
  utc_time care_due{};       // the same request as a CEISA Care ticket (D10), inclusive
  bool beyond_data = false;  // one of them lies after the calendar's data: computed without holidays (D13)
  bool operator==(deadlines const&) const = default;
};

// Pure, no allocation, some microseconds. A calendar that never opens again (validate() refuses those) gives the limits
// by the wall clock alone, flagged beyond_data.
deadlines compute(calendar const& c, utc_time received);

}  // namespace sahut
