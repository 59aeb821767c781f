#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <regex>
#include <set>
#include <stdexcept>
#include <utility>

#include "routing/engine/texts/status.hpp"
#include "routing/engine/texts/table.hpp"

using namespace sahut::texts;
using testing::HasSubstr;
using testing::Not;

namespace {

constexpr language both[] = {language::id, language::en};

std::set<std::string> written_in(std::string_view text) {
  std::set<std::string> names;
  for (auto open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
    names.emplace(text.substr(open + 1, text.find('}', open) - open - 1));
  }
  return names;
}

text_values every_value() {
  text_values v;
  for (std::size_t i = 0; i < placeholder_count; ++i) {
    auto const p = static_cast<placeholder>(i);
    v.set(p, "<" + std::string(name_of(p)) + ">");
  }
  return v;
}

}  // namespace

TEST(texts, there_are_thirty_six_each_under_its_own_key_and_name) {
  EXPECT_EQ(text_count, 38u);
  ASSERT_EQ(all_texts().size(), text_count);
  for (std::size_t i = 0; i < text_count; ++i) {
    auto const key = static_cast<text_key>(i);
    EXPECT_EQ(all_texts()[i].key, key);
    EXPECT_EQ(text_key_of(name_of(key)), key);
  }
  EXPECT_EQ(text_key_of("no_such_text"), std::nullopt);
}

TEST(texts, the_table_says_exactly_which_placeholders_each_text_has_in_both_languages) {
  for (auto const& entry : all_texts()) {
    std::set<std::string> needed;
    for (auto p : placeholders_of(entry.key)) needed.emplace(name_of(p));
    EXPECT_EQ(written_in(entry.id), needed) << entry.name;
    EXPECT_EQ(written_in(entry.en), needed) << entry.name;
  }
}

TEST(texts, every_text_renders_with_its_values_and_leaves_no_brace_behind) {
  auto const values = every_value();
  for (auto const& entry : all_texts()) {
    for (auto lang : both) {
      auto const text = render(entry.key, lang, values);
      EXPECT_EQ(text.find_first_of("{}"), text.npos) << entry.name;
      for (auto p : placeholders_of(entry.key)) {
        EXPECT_THAT(text, HasSubstr("<" + std::string(name_of(p)) + ">")) << entry.name;
      }
    }
  }
}

TEST(texts, a_missing_value_is_refused_whichever_it_is_but_for_the_name) {
  for (auto const& entry : all_texts()) {
    for (auto missing : placeholders_of(entry.key)) {
      if (missing == placeholder::citizen_name) continue;
      text_values v;
      for (auto p : placeholders_of(entry.key)) {
        if (p != missing) v.set(p, "x");
      }
      for (auto lang : both)
        EXPECT_THROW(render(entry.key, lang, v), std::logic_error) << entry.name << " " << name_of(missing);
    }
  }
}

TEST(texts, a_name_that_is_missing_or_empty_becomes_a_polite_address) {
  auto v = text_values().set(placeholder::ticket_no, "ESK-261123-00042-0").set(placeholder::answer, "Ya.");
  EXPECT_THAT(render(text_key::ticket_answer, language::id, v), HasSubstr("Yth. Bapak/Ibu, berikut"));
  EXPECT_THAT(render(text_key::ticket_answer, language::en, v), HasSubstr("Dear Sir/Madam, here"));
  v.set(placeholder::citizen_name, "");
  EXPECT_THAT(render(text_key::ticket_answer, language::id, v), HasSubstr("Yth. Bapak/Ibu, berikut"));
  v.set(placeholder::citizen_name, "Sari");
  EXPECT_THAT(render(text_key::ticket_answer, language::id, v), HasSubstr("Yth. Sari, berikut"));
}

TEST(texts, a_value_is_never_read_as_a_text) {
  auto const v = text_values().set(placeholder::ticket_no, "{answer}").set(placeholder::answer, "{zone} {");
  EXPECT_EQ(render(text_key::ticket_answer, language::en, v).substr(0, 74),
            "Dear Sir/Madam, here is the answer to ticket {answer}:\n\n{zone} {\n\nDid this");
}

