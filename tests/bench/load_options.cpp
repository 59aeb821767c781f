#include "tests/bench/load_options.hpp"

#include <charconv>
#include <cstdio>
#include <cstdlib>

namespace sahut::bench {
namespace {

[[noreturn]] void usage(std::string const& why) {
  std::fprintf(stderr, "load: %s\n", why.c_str());
  std::exit(64);
}

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> out;
  while (!list.empty()) {
    auto const comma = list.find(',');
    out.emplace_back(list.substr(0, comma));
    list.remove_prefix(comma == list.npos ? list.size() : comma + 1);
  }
  return out;
}

double number(std::string_view name, char const* text) {
  char* end = nullptr;
  auto const v = std::strtod(text, &end);
  if (end == text || *end != '\0' || v < 0) usage(std::string(name) + " takes a number");
  return v;
}

}  // namespace

load_options read_options(int argc, char** argv) {
  if (argc < 2) usage("a mode is missing: chat, echo, idle, webhook, seed, due");
  load_options o;
  o.mode = argv[1];
  for (int i = 2; i < argc; ++i) {
    std::string_view const name = argv[i];
    if (name == "--say") {
      o.say = true;
      continue;
    }
    if (++i == argc) usage(std::string(name) + " takes a value");
    char const* const value = argv[i];
    auto const count = [&] { return static_cast<std::size_t>(number(name, value)); };
    if (name == "--port")
      o.port = static_cast<std::uint16_t>(count());
    else if (name == "--office")
      o.office = value;
    else if (name == "--origin")
      o.origin = value;
    else if (name == "--tokens")
      o.tokens = split(value);
    else if (name == "--visitors")
      o.visitors = count();
    else if (name == "--opening")
      o.opening = count();
    else if (name == "--rate")
      o.rate = number(name, value);
    else if (name == "--seconds")
      o.seconds = number(name, value);
    else if (name == "--warm-up")
      o.warm_up = number(name, value);
    else if (name == "--begin-at-ms")
      o.begin_at_ms = number(name, value);
    else if (name == "--search-from")
      o.search_from = number(name, value);
    else if (name == "--search-step")
      o.search_step = number(name, value);
    else if (name == "--p99-limit-ms")
      o.p99_limit_ms = number(name, value);
    else if (name == "--text-bytes")
      o.text_bytes = count();
    else if (name == "--path")
      o.path = value;
    else if (name == "--secret")
      o.secret = value;
    else if (name == "--kind")
      o.kind = value;
    else if (name == "--account")
      o.account = value;
    else if (name == "--connections")
      o.connections = count();
    else if (name == "--senders")
      o.senders = count();
    else if (name == "--body-bytes")
      o.body_bytes = count();
    else
      usage("unknown option " + std::string(name));
  }
  if (o.port == 0) usage("--port is missing");
  return o;
}

}  // namespace sahut::bench
