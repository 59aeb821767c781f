#include "gateway/records/fields.hpp"
#include "gateway/records/model_fields.hpp"

#include <gtest/gtest.h>

using namespace sahut;
using records::decode;
using records::encode;

namespace {

conversation full_conversation() {
  conversation c;
  c.id = "PRI-c1";
  c.office = "priok";
  c.queue = "umum";
  c.channel = channel_kind::instagram;
  c.account = "ig-priok";
  c.recipient = "17841";
  c.documents = {{"aju", "000020-123456-20261123-000123"}, {"imei", "1"}};
  c.english = true;
  c.standby = true;
  c.state = conversation_state::assigned;
  c.officer = "sari";
  c.officer_name = "Sari Dewi";
  request r;
  r.ordinal = 3;
  r.reference = "REF-261123-00001-7";
  r.secret = "s";
  r.clock = {true, "late_window", from_millis(1), from_millis(2), from_millis(3), from_millis(4), from_millis(5), true, "jkt", "r1"};
  r.first_seq = 9;
  r.earlier_answers = {11, 12};
  r.further_answers = {14};
  r.earlier_deadlines = {{from_millis(1), "jkt r0", "jkt r1", from_millis(2), from_millis(3), from_millis(4)}};
  r.courtesy_only = false;
  r.ended_at = from_millis(0);
  c.active = {r};
  r.courtesy_only = true;
  c.past = {r, r};
  ticket t;
  t.number = "ESK-261123-00042-0";
  t.announced = notice_state::not_told;
  t.earlier_answers = {13};
  t.further_answers = {15, 16};
  t.received = from_millis(6);
  t.calendar = "jkt";
  t.revision = "r1";
  t.earlier_deadlines = r.earlier_deadlines;
  t.moved = {notice_state::not_told, 0};
  t.delayed = {notice_state::pending, 14};
  t.answered_at = from_millis(0);
  t.categories = {"ict_complaint", "information_request"};
  t.subject = "Modul impor tidak terbuka";
  t.topic = "ceisa";
  t.reminders = {from_millis(0), from_millis(5), from_millis(7)};
  t.reminded = 1;
  t.close_at = from_millis(9);
  c.tickets = {t};
  annotation early;
  early.state = delivery::read;
  early.removed = true;
  early.edited = "";
  early.edit_number = 3;
  early.reaction = "👍";
  early.reacted_at = from_millis(0);
  c.early = {{"digest-1", early}, {"digest-2", {}}};
  c.delivered_to = from_millis(8);
  c.read_to = from_millis(9);
  c.close_at = from_millis(77);
  c.warned = 1;
  return c;
}

}  // namespace

TEST(record_form, a_conversation_comes_back_as_it_was_with_its_tickets_named) {
  auto c = full_conversation();
  ASSERT_FALSE(c.tickets.empty());
  auto const back = decode<conversation>(encode(c));
  ASSERT_TRUE(back);
  for (auto& tk : c.tickets) {
    EXPECT_EQ(*decode<ticket>(encode(tk)), tk);
    ticket named;
    named.number = tk.number;
    tk = named;
  }
  EXPECT_EQ(*back, c);
}

TEST(record_form, a_conversation_of_format_1_brings_its_tickets_with_it) {
  auto const c = full_conversation();
  auto without = c;
  without.tickets.clear();
  auto bytes = encode(without);
  sahut::records::field_writer w(bytes);
  w(20, c.tickets);
  w(42, std::vector<std::string>{c.tickets[0].number.text()});
  auto const back = decode<conversation>(bytes);
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, c) << "a ticket that is named as well is there once";
}

TEST(record_form, a_default_record_is_empty_and_comes_back) {
  EXPECT_EQ(*decode<log_message>(encode(log_message{})), log_message{});
  EXPECT_EQ(*decode<request>(encode(request{})), request{});
}

TEST(record_form, an_optional_zero_is_a_value) {
  annotation a;
  a.meant = purpose::none;
  a.edited = "";
  auto const back = *decode<annotation>(encode(a));
  EXPECT_TRUE(back.meant.has_value());
  EXPECT_TRUE(back.edited.has_value());
}

TEST(record_form, a_zero_survives_where_the_default_is_another_value) {
  presence_record p;
  p.state = presence::offline;
  EXPECT_EQ(*decode<presence_record>(encode(p)), p);
  attachment a;
  a.kind = message_kind::text;
  EXPECT_EQ(*decode<attachment>(encode(a)), a);
  request r;
  r.courtesy_only = false;
  EXPECT_EQ(*decode<request>(encode(r)), r);
}

TEST(record_form, negative_instants_and_coordinates_survive) {
  log_message m;
  m.at = from_millis(-5);
  m.attachments = {{message_kind::location, "", "", "", -6.1, 106.8}};
  EXPECT_EQ(*decode<log_message>(encode(m)), m);
}

TEST(record_form, every_truncation_is_refused_or_reads_as_a_shorter_record_and_never_past_the_end) {
  auto const bytes = encode(full_conversation());
  std::size_t refused = 0;
  for (std::size_t n = 0; n < bytes.size(); ++n)
    if (!decode<conversation>(std::string(bytes.substr(0, n)))) ++refused;
  EXPECT_GT(refused, bytes.size() / 2);
}
