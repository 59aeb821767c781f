#include <sstream>

#include "config/settings/token_ends.hpp"
#include "files.hpp"

using namespace sahut;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

namespace {

environment const env = {{"S1", "first"}, {"S2", "second"}, {"VERIFY", "v"}, {"TOKEN", "t"}};

// Line 8 is the header of the first channel.
std::string channel(std::string const& id, std::string const& account, std::string const& more = "",
                    std::string const& kind = "messenger") {
  return "[[channels]]\nid = \"" + id + "\"\nkind = \"" + kind + "\"\noffice = \"priok\"\naccount = \"" + account +
         "\"\ndecision = \"KEP-12\"\napp_id = \"1\"\napp_secret = \"env:S1\"\nverify_token = \"env:VERIFY\"\n"
         "access_token = \"env:TOKEN\"\n" +
         more;
}

std::string without(std::string text, std::string const& line) {
  auto const at = text.find(line);
  return text.erase(at, text.find('\n', at) - at + 1);
}

}  // namespace

TEST(channels, an_account_has_its_secrets_its_queue_and_its_platforms_address) {
  files f;
  auto const got = f.load(one_office + channel("fb", "1067280970047460") + channel("ig", "178", "", "instagram"), env);
  ASSERT_THAT(told(got.faults), IsEmpty());
  EXPECT_THAT(told(got.warnings), IsEmpty());
  auto const* fb = got.settings.channel("fb");
  ASSERT_TRUE(fb);
  EXPECT_EQ(fb->kind, channel_kind::messenger);
  EXPECT_EQ(fb->queue, "umum");
  EXPECT_EQ(fb->account, "1067280970047460");
  ASSERT_EQ(fb->signing_secrets.size(), 1u);
  EXPECT_EQ(fb->signing_secrets[0].reveal(), "first");
  EXPECT_EQ(fb->verify_token.reveal(), "v");
  EXPECT_EQ(fb->access_token.reveal(), "t");
  EXPECT_EQ(fb->api_base, "https://graph.facebook.com/v25.0");
  EXPECT_TRUE(fb->human_agent);
  EXPECT_EQ(got.settings.channel("ig")->api_base, "https://graph.instagram.com/v25.0");
  EXPECT_EQ(got.settings.channel("none"), nullptr);
}

TEST(channels, an_app_secret_may_be_a_list_for_rotation) {
  files f;
  auto text = channel("fb", "1");
  text.replace(text.find("\"env:S1\""), 8, "[\"env:S2\", \"env:S1\"]");
  auto const got = f.load(one_office + text, env);
  ASSERT_THAT(told(got.faults), IsEmpty());
  ASSERT_EQ(got.settings.channels[0].signing_secrets.size(), 2u);
  EXPECT_EQ(got.settings.channels[0].signing_secrets[0].reveal(), "second");
}

TEST(channels, a_stand_in_for_the_platform_may_be_anywhere) {
  files f;
  auto const local = f.load(one_office + channel("fb", "1", "api_base = \"http://127.0.0.1:9999/v25.0/\"\n"), env);
  ASSERT_THAT(told(local.faults), IsEmpty());
  EXPECT_THAT(told(local.warnings), IsEmpty());
  EXPECT_EQ(local.settings.channels[0].api_base, "http://127.0.0.1:9999/v25.0");
  auto const far = f.load(one_office + channel("fb", "1", "api_base = \"http://graph.example\"\n"), env);
  ASSERT_THAT(told(far.faults), IsEmpty());
  EXPECT_THAT(told(far.warnings), ElementsAre("18: channels[0].api_base: sends the access token unencrypted"));
}

