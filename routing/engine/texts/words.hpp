#pragma once
// Free text as plain words: what courtesy detection and the guess of a language look at. Pure; any thread.
#include <string>
#include <string_view>
#include <vector>

namespace sahut::texts {

struct plain_words {
  std::vector<std::string> words;  // lower case, no punctuation; letters outside ASCII as they are
  bool emoji = false;              // the text has a pictograph or an emoticon such as :)
  bool asks = false;               // it has a question mark, or a pictograph that asks or calls for help
};

// Malformed UTF-8 counts as letters: nothing is taken for less than it may mean.
plain_words words_of(std::string_view text);

// Runs of one letter become one ("halooo" and "halo" are the same word).
std::string without_repeats(std::string_view word);

}  // namespace sahut::texts
