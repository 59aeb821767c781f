// Whatever a file begins with, its type is one of the list, and nothing that a browser runs.
#include "gateway/media/sniff.hpp"
#include "tests/fuzz/bytes.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace sahut;
  static media::type_sniffer types;
  auto const found = types.look_at(std::as_bytes(std::span(data, size)));
  fuzz::must(found == media::known_type(found.type) || found.type == media::unknown_type);
  for (std::string_view const runs : {"html", "svg", "script", "executable"}) fuzz::must(found.type.find(runs) == std::string::npos);
  fuzz::must(found.type != "text/xml" && found.type != "application/xml");
  return 0;
}
