#pragma once
// What passes at an officer's and a citizen at a platform can be shown: that they write, that they have read. It is kept nowhere,
// no rule asks for it, and whoever misses it misses nothing.
#include <cstdint>
#include <string>
#include <string_view>

namespace sahut {

struct passing_sign {
  enum class kind : std::uint8_t { typing, read } what = kind::typing;
  std::string recipient;  // the platform's id of the citizen
  std::string message;    // what the platform knows the newest message that was read by (inbound::message::read_by), where it asks for it
};
constexpr std::string_view name_of(passing_sign::kind k) { return k == passing_sign::kind::typing ? "typing" : "read"; }

// What the platform has to be told to show it.
enum class shown_by : std::uint8_t {
  nothing,  // it cannot be shown
  citizen,  // who it is for
  message,  // which message was read; those before it count as read as well
};

// Of a channel, as data: each states it in its folder under connectors/, with the platform's document.
struct passing_traits {
  shown_by typing = shown_by::nothing;
  shown_by reading = shown_by::nothing;
  shown_by of(passing_sign::kind k) const { return k == passing_sign::kind::typing ? typing : reading; }
};

}  // namespace sahut
