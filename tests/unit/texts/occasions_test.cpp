#include "routing/engine/texts/occasions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace sahut::texts;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

namespace {

constexpr manner web_chat{};
constexpr manner meta_direct_message{true, true, true};

opening_event first_message(manner on) {
  opening_event c;
  c.on = on;
  c.greeting_due = c.request_opens = true;
  c.office_name = "KPU Tanjung Priok";
  c.controller_name = "Direktorat Jenderal Bea dan Cukai";
  c.privacy_url = "https://contoh.go.id/privasi";
  c.complaint_channels = "WhatsApp 0811-0000-0000";
  c.received = {2026, 11, 23, 1, 10, 0};
  c.deadline = {2026, 11, 25, 3, 17, 0};
  c.next_open = {2026, 11, 24, 2, 7, 30};
  c.zone = "WIB";
  c.hours_text = "Senin–Jumat 07.30–17.00 WIB";
  c.closure_name = "Idulfitri";
  c.reference_no = "REF-261123-00001-7";
  c.status_url = "https://contoh.go.id/status/";
  c.position = 3;
  return c;
}

std::vector<std::string> keys(std::vector<said> const& texts) {
  std::vector<std::string> out;
  for (auto const& t : texts) out.emplace_back(name_of(t.key));
  return out;
}

}  // namespace

TEST(opening_on_web_chat, greets_a_new_contact_once_and_then_promises) {
  auto c = first_message(web_chat);
  auto const texts = opening_texts(c);
  EXPECT_THAT(keys(texts), ElementsAre("queue_position", "greeting", "privacy_notice", "complaint_footer"));
  for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(texts[i].folded, i > 0) << i;
  EXPECT_EQ(key_of(texts), text_key::queue_position);
  EXPECT_THAT(texts[1].text, StartsWith("Selamat pagi, selamat datang di layanan informasi KPU Tanjung Priok."));
  EXPECT_EQ(texts[0].text,
            "Terima kasih. Pertanyaan Anda kami terima pukul 10.00 WIB. Anda berada pada urutan ke‑3 dalam antrean. "
            "Jawaban atau nomor tiket kami sampaikan paling lambat pukul 17.00 WIB.");
  c.greeting_due = false;
  EXPECT_THAT(keys(opening_texts(c)), ElementsAre("queue_position"));
  c.request_opens = false;
  EXPECT_THAT(opening_texts(c), IsEmpty());
  c.greeting_due = true;
  EXPECT_THAT(keys(opening_texts(c)), ElementsAre("greeting", "privacy_notice", "complaint_footer"));
}

TEST(opening_on_web_chat, promises_what_the_hour_allows) {
  auto c = first_message(web_chat);
  c.greeting_due = false;
  c.when = arrival::late_window;
  EXPECT_THAT(keys(opening_texts(c)), ElementsAre("late_window"));
  EXPECT_THAT(opening_texts(c)[0].text, HasSubstr("paling lambat Rabu, 25 November 2026 pukul 17.00 WIB"));
  c.when = arrival::outside_hours;
  EXPECT_THAT(keys(opening_texts(c)), ElementsAre("outside_hours", "fraud_warning"));
  EXPECT_THAT(opening_texts(c)[0].text, HasSubstr("mulai Selasa, 24 November 2026 pukul 07.30 WIB"));
  c.when = arrival::long_closure;
  EXPECT_THAT(keys(opening_texts(c)), ElementsAre("long_closure"));
  EXPECT_THAT(opening_texts(c)[0].text, HasSubstr("libur dalam rangka Idulfitri"));
}

TEST(opening_on_a_direct_message, is_one_text_of_notice_promise_fee_and_complaints_in_this_order) {
  for (auto when : {arrival::office_hours, arrival::late_window, arrival::outside_hours, arrival::long_closure}) {
    for (auto lang : {language::id, language::en}) {
      auto c = first_message(meta_direct_message);
      c.when = when;
      c.lang = lang;
      auto const text = joined(opening_texts(c));
      bool const id = lang == language::id;
      std::size_t before = 0;
      for (auto const* piece :
           {id ? "dikirim otomatis" : "automated message", id ? "diproses oleh Direktorat" : "processed by Direktorat",
            id ? "17.00 WIB" : "17:00 WIB",
            id ? "periksa jawaban di https://contoh.go.id/status/" : "answer at https://contoh.go.id/status/",
            id ? "Layanan ini tidak dipungut biaya." : "This service is free of charge.", "(021) 1500 225",
            "WhatsApp 0811-0000-0000"}) {
        auto const at = text.find(piece);
        ASSERT_NE(at, std::string::npos) << piece << " in: " << text;
        EXPECT_GT(at, before) << piece;
        before = at;
      }
      EXPECT_EQ(text.find("Waspada penipuan") != std::string::npos, id && when == arrival::outside_hours);
    }
  }
}

