// What a wake of another worker says: which conversation grew, and what was appended.
#include "gateway/records/decimal.hpp"
#include "gateway/records/fields.hpp"
#include "gateway/records/model_fields.hpp"
#include "gateway/service/core/repository.hpp"

namespace sahut {
std::optional<repository::wake> repository::parse_wake(std::string_view payload) {
  // "c <conversation> <end> " varint(version) *( varint(length) sealed message )
  if (!payload.starts_with("c ")) return std::nullopt;
  payload.remove_prefix(2);
  auto const space = payload.find(' ');
  if (space == payload.npos) return std::nullopt;
  wake w;
  w.conversation.assign(payload.substr(0, space));
  payload.remove_prefix(space + 1);
  auto const second = payload.find(' ');
  if (second == payload.npos) return std::nullopt;
  w.end = records::decimal(payload.substr(0, second));
  payload.remove_prefix(second + 1);
  if (!records::take_varint(payload, w.version)) return std::nullopt;
  w.sealed = payload;
  return w;
}

std::vector<log_message> repository::open_wake(wake const& w) const {
  std::vector<log_message> out;
  auto const* k = key_of(w.conversation);
  if (!k) return out;
  auto const place = space_.conversation(w.conversation) + "|m";
  for (auto rest = w.sealed; !rest.empty();) {
    std::uint64_t size = 0;
    if (!records::take_varint(rest, size) || size > rest.size()) return {};
    auto plain = keys_.open(*k, rest.substr(0, size), place);
    auto read = plain ? records::decode<log_message>(*plain) : std::nullopt;
    if (!read) return {};
    out.push_back(std::move(*read));
    rest.remove_prefix(size);
  }
  return out;
}

}  // namespace sahut
