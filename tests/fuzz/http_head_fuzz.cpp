// The checks before the HTTP parser: an end that is found is the head's end, and a target that is taken is a plain path.
#include "gateway/net/http_head.hpp"
#include "tests/fuzz/bytes.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace sahut::net;
  using sahut::fuzz::must;
  auto const bytes = sahut::fuzz::text_of(data, size);
  if (auto const end = head_end(bytes); end != std::string_view::npos) {
    must(end <= bytes.size());
    auto const head = bytes.substr(0, end);
    if (!fault_in_head(head)) must(head.ends_with("\r\n\r\n") && head.find('\0') == head.npos);
  }
  auto const target = bytes.substr(0, bytes.find_first_of("\r\n"));
  if (auto const parsed = parse_target(target)) {
    must(parsed->path.starts_with('/'));
    must(parsed->path.find("/../") == std::string::npos && !parsed->path.ends_with("/.."));
    for (unsigned char c : parsed->path) must(c >= 0x20 && c != 0x7f);
  }
  return 0;
}
