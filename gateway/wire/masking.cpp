#include "gateway/wire/masking.hpp"

#include "routing/engine/conversation/context.hpp"

namespace sahut::wire {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

// Where the secret of a link begins whose '#' stands before `at`; npos if this is none.
std::size_t secret_after(std::string_view text, std::size_t at) {
  std::size_t letters = 0, digits = 0;
  for (; at < text.size() && is_letter(text[at]); ++at) ++letters;
  if (letters != 3) return text.npos;
  for (; at < text.size() && (is_digit(text[at]) || text[at] == '-'); ++at) digits += is_digit(text[at]);
  return digits >= 12 && at < text.size() && text[at] == '.' ? at + 1 : text.npos;
}

}  // namespace

std::optional<std::string> without_secrets(std::string_view text) {
  std::optional<std::string> out;
  std::size_t copied = 0;
  for (auto hash = text.find_first_of("#%"); hash != text.npos; hash = text.find_first_of("#%", hash + 1)) {
    bool const encoded = text[hash] == '%';  // as some programs hand links on
    if (encoded && text.substr(hash, 3) != "%23") continue;
    auto const from = secret_after(text, hash + (encoded ? 3 : 1));
    if (from == text.npos) continue;
    auto to = from;
    while (to < text.size() && (is_digit(text[to]) || is_letter(text[to]) || text[to] == '-' || text[to] == '_')) ++to;
    if (to == from) continue;
    if (!out) out.emplace();
    out->append(text, copied, from - copied).append(hidden_secret);
    copied = to;
  }
  if (out) out->append(text, copied);
  return out;
}

}  // namespace sahut::wire