TEST(texts, the_complaint_footer_closes_cleanly_without_channels_of_the_office) {
  auto v = text_values().set(placeholder::office_name, "KPU").set(placeholder::office_complaint_channels, "");
  EXPECT_TRUE(render(text_key::complaint_footer, language::id, v).ends_with("| Unit Kepatuhan Internal KPU."));
  v.set(placeholder::office_complaint_channels, "WhatsApp 0811");
  EXPECT_TRUE(render(text_key::complaint_footer, language::id, v).ends_with("Internal KPU | WhatsApp 0811."));
}

TEST(texts, are_plain_polite_sentences_that_tell_times_and_ordinals_in_one_form) {
  // Words of the trade, and English ones in an Indonesian sentence; "DM" and "PIN" are what citizens call them themselves.
  std::set<std::string> const banned = {
      "luring", "daring", "bentrok", "soket", "sesi", "token", "server", "offline", "online", "refresh", "reload", "queue",
      "channel", "timeout", "error", "login", "logout", "email", "chat", "link", "file", "update", "submit", "user", "kedaluwarsa", "payload",
      "invalid", "session", "socket", "cache", "retry", "websocket", "endpoint"};
  for (auto const& entry : all_texts()) {
    for (auto lang : both) {
      std::string const text(lang == language::id ? entry.id : entry.en);
      EXPECT_THAT(text, Not(HasSubstr("!"))) << entry.name;
      EXPECT_FALSE(std::regex_search(text, std::regex("ke-[0-9{]"))) << entry.name << ": a line may break inside an ordinal";
      EXPECT_FALSE(std::regex_search(text, std::regex("\\{[a-z_]*_time\\}(?! \\{zone\\})"))) << entry.name << ": a time without its zone";
      EXPECT_TRUE(text.ends_with('.') || text.ends_with('}') || text.ends_with('?')) << entry.name << ": no whole sentence";
      std::string plain = std::regex_replace(text, std::regex("\\{[a-z_]*\\}|https?://[^ ]*|[^ ]*@[^ ]*"), "");
      std::string word;
      for (char const c : plain + " ") {
        if (std::isalpha(static_cast<unsigned char>(c))) word += static_cast<char>(std::tolower(c));
        else if (lang == language::id) EXPECT_FALSE(banned.contains(std::exchange(word, {}))) << entry.name;
        else word.clear();
      }
    }
    std::string const id(entry.id);
    std::regex const before_a_time("(\\S+) \\{[a-z_]*_time\\}");
    for (std::sregex_iterator at(id.begin(), id.end(), before_a_time), end; at != end; ++at) EXPECT_EQ((*at)[1], "pukul") << entry.name;
    EXPECT_FALSE(std::regex_search(id, std::regex("\\b(kamu|kalian|saudara|lo)\\b", std::regex::icase))) << entry.name;
  }
}

TEST(texts, the_first_texts_say_that_the_service_is_free_and_name_every_national_complaint_channel) {
  auto const v = every_value();
  EXPECT_THAT(render(text_key::greeting, language::id, v), HasSubstr("Layanan ini tidak dipungut biaya."));
  for (auto lang : both) {
    auto const footer = render(text_key::complaint_footer, lang, v);
    for (auto const* channel : {"http://www.beacukai.go.id/pengaduan.html", "pengaduan.beacukai@customs.go.id",
                                "(021) 1500 225", "(021) 4890966", "Direktur Kepatuhan Internal", "Jakarta 13230"}) {
      EXPECT_THAT(footer, HasSubstr(channel));
    }
  }
}

TEST(texts, a_locale_names_a_language) {
  struct {
    char const* locale;
    language lang;
  } const cases[] = {{"en", language::en},  {"en-GB", language::en}, {"EN_us", language::en},
                     {"id", language::id},  {"id-ID", language::id}, {"", language::id},
                     {"eng", language::id}, {"e", language::id},     {"fr", language::id}};
  for (auto const& c : cases) EXPECT_EQ(language_of(c.locale), c.lang) << c.locale;
}

TEST(status_labels, every_state_has_a_label_in_both_languages) {
  EXPECT_EQ(status_label(status::queued, language::id), "Menunggu petugas");
  EXPECT_EQ(status_label(status::escalated, language::en), "Passed to the unit concerned");
  std::set<std::string_view> seen;
  for (int i = 0; i <= static_cast<int>(status::closed); ++i) {
    for (auto lang : both) EXPECT_TRUE(seen.insert(status_label(static_cast<status>(i), lang)).second) << i;
  }
  EXPECT_FALSE(seen.contains(""));
}
