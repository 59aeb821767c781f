// What a newer build has written: its fields go through this build's hands unharmed, its values are never taken for others.
#include "gateway/records/fields.hpp"
#include "gateway/records/model_fields.hpp"

#include <gtest/gtest.h>

using namespace sahut;
using records::decode;
using records::encode;

namespace {

// Two fields that no build of today has: a number and a text.
std::string later_fields(std::string text) {
  std::string out;
  records::field_writer w(out);
  w(998, std::uint64_t{7});
  w(999, std::move(text));
  return out;
}

// What another build reads of a record: the text in field 999, wherever it stands.
bool holds(std::string const& bytes, std::string const& text) { return bytes.find(later_fields(text)) != std::string::npos; }

template <class T>
struct newer_record : testing::Test {};
using rewritten = testing::Types<conversation, request, request_clock, earlier_deadline, ticket, ticket_notice, annotation, early_remark, repeated_words,
                                 failed_delivery, handover, outbox_entry, outbox_part, user_account, presence_record, login_session, number_entry>;
TYPED_TEST_SUITE(newer_record, rewritten);

TYPED_TEST(newer_record, keeps_the_fields_that_only_a_newer_build_knows_through_any_number_of_rewrites) {
  auto bytes = encode(TypeParam{}) + later_fields("later");
  for (int i = 0; i < 3; ++i) {
    auto const read = decode<TypeParam>(bytes);
    ASSERT_TRUE(read);
    bytes = encode(*read);
  }
  EXPECT_EQ(bytes, encode(TypeParam{}) + later_fields("later"));
}

TEST(newer_records, within_a_conversation_are_kept_while_todays_fields_change) {
  conversation c;
  c.id = "PRI-c1";
  request r;
  r.ordinal = 1;
  r.newer = later_fields("of a request");
  r.clock.newer = later_fields("of its clock");
  ticket t;
  t.number = "ESK-261123-00042-0";
  t.newer = later_fields("of a ticket");
  t.moved.newer = later_fields("of what was told");
  c.active = {r};
  c.past = {r};
  c.tickets = {t};
  c.undelivered.newer = later_fields("of a failure");
  c.handed.newer = later_fields("of a hand-over");
  c.newer = later_fields("of the conversation");
  auto read = *decode<conversation>(encode(c));
  read.state = conversation_state::escalated;
  read.active[0].ticket = t.number;
  read.past.push_back(read.active[0]);
  auto const bytes = encode(read);
  for (auto const* text : {"of a request", "of its clock", "of a failure", "of a hand-over", "of the conversation"})
    EXPECT_TRUE(holds(bytes, text)) << text;
  auto its_ticket = *decode<ticket>(encode(t));
  its_ticket.owner = "sari";
  for (auto const* text : {"of a ticket", "of what was told"}) EXPECT_TRUE(holds(encode(its_ticket), text)) << text;
}

template <class T, class V>
std::string with(T record, unsigned number, V value) {
  auto bytes = encode(record);
  records::field_writer w(bytes);
  w(number, value);
  return bytes;
}

TEST(newer_records, with_an_enumerator_or_number_that_does_not_fit_are_refused_and_said_to_be_newer) {
  auto const one_more = [](auto last) { return static_cast<std::uint64_t>(last) + 1; };
  auto const bytes_of_state = with(conversation(), 14, one_more(conversation_state::closed));
  EXPECT_FALSE(decode<conversation>(bytes_of_state));
  EXPECT_TRUE(records::of_newer_build<conversation>(bytes_of_state));
  for (std::uint64_t beyond : {std::uint64_t{channel_kinds}, std::uint64_t{256}, std::uint64_t{1} << 40})
    EXPECT_FALSE(decode<conversation>(with(conversation(), 4, beyond))) << "channel " << beyond;
  EXPECT_FALSE(decode<request>(with(request(), 10, one_more(outcome::ticketed))));
  EXPECT_FALSE(decode<ticket>(with(ticket(), 11, one_more(notice_state::not_told))));
  EXPECT_FALSE(decode<user_account>(with(user_account(), 4, one_more(role::administrator))));
  EXPECT_FALSE(decode<outbox_part>(with(outbox_part(), 2, one_more(part_state::dropped))));
  EXPECT_FALSE(decode<log_message>(with(log_message(), 1, one_more(author::system))));
  EXPECT_FALSE(decode<request>(with(request(), 1, std::uint64_t{1} << 32))) << "an ordinal of 33 bits";
  EXPECT_FALSE(decode<conversation>(with(conversation(), 27, std::uint64_t{256}))) << "a warning of 9 bits";
  // Deep inside as well.
  conversation outer;
  outer.id = "c";
  std::string bytes = encode(outer), inner = with(request(), 10, one_more(outcome::ticketed));
  records::field_writer w(bytes);
  w(18, inner);
  EXPECT_FALSE(decode<conversation>(bytes));
  EXPECT_TRUE(records::of_newer_build<conversation>(bytes));
}

TEST(newer_records, that_are_merely_damaged_are_not_said_to_be_newer) {
  for (auto const& bytes : {std::string("\xff"), std::string("\x03\x09x")}) {
    EXPECT_FALSE(decode<conversation>(bytes));
    EXPECT_FALSE(records::of_newer_build<conversation>(bytes));
  }
}

TEST(newer_records, whose_unknown_value_only_describes_are_read_and_the_rest_is_shown) {
  auto const message = decode<log_message>(with(log_message(), 2, std::uint64_t{99}));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->kind, message_kind::other);
  EXPECT_EQ(decode<log_message>(with(log_message(), 9, std::uint64_t{99}))->meant, purpose::none);
  annotation taken_back;
  taken_back.removed = true;
  auto const noted = decode<annotation>(with(taken_back, 1, std::uint64_t{99}));
  ASSERT_TRUE(noted);
  EXPECT_EQ(noted->state, delivery::unknown);
  EXPECT_TRUE(noted->removed) << "what was taken back stays hidden";
  EXPECT_EQ(decode<presence_record>(with(presence_record(), 1, std::uint64_t{99}))->state, presence::away);
}

}  // namespace
