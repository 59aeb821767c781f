#include "routing/engine/ticket/number.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

using namespace sahut;

namespace {

typed_number parsed(std::string_view typed) {
  auto const got = parse_number(typed);
  auto const* number = std::get_if<typed_number>(&got);
  if (!number) throw std::runtime_error("refused: " + std::string(typed));
  return *number;
}

std::optional<number_fault> fault_of(std::string_view typed) {
  auto const got = parse_number(typed);
  if (auto const* fault = std::get_if<number_fault>(&got)) return *fault;
  return std::nullopt;
}

// Ten days and counters, some of them wide.
std::vector<std::string> some_numbers() {
  std::vector<std::string> out;
  for (auto const* day : {"260101", "261123", "261231", "270229", "991130"}) {
    for (std::uint64_t counter : {1u, 9u, 42u, 90909u, 99999u, 100000u, 1234567u}) {
      out.push_back(make_number(number_prefix::esk, day, counter));
    }
  }
  return out;
}

}  // namespace

TEST(damm_digit, agrees_with_the_published_vectors) {
  struct {
    char const* digits;
    char check;
  } const cases[] = {{"572", '4'},
                     {"26112300001", '7'},
                     {"26112300042", '0'},
                     {"26112399999", '0'},
                     {"26123100001", '3'},
                     {"27010100001", '1'},
                     {"", '0'}};
  for (auto const& c : cases) EXPECT_EQ(damm_digit(c.digits), c.check) << c.digits;
}

TEST(damm_digit, refuses_anything_but_digits) { EXPECT_THROW(damm_digit("12a"), std::invalid_argument); }

TEST(ticket_number, is_prefix_day_counter_and_check_digit) {
  EXPECT_EQ(make_number(number_prefix::esk, "261123", 1), "ESK-261123-00001-7");
  EXPECT_EQ(make_number(number_prefix::cre, "261123", 42), "CRE-261123-00042-0");
  EXPECT_EQ(make_number(number_prefix::ref, "261231", 1), "REF-261231-00001-3");
}

TEST(ticket_number, widens_when_the_counter_passes_five_digits) {
  auto const number = make_number(number_prefix::esk, "261123", 100000);
  EXPECT_TRUE(number.starts_with("ESK-261123-100000-")) << number;
  EXPECT_EQ(parsed(number).canonical(), number);
}

TEST(ticket_number, is_not_made_from_a_bad_day_or_a_counter_of_zero) {
  EXPECT_THROW(make_number(number_prefix::esk, "2611", 1), std::invalid_argument);
  EXPECT_THROW(make_number(number_prefix::esk, "26112x", 1), std::invalid_argument);
  EXPECT_THROW(make_number(number_prefix::esk, "261123", 0), std::invalid_argument);
}

TEST(typed_number, is_read_however_it_is_typed) {
  for (auto const* typed : {"ESK-261123-00042-0", "esk-261123-00042-0", "  Esk 261123 00042 0 ", "ESK261123000420",
                            "e s k 26 11 23 000 42 0", "ESK–261123–00042–0", "ESK—261123‑00042−0",
                            "ESK\u00A0261123\u202F00042－0", "ESK--261123--00042--0\n",
                            // as our own sentences put it, quoted, and as copied from a page
                            "ESK-261123-00042-0.", "(ESK-261123-00042-0),", "“ESK-261123-00042-0”", "ESK-261123-00042-0?",
                            "\u200BESK-261123\u2060-00042-0\uFEFF", "\u200EESK-261123-00042-0\u200F", "ＥＳＫ－２６１１２３－０００４２－０",
                            "esk-２６１１２３-00042-０。", "ｅｓｋ261123000420"}) {
    ASSERT_EQ(fault_of(typed), std::nullopt) << typed;
    EXPECT_EQ(parsed(typed).canonical(), "ESK-261123-00042-0") << typed;
    EXPECT_TRUE(parsed(typed).may_be(number_prefix::esk)) << typed;
    EXPECT_FALSE(parsed(typed).may_be(number_prefix::ref)) << typed;
  }
}

TEST(typed_number, without_a_prefix_may_be_of_any_kind) {
  for (auto const* typed : {"261123-00042-0", "261123 00042 0", "261123000420", "–261123000420"}) {
    auto const number = parsed(typed);
    EXPECT_EQ(number.prefix, std::nullopt) << typed;
    EXPECT_EQ(number.canonical(), "ESK-261123-00042-0");
    EXPECT_EQ(number.canonical(number_prefix::cre), "CRE-261123-00042-0");
    for (auto kind : {number_prefix::esk, number_prefix::cre, number_prefix::ref}) EXPECT_TRUE(number.may_be(kind));
  }
}

TEST(typed_number, that_has_another_form_is_not_a_number) {
  for (auto const* typed : {"", " ", "ESK", "ESK-", "halo", "ESK-261123-0004", "ABC-261123-00042-0", "ESKX261123000420",
                            "261123000420ESK", "ESK.261123-00042-0", "ESK/261123/00042/0", "ESK-261123-00042-0 x",
                            "ESK-261123-00042-0. x", "ESK-261123.00042-0", "12345678901234567890123456789012345678901234567890",
                            "ESK-261123-0004\uFF0F-0", "ESK-261123-0004\xEF\xBC"}) {
    EXPECT_EQ(fault_of(typed), number_fault::not_a_number) << typed;
  }
}

TEST(typed_number, of_a_day_that_does_not_exist_is_not_a_number) {
  for (auto const* digits : {"26132300001", "26002300001", "26110000001", "26113200001"}) {
    EXPECT_EQ(fault_of(std::string("ESK-") + digits + damm_digit(digits)), number_fault::not_a_number) << digits;
  }
}

TEST(typed_number, has_one_way_to_be_written) {
  std::string const padded = "261123000042";  // the counter 42 in six digits
  EXPECT_EQ(fault_of("ESK-" + padded + damm_digit(padded)), number_fault::not_a_number);
}

TEST(typed_number, every_single_wrong_digit_is_caught) {
  int tried = 0;
  for (auto const& number : some_numbers()) {
    for (std::size_t i = 4; i < number.size(); ++i) {
      if (number[i] == '-') continue;
      for (char wrong = '0'; wrong <= '9'; ++wrong) {
        if (wrong == number[i]) continue;
        auto typed = number;
        typed[i] = wrong;
        EXPECT_EQ(fault_of(typed), number_fault::bad_check_digit) << number << " typed as " << typed;
        ++tried;
      }
    }
  }
  EXPECT_GT(tried, 3000);
}

TEST(typed_number, every_two_neighbours_exchanged_are_caught) {
  int tried = 0;
  for (auto const& number : some_numbers()) {
    auto digits = parsed(number).digits;
    for (std::size_t i = 0; i + 1 < digits.size(); ++i) {
      if (digits[i] == digits[i + 1]) continue;
      auto typed = digits;
      std::swap(typed[i], typed[i + 1]);
      EXPECT_EQ(fault_of(typed), number_fault::bad_check_digit) << number << " typed as " << typed;
      ++tried;
    }
  }
  EXPECT_GT(tried, 200);
}
