// reference_echo PORT: every frame goes back to its sender. What a Beast WebSocket costs with nothing behind it.
#include <cstdlib>

#include "tests/bench/ws_server.hpp"

int main(int argc, char** argv) {
  if (argc != 2) return 64;
  boost::asio::io_context io(1);
  sahut::bench::serve_ws(io, static_cast<std::uint16_t>(std::atoi(argv[1])),
                         {[](auto const& peer, std::string_view frame) { peer->send(std::string(frame)); }, {}});
  io.run();
}
