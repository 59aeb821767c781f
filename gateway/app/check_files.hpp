#pragma once
// What is found wrong only by opening it, told as faults of the configuration: the TLS certificate and key, and the
// master key that the embedded store has made for itself. Makes nothing.
#include "config/check.hpp"

namespace sahut {

void check_files(loaded_configuration& c);

}  // namespace sahut
