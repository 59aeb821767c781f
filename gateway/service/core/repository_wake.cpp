// What a wake of another worker says of a conversation: what was appended.
#include "gateway/records/model_fields.hpp"
#include "gateway/service/core/repository.hpp"

namespace sahut {

std::vector<log_message> repository::open_wake(wake_up::conversation_changed const& w) const {
  std::vector<log_message> out;
  auto const* k = key_of(w.of);
  auto const sealed = wake_up::messages_in(w.sealed);
  if (!k || !sealed) return out;
  auto const place = space_.conversation(w.of) + "|m";
  for (auto const one : *sealed) {
    auto plain = keys_.open(*k, one, place);
    auto read = plain ? records::decode<log_message>(*plain) : std::nullopt;
    if (!read) return {};
    out.push_back(std::move(*read));
  }
  return out;
}

}  // namespace sahut
