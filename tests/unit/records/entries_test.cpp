// Entries of the due set and wake-ups: the text that every build since the first has written, and what is none of ours.
#include "gateway/records/due_item.hpp"
#include "gateway/records/wake_up.hpp"

#include <gtest/gtest.h>

using namespace sahut;

TEST(an_entry_of_the_due_set, is_written_and_read_as_it_always_was) {
  struct row {
    due::item what;
    char const* text;
  };
  for (auto const& [what, text] : {
           row{due::step{"PRI-1", {due_kind::ticket, 3}}, "t|PRI-1|3"},
           row{due::step{"PRI-1", {due_kind::lateness, 1}}, "l|PRI-1|1"},
           row{due::step{"PRI-1", {due_kind::reminder, 4294967295}}, "n|PRI-1|4294967295"},
           row{due::step{"PRI-1", {due_kind::silence, 2}}, "s|PRI-1|2"},
           row{due::step{"PRI-1", {due_kind::warning, 0}}, "w|PRI-1"},
           row{due::step{"PRI-1", {due_kind::closing, 0}}, "c|PRI-1"},
           row{due::step{"PRI-1", {due_kind::handover, 0}}, "h|PRI-1"},
           row{due::attendance{"sari"}, "p|sari"},
           row{due::account_lease{"fb-priok"}, "a|fb-priok"},
           row{due::matching{}, "q"},
           row{due::record{"consult", "k|1"}, "r|consult|k|1"},
       }) {
    EXPECT_EQ(due::print(what), text);
    EXPECT_EQ(due::parse(text), what) << text;
  }
}

TEST(an_entry_of_the_due_set, that_is_not_of_this_build_is_no_entry) {
  for (auto const* text : {"", "q|", "z|PRI-1", "t", "t|", "t|PRI-1", "t||1", "t|PRI-1|", "t|PRI-1|x", "t|PRI-1|4294967296", "t|PRI-1|1|2", "w|PRI-1|1",
                           "c|", "r|consult", "r||1", "x"})
    EXPECT_FALSE(due::parse(text)) << text;
}

TEST(a_wake_up, is_written_and_read_as_it_always_was) {
  EXPECT_EQ(wake_up::head_of(wake_up::outbox_grew{"fb"}), "o fb ");
  EXPECT_EQ(wake_up::head_of(wake_up::journal_grew{"fb"}), "j fb ");
  EXPECT_EQ(wake_up::head_of(wake_up::officer_changed{"sari"}), "u sari ");
  EXPECT_EQ(wake_up::head_of(wake_up::visitor_revoked{"PRI-1"}), "v PRI-1 ");
  EXPECT_EQ(wake_up::head_of(wake_up::record_changed{"consult", "k1"}), "r consult k1 ");
  EXPECT_EQ(wake_up::head_of(wake_up::presence_set{"sari", "w1", "away", 5}), "p sari w1 away 5 ");
  EXPECT_EQ(wake_up::head_of(wake_up::passing_sign{true, true, "PRI-1", "sari", 0}), "g t o PRI-1 sari 0 ");
  EXPECT_EQ(wake_up::head_of(wake_up::passing_sign{false, false, "PRI-1", "", 12}), "g r v PRI-1 - 12 ");
  EXPECT_EQ(wake_up::head_of(wake_up::conversation_changed{"PRI-1", 0, 0, {}}), "c PRI-1 ");

  // Behind the head the store writes a number.
  auto const read = [](auto const& what) { return wake_up::parse(wake_up::head_of(what) + "7 "); };
  EXPECT_EQ(std::get<wake_up::outbox_grew>(read(wake_up::outbox_grew{"fb"}).value()).account, "fb");
  EXPECT_EQ(std::get<wake_up::journal_grew>(read(wake_up::journal_grew{"fb"}).value()).account, "fb");
  EXPECT_EQ(std::get<wake_up::officer_changed>(read(wake_up::officer_changed{"sari"}).value()).officer, "sari");
  EXPECT_EQ(std::get<wake_up::visitor_revoked>(read(wake_up::visitor_revoked{"PRI-1"}).value()).of, "PRI-1");
  auto const record = std::get<wake_up::record_changed>(read(wake_up::record_changed{"consult", "k1"}).value());
  EXPECT_EQ(record.kind + ' ' + record.id, "consult k1");
  auto const set = std::get<wake_up::presence_set>(read(wake_up::presence_set{"sari", "w1", "away", 5}).value());
  EXPECT_EQ(set.officer.text() + ' ' + set.window + ' ' + set.state + ' ' + std::to_string(set.capacity), "sari w1 away 5");
  auto const sign = std::get<wake_up::passing_sign>(read(wake_up::passing_sign{false, false, "PRI-1", "", 12}).value());
  EXPECT_FALSE(sign.typing || sign.by_officer);
  EXPECT_EQ(sign.of.text() + ' ' + sign.officer.text() + ' ' + std::to_string(sign.seq), "PRI-1  12");
}

TEST(a_wake_up, of_a_conversation_brings_what_was_appended_whole_or_not_at_all) {
  auto body = wake_up::begin_body(300);
  std::string const with_blanks = " sealed \0 bytes ";
  wake_up::add_to_body(body, with_blanks);
  wake_up::add_to_body(body, "");
  auto const line = wake_up::head_of(wake_up::conversation_changed{"PRI-1", 0, 0, {}}) + "42 " + body;
  auto const read = wake_up::parse(line);
  ASSERT_TRUE(read);
  auto const& c = std::get<wake_up::conversation_changed>(*read);
  EXPECT_EQ(c.of, "PRI-1");
  EXPECT_EQ(c.end, 42u);
  EXPECT_EQ(c.version, 300u);
  EXPECT_EQ(wake_up::messages_in(c.sealed), (std::vector<std::string_view>{with_blanks, ""}));
  EXPECT_FALSE(wake_up::messages_in(c.sealed.substr(0, 3)));
}

TEST(a_wake_up, that_is_not_of_this_build_is_none) {
  for (auto const* line : {"", "c", "c ", "c PRI-1", "c PRI-1 42", "x PRI-1 7 ", "o ", "o  7 ", "r consult", "r  k1 ", "p sari w1 away", "g t o PRI-1 sari", "g t"})
    EXPECT_FALSE(wake_up::parse(line)) << line;
}
