#pragma once
// When a part is tried again. Pure: the caller gives the number of the attempt that just ended and a random number.
#include <cstdint>
#include <optional>

#include "routing/model/sending.hpp"

namespace sahut::connector {

struct retry_limits {
  milliseconds first{1'000};            // the first wait, doubled with every attempt
  milliseconds max{15 * 60'000};        // what doubling stops at
  // A platform's own wish (Retry-After) counts up to a day: by then the window for replies has ended, and whether the
  // message may still go at all is to be decided anew.
  milliseconds asked_max{24 * 60 * 60'000};
  int attempts_max = 0;                 // 0: without end; the caller's deadline decides
};

// `attempt` counts from 1. Only `later` is ever tried again: the wait lies between half of first·2^(attempt-1) and the
// whole of it, and is not shorter than what the platform asked for; that gets up to a tenth on top, `max` at most, so
// that not all come back at once. Nothing: do not try again.
std::optional<milliseconds> next_wait(int attempt, sending::outcome const& outcome, std::uint64_t random,
                                      retry_limits const& limits = {});

}  // namespace sahut::connector
