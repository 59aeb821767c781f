#include "routing/model/name_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sahut {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(name_words, are_in_small_letters_without_punctuation) {
  EXPECT_THAT(name_words("Dewi  LESTARI-Putri"), ElementsAre("dewi", "lestari", "putri"));
  EXPECT_THAT(name_words("H. Ma'ruf, S.H."), ElementsAre("h", "maruf", "s"));
  EXPECT_THAT(name_words("\u00c9MILE"), ElementsAre("\u00e9mile"));
  EXPECT_THAT(name_words("\u674e\u660e"), ElementsAre("\u674e\u660e"));
}

TEST(name_words, of_nothing_are_none_and_of_a_long_name_the_first) {
  EXPECT_THAT(name_words(""), IsEmpty());
  EXPECT_THAT(name_words(" . \u200b"), IsEmpty());
  EXPECT_EQ(name_words("a b c d e f g h i j").size(), name_words_max);
}

}  // namespace
}  // namespace sahut
