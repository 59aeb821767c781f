#pragma once
// A process gives up what it will not need before it reads a stranger's bytes. Linux; nothing here can be taken back.
#include <cstdint>

namespace sahut::pictures {

struct resource_bounds {
  std::uint64_t memory_bytes = 768ull << 20;  // 50 million pixels twice, as the PNG decoder holds them, and room
  std::uint64_t cpu_seconds = 10;
  std::uint64_t output_bytes = 2 << 20;  // where standard output is a file
};

// No descriptor above the three, no environment, no core file, no further processes and files, no new rights.
// False: something was refused; then nothing must be read.
bool give_up_resources(resource_bounds const& bounds = {});

// From here on: reading descriptor 0, writing 1 and 2, memory that is not executable, and the end. Anything else, which is
// to say files, sockets, processes, signals and programs, ends the process at once (seccomp). False: there is no filter.
bool allow_only_decoding();

}  // namespace sahut::pictures
