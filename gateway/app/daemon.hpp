#pragma once
// The one composition root: settings in, a running daemon out.
#include "config/check.hpp"

namespace sahut {

// Runs until SIGTERM or SIGINT, then drains. Returns the process's exit code: 0; 69 the store or the port cannot be had;
// 70 something broke; 78 what is configured cannot be used.
int run_daemon(loaded_configuration configuration);

}  // namespace sahut
