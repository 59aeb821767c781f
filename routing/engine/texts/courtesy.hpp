#pragma once
// Whether a message is no more than politeness ("halo", thanks, a thumb): such a request closes as `no_question`
// instead of becoming a ticket. The office's list is the calendar policy's `courtesy_words`; where that is empty, the one
// shipped here. Pure; any thread.
// In doubt a text is a question: that reading binds the office harder.
#include <unordered_set>

#include "routing/engine/texts/text.hpp"

namespace sahut::texts {

class courtesy_words {
 public:
  // Words and phrases of several words; case, punctuation, spaces and repeated letters do not matter.
  explicit courtesy_words(std::vector<std::string> const& phrases);
  static courtesy_words const& defaults();  // default_courtesy_words(), prepared once

  bool contains_joined(std::string const& joined) const { return joined_.contains(joined); }
  std::size_t words_max() const { return words_max_; }

 private:
  std::unordered_set<std::string> joined_;  // each phrase without spaces and repeats
  std::size_t words_max_ = 1;
};

std::vector<std::string> const& default_courtesy_words();  // Indonesian first, English second

// True if the text is made of courtesy phrases alone, or of pictographs alone. An empty text is not courtesy, nor is
// one of question marks.
bool is_courtesy(std::string_view text, courtesy_words const& words = courtesy_words::defaults());

// "YA" to the question at the end of ticket_answer: the citizen was helped, the ticket may close.
bool confirms_help(std::string_view text);
// "BELUM" to it: more is to come.
bool denies_help(std::string_view text);

// "BELUM TERJAWAB", "NOT ANSWERED" and nothing else: what was answered last was none.
bool says_unanswered(std::string_view text);

// Indonesian unless the text has two different English function words and no Indonesian one.
language guess_language(std::string_view text);

}  // namespace sahut::texts