TEST(opening_on_a_direct_message, is_known_by_its_promise) {
  auto c = first_message(meta_direct_message);
  EXPECT_THAT(keys(opening_texts(c)), ElementsAre("greeting", "automated_notice", "privacy_notice", "queue_position", "window_limit",
                                                  "greeting", "complaint_footer"));
  EXPECT_EQ(key_of(opening_texts(c)), text_key::queue_position);
  for (auto const& part : opening_texts(c))
    EXPECT_EQ(part.folded, part.key != text_key::queue_position && part.key != text_key::window_limit) << name_of(part.key);
  c.request_opens = false;
  EXPECT_EQ(key_of(opening_texts(c)), text_key::greeting);
  EXPECT_FALSE(opening_texts(c)[0].folded);
  EXPECT_THAT(joined(opening_texts(c)), Not(HasSubstr("urutan")));
  c.greeting_due = false;
  EXPECT_THAT(opening_texts(c), IsEmpty());
}

TEST(opening_on_a_direct_message, a_later_request_is_promised_without_greeting_again) {
  auto c = first_message(meta_direct_message);
  c.greeting_due = false;
  auto const text = joined(opening_texts(c));
  EXPECT_THAT(text, StartsWith("Pesan ini dikirim otomatis"));
  EXPECT_THAT(text, HasSubstr("urutan ke\u20113"));
  EXPECT_THAT(text, HasSubstr("https://contoh.go.id/status/"));
  EXPECT_THAT(text, Not(HasSubstr("selamat datang")));
  EXPECT_THAT(text, Not(HasSubstr("SIPUMA")));
}

TEST(opening_on_a_direct_message, a_platform_without_a_window_or_such_a_policy_gets_neither_text) {
  auto c = first_message({.direct_message = true});
  auto const text = joined(opening_texts(c));
  EXPECT_THAT(text, Not(HasSubstr("membatasi waktu balasan")));
  EXPECT_THAT(text, Not(HasSubstr("dikirim otomatis")));
}

TEST(opening, says_what_cannot_be_read_with_the_promise_and_asks_where_nothing_was_asked) {
  for (auto const on : {web_chat, meta_direct_message}) {
    auto c = first_message(on);
    c.greeting_due = false;
    c.unsupported = true;
    EXPECT_EQ(key_of(opening_texts(c)), text_key::queue_position);
    EXPECT_THAT(joined(opening_texts(c)), HasSubstr("Yang dapat kami baca: teks, gambar, video, suara, berkas, dan lokasi."));
    c.unsupported = c.request_opens = false;
    c.asks_for_words = true;
    EXPECT_EQ(key_of(opening_texts(c)), text_key::ask_question);
    EXPECT_THAT(joined(opening_texts(c)), Not(HasSubstr("urutan")));
  }
}

TEST(opening, numbers_have_their_points_and_each_language_its_clock) {
  auto c = first_message(web_chat);
  c.retention_days = 1825;
  c.position = 1234;
  EXPECT_THAT(joined(opening_texts(c)), HasSubstr("paling lama 1.825 hari"));
  EXPECT_THAT(joined(opening_texts(c)), HasSubstr("urutan ke‑1.234 dalam antrean"));
  c.lang = language::en;
  EXPECT_THAT(joined(opening_texts(c)), HasSubstr("at most 1,825 days"));
  EXPECT_THAT(joined(opening_texts(c)), HasSubstr("by 17:00 WIB"));
}

TEST(officer_joined, is_said_on_web_chat_only) {
  auto const texts = officer_joined_texts(language::id, web_chat, "Budi");
  ASSERT_EQ(texts.size(), 1u);
  EXPECT_EQ(texts[0], (said{text_key::officer_joined, "Petugas kami, Budi, sedang memeriksa pertanyaan Anda."}));
  EXPECT_THAT(officer_joined_texts(language::id, meta_direct_message, "Budi"), IsEmpty());
}

TEST(ticket_text, differs_by_who_issued_it_and_carries_number_deadline_and_link) {
  ticket_event c;
  c.ticket_no = "ESK-261123-00042-0";
  c.zone = "WIB";
  c.status_url = "https://contoh.go.id/status/#x";
  c.deadline = {2026, 11, 25, 3, 17, 0};
  EXPECT_THAT(keys(ticket_texts(c)), ElementsAre("ticket_issued_auto"));
  c.how = issued::by_officer;
  auto const web = ticket_texts(c);
  EXPECT_THAT(keys(web), ElementsAre("ticket_issued"));
  for (auto const* piece :
       {"ESK-261123-00042-0", "Rabu, 25 November 2026 pukul 17.00 WIB", "https://contoh.go.id/status/#x"}) {
    EXPECT_THAT(web[0].text, HasSubstr(piece));
  }
  c.on = meta_direct_message;
  auto const dm = ticket_texts(c);
  EXPECT_EQ(key_of(dm), text_key::ticket_issued);
  EXPECT_THAT(joined(dm), StartsWith("Pesan ini dikirim otomatis"));
  EXPECT_THAT(joined(dm), HasSubstr("ESK-261123-00042-0"));
}

