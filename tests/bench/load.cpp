// load MODE --port N …: the load generator of script/bench. See load_options.hpp.
#include <sys/resource.h>

#include <cstdio>
#include <exception>
#include <string_view>

#include "tests/bench/load_options.hpp"

namespace {

void raise_descriptor_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int argc, char** argv) try {
  using namespace sahut::bench;
  auto const o = read_options(argc, argv);
  raise_descriptor_limit();
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  struct {
    std::string_view name;
    int (*run)(load_options const&);
  } const modes[] = {{"chat", chat_load}, {"echo", echo_load},       {"idle", idle_load},
                     {"due", due_load},   {"webhook", webhook_load}, {"seed", seed_load}};
  for (auto const& m : modes)
    if (m.name == o.mode) return m.run(o);
  std::fprintf(stderr, "load: unknown mode %s\n", o.mode.c_str());
  return 64;
} catch (std::exception const& e) {
  std::fprintf(stderr, "load: %s\n", e.what());
  return 1;
}
