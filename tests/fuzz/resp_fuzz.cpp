// Replies from a store come in pieces of any size: the same bytes give the same replies, however they are cut.
#include <algorithm>
#include <string>
#include <vector>

#include "gateway/store/resp_codec.hpp"
#include "tests/fuzz/bytes.hpp"

namespace {

std::vector<std::string> replies(std::string_view bytes, std::size_t piece) {
  std::vector<std::string> out;
  sahut::resp_reader reader;
  while (!bytes.empty()) {
    auto const now = bytes.substr(0, piece);
    bytes.remove_prefix(now.size());
    if (!reader.feed(now)) return out;
    while (auto const* reply = reader.next()) {
      std::string told(1, static_cast<char>('0' + static_cast<int>(reply->type())));
      told.append(reply->text()).append(std::to_string(reply->integer()));
      for (std::size_t i = 0; i < reply->size(); ++i) told.append(reply->text(i)).append(std::to_string(reply->integer(i)));
      out.push_back(std::move(told));
    }
    if (reader.failed()) return out;
  }
  return out;
}

}  // namespace

// The first byte is the size of the pieces.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size == 0) return 0;
  auto const bytes = sahut::fuzz::text_of(data + 1, size - 1);
  sahut::fuzz::must(replies(bytes, bytes.size()) == replies(bytes, std::size_t{1} + data[0] % 32));
  return 0;
}
