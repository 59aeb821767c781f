// Whatever a citizen writes can be looked at; a text without words is courtesy only as pictographs that ask nothing, and a
// question never confirms.
#include "routing/engine/texts/courtesy.hpp"
#include "routing/engine/texts/words.hpp"
#include "tests/fuzz/bytes.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace sahut::texts;
  using sahut::fuzz::must;
  auto const text = sahut::fuzz::text_of(data, size);
  auto const plain = words_of(text);
  for (auto const& word : plain.words) {
    must(!word.empty());
    auto const short_form = without_repeats(word);
    must(short_form.size() <= word.size() && without_repeats(short_form) == short_form);
  }
  must(!is_courtesy(text) || !plain.words.empty() || (plain.emoji && !plain.asks));
  must(!confirms_help(text) || (!plain.words.empty() && !plain.asks));
  guess_language(text);
  return 0;
}