TEST(channels, each_of_these_is_a_fault) {
  struct {
    std::string toml;
    char const* told;
  } const cases[] = {
      {channel("fb", "1") + channel("fb", "2"), "19: channels[1].id: `fb` is already used by channels[0].id"},
      {channel("fb", "1") + channel("fb2", "1"),
       "22: channels[1].account: `messenger 1` is already used by channels[0].account"},
      {channel("fb", "1", "queue = \"umun\"\n"),
       "18: channels[0].queue: the office priok has no queue `umun`; did you mean `umum`?"},
      {channel("fb", "1", "qeue = \"umum\"\n"), "18: channels[0].qeue: is not a known key; did you mean `queue`?"},
      {channel("tg", "1", "", "telegram"), "8: channels[0].bot_token: is missing"},
      {channel("ln", "1", "", "line"), "8: channels[0].channel_secret: is missing"},
      {channel("wc", "1", "", "webchat"), "10: channels[0].kind: web chat is set at its office"},
      {channel("fb", "1", "", "mesenger"),
       "10: channels[0].kind: must be messenger, instagram"},
      {channel("fb", ""), "12: channels[0].account: must not be empty"},
      {channel("fb", "1", "api_base = \"graph\"\n"), "18: channels[0].api_base: must be an http"},
      {channel("fb", "1", "sends_per_second = 0\n"), "18: channels[0].sends_per_second: must lie between"},
      {without(channel("fb", "1"), "app_secret"), "8: channels[0].app_secret: is missing"},
      {without(channel("fb", "1"), "verify_token"), "8: channels[0].verify_token: is missing"},
      {without(channel("fb", "1"), "access_token"), "8: channels[0].access_token: is missing"},
      {without(channel("fb", "1"), "office"), "8: channels[0].office: is missing"},
  };
  for (auto const& c : cases) {
    files f;
    EXPECT_THAT(told(f.load(one_office + c.toml, env).faults), Contains(StartsWith(c.told))) << c.toml;
  }
}

