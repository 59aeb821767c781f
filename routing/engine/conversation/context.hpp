#pragma once
// What every decision is given besides the records and the event.
#include "routing/engine/sla/calendar.hpp"
#include "routing/model/channel_traits.hpp"
#include "routing/model/conversation.hpp"

namespace sahut {

// Whom a citizen is sent to, and how they are reached.
struct redirect_target {
  std::string name, contact;
};

// Facts of an office, from its configuration and its calendar.
struct office_facts {
  office_id id;
  std::string code, name, complaint;           // complaint: the office's own channels, beside the national ones
  std::string controller_name, privacy_url;
  int retention_days = 365;
  char time_separator = '.';                   // 15.00 or 15:00
  std::string public_url;
  calendar const* hours = nullptr;
  std::string survey_url;                      // empty: no survey is offered
  std::vector<redirect_target> redirects;      // offered to officers
  std::map<queue_id, std::string> queue_names = {};  // the configured ones
  queue_id first_queue = {};                         // where a request goes whose queue is configured no more
  channel_directory channels = {};
};

// Numbers and secrets are drawn beforehand; a decision that is dropped wastes its draw (gaps allowed, duplicates never).
class number_source {
 public:
  virtual ~number_source() = default;
  virtual request_reference reference() = 0;// REF-YYMMDD-NNNNN-C
  virtual ticket_number ticket() = 0;     // ESK-YYMMDD-NNNNN-C
  virtual std::string secret() = 0;     // 128 bits or more, URL-safe
};

struct context {
  utc_time now;
  office_facts const& office;
  number_source& numbers;
  std::uint64_t queue_position = 1;  // a display value, not a condition
};

inline constexpr auto greeting_interval = std::chrono::hours{24};
inline constexpr auto answered_closes_after = std::chrono::hours{24};
inline constexpr auto silent_after_automatic = std::chrono::hours{24};  // courtesy after an automatic text
inline constexpr std::uint32_t repeats_answered = 5;                   // the same words, in…
inline constexpr auto repeats_within = std::chrono::hours{1};
inline constexpr std::chrono::minutes warning_first{15}, warning_second{5};

// Stands in a record for the seq that the index-th appended message will get: the log's end is not known to a decision.
// The service puts the real one in and commits on condition of that end (transition::needs_end).
constexpr std::uint64_t pending_seq(std::size_t index) { return ~std::uint64_t{0} - index; }
constexpr std::uint64_t resolve_seq(std::uint64_t seq, std::uint64_t end) {
  return seq >> 63 ? end + 1 + (~std::uint64_t{0} - seq) : seq;
}

// From when a platform counts its reply window: its own time of the citizen's message, since it does the counting. Receipt
// where there is no such time, where it lies in the future (clocks differ), or so far back that it says nothing: platforms
// give up a delivery after hours or days, so a message of last month has a wrong time, not a long way behind it.
inline constexpr auto longest_way = std::chrono::hours{30 * 24};
inline utc_time counts_from(std::optional<utc_time> sent_at, utc_time received) {
  bool const plausible = sent_at && *sent_at <= received && received - *sent_at <= longest_way;
  return plausible ? *sent_at : received;
}
inline channel_traits const& traits_of(context const& ctx, conversation const& c) { return ctx.office.channels.of(c.channel); }
inline bool greeting_due(context const& ctx, conversation const& c) { return ctx.now - c.greeted_at >= greeting_interval; }
std::string status_url(office_facts const& office, std::string_view number, std::string_view secret);
// What officers see in place of a link's secret. In what an officer writes it stands for the secret again, if the number is
// one of the conversation's own tickets: so an officer can tell a link without holding it.
inline constexpr std::string_view hidden_secret = "\u2022\u2022\u2022";

}  // namespace sahut