TEST(deadline_changed, names_the_ticket_its_new_deadline_and_the_reason) {
  ticket_event c;
  c.ticket_no = "ESK-261123-00042-0";
  c.zone = "WITA";
  c.deadline = {2026, 11, 26, 4, 17, 0};
  EXPECT_EQ(deadline_changed_texts(c).at(0).text,
            "Batas waktu jawaban tiket ESK-261123-00042-0 berubah menjadi Kamis, 26 November 2026 pukul 17.00 WITA karena "
            "kalender kerja kantor kami berubah.");
  c.lang = language::en;
  c.on = meta_direct_message;
  auto const dm = deadline_changed_texts(c);
  EXPECT_EQ(key_of(dm), text_key::deadline_changed);
  EXPECT_THAT(joined(dm), StartsWith("This is an automated message"));
  EXPECT_THAT(joined(dm), HasSubstr("is now due by Thursday, 26 November 2026, 17:00 WITA, because our office's working calendar has changed."));
}

TEST(ticket_delay, names_who_has_it_the_expected_answer_and_where_to_complain) {
  delay_event d;
  d.of.ticket_no = "ESK-261123-00042-0";
  d.of.zone = "WIB";
  d.expected = {2026, 11, 26, 4, 17, 0};
  EXPECT_THAT(ticket_delay_texts(d).at(0).text,
              HasSubstr("ditangani oleh koordinator layanan informasi. Perkiraan jawaban: Kamis, 26 November 2026 pukul 17.00 WIB. "
                        "Anda dapat menyampaikan pengaduan melalui http://www.beacukai.go.id/pengaduan.html."));
  d.with = escalated_to::superior;
  d.of.lang = language::en;
  d.of.on = meta_direct_message;
  d.complaint_channels = "WhatsApp 0811-0000-0000";
  auto const dm = ticket_delay_texts(d);
  EXPECT_THAT(joined(dm), StartsWith("This is an automated message"));
  EXPECT_THAT(joined(dm), HasSubstr("with the officers' direct superior. Expected answer: Thursday, 26 November 2026, 17:00 WIB. You may "
                                    "complain at http://www.beacukai.go.id/pengaduan.html | WhatsApp 0811-0000-0000."));
}

TEST(ticket_answer, is_the_officers_own_and_never_called_automatic) {
  auto const t = ticket_answer_text(language::id, "", "ESK-261123-00042-0", "Bea masuk 7,5 %.");
  EXPECT_EQ(t.key, text_key::ticket_answer);
  EXPECT_THAT(t.text,
              StartsWith("Yth. Bapak/Ibu, berikut jawaban atas tiket ESK-261123-00042-0:\n\nBea masuk 7,5 %.\n\n"));
  EXPECT_THAT(t.text, Not(HasSubstr("otomatis")));
}

TEST(closing, after_a_complaint_about_staff_names_first_where_such_go) {
  closing_event c;
  c.office_name = "KPU";
  c.complaint_channels = "WhatsApp 0811";
  c.to_compliance = true;
  auto const told = closing_texts(c);
  ASSERT_THAT(keys(told), ElementsAre("complaint_redirect", "closing"));
  EXPECT_THAT(told[0].text, HasSubstr("Unit Kepatuhan Internal"));
  EXPECT_THAT(told[0].text, HasSubstr("| WhatsApp 0811."));
}

TEST(a_duplicate, names_the_ticket_that_answers_it) {
  auto const told = duplicate_texts(language::id, web_chat, "ESK-261123-00042-0");
  ASSERT_THAT(keys(told), ElementsAre("duplicate_merged"));
  EXPECT_THAT(told[0].text, HasSubstr("ESK-261123-00042-0"));
}

TEST(closing, says_why_and_offers_the_survey_where_there_is_one) {
  closing_event c;
  c.office_name = "KPU";
  EXPECT_THAT(keys(closing_texts(c)), ElementsAre("closing"));
  c.survey_url = "https://contoh.go.id/survei";
  EXPECT_THAT(keys(closing_texts(c)), ElementsAre("closing", "survey"));
  c.no_reply = true;
  EXPECT_THAT(keys(closing_texts(c)), ElementsAre("closed_no_reply", "survey"));
  c.on = meta_direct_message;
  EXPECT_EQ(key_of(closing_texts(c)), text_key::closed_no_reply);
  EXPECT_THAT(joined(closing_texts(c)), HasSubstr("https://contoh.go.id/survei"));
}

TEST(closing, says_where_the_citizen_was_sent_and_what_becomes_of_a_question) {
  closing_event c;
  c.office_name = "KPU";
  c.other_office = "KPP Pratama";
  c.other_contact = "021-555";
  EXPECT_THAT(keys(closing_texts(c)), ElementsAre("redirected", "closing"));
  EXPECT_EQ(closing_texts(c)[0].text, "Pertanyaan Anda merupakan kewenangan KPP Pratama. Silakan hubungi 021-555.");
  c.other_office.clear();
  c.unanswered = "REF-261123-00001-7";
  ASSERT_THAT(keys(closing_texts(c)), ElementsAre("ended_unanswered"));
  EXPECT_THAT(closing_texts(c)[0].text, HasSubstr("REF-261123-00001-7 tidak kami proses lagi"));
}

TEST(no_question, asks_for_one) { EXPECT_THAT(keys(no_question_texts(language::id, web_chat)), ElementsAre("ask_question")); }