TEST(channels, a_credential_that_is_missing_or_cannot_be_one_is_told_with_what_it_is) {
  std::string const bot = "[[channels]]\nid = \"tg\"\nkind = \"telegram\"\noffice = \"priok\"\naccount = \"1\"\ndecision = \"KEP-12\"\n";
  std::string const token = "bot_token = \"env:BOT\"\n", word = "secret_token = \"env:WORD\"\n";
  std::string const no_token = "14: channels[0].bot_token: does not look like one: the bot's token as BotFather gives it, digits, a colon and letters; copy it again";
  std::string const no_word = "15: channels[0].secret_token: does not look like one: a word of your own, 1 to 256 of A-Z a-z 0-9 _ and -; copy it again";
  std::string const blank = "14: channels[0].bot_token: holds a blank, a line break or a sign that is not ASCII, which no token has: copy it again";
  struct {
    char const *bot, *word;
    std::string told;
  } const cases[] = {{"110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "kata-sandi_1", ""},
                     {"AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "kata", no_token}, {"110201543:", "kata", no_token}, {":AAH", "kata", no_token},
                     {"bot110201543:AAH", "kata", no_token}, {"110201543:AAH/x", "kata", no_token}, {"110201543:AAH x", "kata", blank},
                     {"110201543:AAH\nx", "kata", blank}, {"110201543:AAH\xc3\xa9", "kata", blank}, {"1:a", "kata sandi", no_word}};
  for (auto const& c : cases) {
    files f;
    auto const got = told(f.load(one_office + bot + token + word, {{"BOT", c.bot}, {"WORD", c.word}}).faults);
    if (c.told.empty()) EXPECT_THAT(got, IsEmpty());
    else EXPECT_THAT(got, ElementsAre(c.told)) << c.bot;
  }
  files f;
  EXPECT_THAT(told(f.load(one_office + bot + word, {{"WORD", "kata"}}).faults),
              ElementsAre("8: channels[0].bot_token: is missing: the bot's token as BotFather gives it, digits, a colon and letters"));
  EXPECT_THAT(told(f.load(one_office + bot + token + word, {}, {}, secrets_wanted::none).faults), IsEmpty()) << "who needs no secret reads none";
  environment const page = {{"S1", "first"}, {"VERIFY", "v"}, {"TOKEN", "EAAB x"}};
  EXPECT_THAT(told(f.load(one_office + channel("fb", "1"), page).faults), ElementsAre(StartsWith("17: channels[0].access_token: holds a blank")));
}

TEST(channels, a_whatsapp_account_has_a_template_or_is_warned_that_late_answers_wait) {
  auto const plain = without(channel("wa", "106540352242922", "", "whatsapp"), "app_id");
  files f;
  auto const without_it = f.load(one_office + plain, env);
  ASSERT_THAT(told(without_it.faults), IsEmpty());
  EXPECT_THAT(told(without_it.warnings), ElementsAre(HasSubstr("channels[0].template: is missing: an answer later than 24 hours waits")));
  auto const& wa = without_it.settings.channels[0];
  EXPECT_EQ(wa.api_base, "https://graph.facebook.com/v25.0");
  EXPECT_FALSE(wa.human_agent);
  files g;
  auto const with_it = g.load(one_office + plain + "template = \"jawaban_siap\"\n", env);
  ASSERT_THAT(told(with_it.faults), IsEmpty());
  EXPECT_THAT(told(with_it.warnings), IsEmpty());
  EXPECT_EQ(with_it.settings.channels[0].options.at("template"), "jawaban_siap");
  EXPECT_EQ(with_it.settings.channels[0].options.at("template_language"), "id");
  for (auto const* needed : {"app_secret", "verify_token", "access_token"}) {
    files h;
    EXPECT_THAT(told(h.load(one_office + without(plain, needed), env).faults),
                ElementsAre(HasSubstr("channels[0]." + std::string(needed) + ": is missing")));
  }
  files i;
  EXPECT_THAT(told(i.load(one_office + plain + "human_agent = true\n", env).faults), ElementsAre(HasSubstr("channels[0].human_agent: is not a known key")));
}

TEST(channels, an_office_that_does_not_exist_is_a_fault_with_a_hint) {
  files f;
  auto text = channel("fb", "1");
  text.replace(text.find("\"priok\""), 7, "\"prik\"");
  EXPECT_THAT(told(f.load(one_office + text, env).faults),
              ElementsAre("11: channels[0].office: there is no office `prik`; did you mean `priok`?"));
}

TEST(channels, one_account_id_on_two_platforms_is_two_accounts) {
  files f;
  auto const got = f.load(one_office + channel("fb", "1") + channel("ig", "1", "", "instagram"), env);
  EXPECT_THAT(told(got.faults), IsEmpty());
}

TEST(channels, what_an_official_account_should_have_is_warned_of) {
  files f;
  auto const got = f.load(one_office + without(without(channel("fb", "1"), "decision"), "app_id"), env);
  EXPECT_THAT(told(got.faults), IsEmpty());
  EXPECT_THAT(told(got.warnings), ElementsAre(StartsWith("8: channels[0].decision: is missing"),
                                              StartsWith("8: channels[0].app_id: is missing")));
}

TEST(channels, a_tokens_end_is_the_end_of_a_day_that_exists) {
  struct {
    char const* written;
    char const* at;  // null: a fault
  } const cases[] = {{"2027-03-31", "2027-04-01T00:00:00.000Z"}, {"2028-02-29", "2028-03-01T00:00:00.000Z"}, {"2027-02-29", nullptr},
                     {"2027-13-01", nullptr}, {"2027-3-1", nullptr}, {"31-03-2027", nullptr}, {"2027-03-31T00:00:00Z", nullptr}, {"+027-03-31", nullptr}};
  for (auto const& c : cases) {
    files f;
    auto const got = f.load(one_office + channel("fb", "1", "token_expires = \"" + std::string(c.written) + "\"\n"), env);
    if (!c.at) {
      EXPECT_THAT(told(got.faults), ElementsAre(HasSubstr("channels[0].token_expires: must be a day"))) << c.written;
      continue;
    }
    ASSERT_THAT(told(got.faults), IsEmpty()) << c.written;
    auto const ends = token_ends({{"channels[0].id", "fb"}, {"channels[0].token_expires", c.written}, {"channels[1].id", "ig"}});
    ASSERT_EQ(ends.size(), 1u) << c.written;
    auto const days = std::chrono::floor<std::chrono::days>(ends.at("fb"));
    std::chrono::year_month_day const day{days};
    std::ostringstream text;
    text << int(day.year()) << '-' << (unsigned(day.month()) < 10 ? "0" : "") << unsigned(day.month()) << '-' << (unsigned(day.day()) < 10 ? "0" : "")
         << unsigned(day.day()) << "T00:00:00.000Z";
    EXPECT_EQ(text.str(), c.at);
  }
}
