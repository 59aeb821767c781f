#include "gateway/mail/smtp_dialogue.hpp"

#include <gtest/gtest.h>

namespace sahut::mail {
namespace {

using namespace std::string_literals;

std::string told(outcome const& how) {
  if (auto const* wait = std::get_if<later>(&how)) return std::string(wait->perhaps_sent ? "perhaps: " : "later: ") + wait->reason;
  if (auto const* no = std::get_if<refused>(&how)) return "refused: " + no->reason;
  return "sent";
}

// Both sides of a dialogue, a line each: what the server says, and what we do then.
struct talk {
  smtp_dialogue dialogue;
  smtp_reader in;
  std::string log;
  bool ended = false;

  explicit talk(bool encrypted = false, smtp_login login = {"ani", "rahasia"}, std::string to = "budi@contoh.id")
      : dialogue("sahut.example", encrypted, std::move(login), {"layanan@sahut.example", std::move(to), "Subject: a\r\n\r\n.b\r\nc\r\n"}) {}
  talk& hears(std::string bytes) {
    EXPECT_FALSE(ended) << bytes;
    EXPECT_EQ(in.feed(bytes), smtp_reader::state::whole) << bytes;
    auto step = dialogue.on_reply(in.take());
    if (std::holds_alternative<smtp_dialogue::encrypt>(step)) {
      log += "(TLS)";
      step = dialogue.on_encrypted();
    }
    if (auto* w = std::get_if<smtp_dialogue::write>(&step)) log += w->bytes;
    if (auto* e = std::get_if<smtp_dialogue::end>(&step)) log += "[" + told(e->how) + "]", ended = true;
    return *this;
  }
  std::string last() {
    auto const out = log;
    log.clear();
    return out;
  }
  // Up to the letter.
  talk& ready() {
    hears("220 mail\r\n").hears("250-mail\r\n250 STARTTLS\r\n").hears("220 go\r\n").hears("250-mail\r\n250-8BITMIME\r\n250 AUTH LOGIN PLAIN\r\n");
    return *this;
  }
};

TEST(smtp, sends_a_letter_over_starttls) {
  talk t;
  EXPECT_EQ(t.hears("220 mail ESMTP\r\n").last(), "EHLO sahut.example\r\n");
  EXPECT_EQ(t.hears("250-mail\r\n250-SIZE 1000\r\n250 starttls\r\n").last(), "STARTTLS\r\n");
  EXPECT_EQ(t.hears("220 go ahead\r\n").last(), "(TLS)EHLO sahut.example\r\n");
  EXPECT_EQ(t.hears("250-mail\r\n250 AUTH LOGIN PLAIN\r\n").last(), "AUTH PLAIN AGFuaQByYWhhc2lh\r\n");
  EXPECT_EQ(t.hears("235 welcome\r\n").last(), "MAIL FROM:<layanan@sahut.example>\r\n");
  EXPECT_EQ(t.hears("250 ok\r\n").last(), "RCPT TO:<budi@contoh.id>\r\n");
  EXPECT_EQ(t.hears("250 ok\r\n").last(), "DATA\r\n");
  EXPECT_EQ(t.hears("354 go\r\n").last(), "Subject: a\r\n\r\n..b\r\nc\r\n.\r\n");
  EXPECT_EQ(t.hears("250 queued\r\n").last(), "[sent]");
}

TEST(smtp, says_no_name_no_password_and_no_letter_unencrypted) {
  talk t;
  t.hears("220 mail\r\n").last();
  EXPECT_EQ(t.hears("250-mail\r\n250 AUTH PLAIN\r\n").last(), "[later: the server offers no STARTTLS, and nothing is sent unencrypted]");
  talk refused_tls;
  refused_tls.hears("220 mail\r\n").hears("250-mail\r\n250 STARTTLS\r\n").last();
  EXPECT_EQ(refused_tls.hears("454 not now\r\n").last(), "[later: STARTTLS: 454 not now]");
}

TEST(smtp, what_was_offered_before_tls_counts_no_more) {
  talk t;
  t.hears("220 mail\r\n").hears("250-mail\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n").hears("220 go\r\n").last();
  EXPECT_EQ(t.hears("250 mail\r\n").last(), "[later: the server offers neither AUTH PLAIN nor AUTH LOGIN]");
}

TEST(smtp, logs_in_as_the_server_knows_it) {
  talk login(true);
  login.hears("220 mail\r\n").last();
  EXPECT_EQ(login.hears("250-mail\r\n250 AUTH LOGIN CRAM-MD5\r\n").last(), "AUTH LOGIN\r\n");
  EXPECT_EQ(login.hears("334 VXNlcm5hbWU6\r\n").last(), "YW5p\r\n");
  EXPECT_EQ(login.hears("334 UGFzc3dvcmQ6\r\n").last(), "cmFoYXNpYQ==\r\n");
  EXPECT_EQ(login.hears("235 ok\r\n").last(), "MAIL FROM:<layanan@sahut.example>\r\n");

  talk none(true, {});
  none.hears("220 mail\r\n").last();
  EXPECT_EQ(none.hears("250 mail\r\n").last(), "MAIL FROM:<layanan@sahut.example>\r\n");

  talk old(true);
  old.hears("220 mail\r\n").last();
  EXPECT_EQ(old.hears("250-mail\r\n250 AUTH=PLAIN LOGIN\r\n").last(), "AUTH PLAIN AGFuaQByYWhhc2lh\r\n");
}

TEST(smtp, takes_each_refusal_for_what_it_is) {
  struct {
    std::vector<std::string> replies;
    std::string end;
  } const cases[] = {
      {{"535 5.7.8 wrong password\r\n"}, "[later: AUTH: 535 5.7.8 wrong password]"},  // of the configuration: not the letter's fault
      {{"235 ok\r\n", "550 sender unknown\r\n"}, "[later: MAIL FROM: 550 sender unknown]"},
      {{"235 ok\r\n", "250 ok\r\n", "550 5.1.1 <budi@contoh.id> unknown\r\n"}, "[refused: RCPT TO: 550 5.1.1 <(address)> unknown]"},
      {{"235 ok\r\n", "250 ok\r\n", "450 greylisted\r\n"}, "[later: RCPT TO: 450 greylisted]"},
      {{"235 ok\r\n", "250 ok\r\n", "251 forwarded\r\n", "554 no\r\n"}, "[refused: DATA: 554 no]"},
      {{"235 ok\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n", "552 too big\r\n"}, "[refused: the letter: 552 too big]"},
      {{"235 ok\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n", "451 try later\r\n"}, "[later: the letter: 451 try later]"},
      {{"235 ok\r\n", "421 shutting down\r\n"}, "[later: the server is closing: 421 shutting down]"},
      {{"999 what\r\n"}, "[later: AUTH: 999 what]"},
      {{"550 \x1b[31mred\xff\r\n"}, "[later: AUTH: 550 ?[31mred?]"},
  };
  for (auto const& c : cases) {
    talk t;
    t.ready();
    for (auto const& r : c.replies) t.last(), t.hears(r);
    EXPECT_EQ(t.last(), c.end);
  }
  talk busy;
  EXPECT_EQ(busy.hears("554 no service\r\n").last(), "[later: greeting: 554 no service]");
}

TEST(smtp, knows_that_a_letter_may_have_gone_only_after_it_was_written) {
  talk t;
  t.ready();
  EXPECT_EQ(told(t.dialogue.on_lost("gone")), "later: gone");
  t.hears("235 ok\r\n").hears("250 ok\r\n").hears("250 ok\r\n");
  EXPECT_EQ(told(t.dialogue.on_lost("gone")), "later: gone");
  t.hears("354 go\r\n");
  EXPECT_EQ(told(t.dialogue.on_lost("gone")), "perhaps: gone");
}

TEST(smtp, sends_to_an_address_that_is_not_ascii_only_where_the_server_can) {
  talk cannot(true, {}, "aní@contoh.id");
  cannot.hears("220 mail\r\n").last();
  EXPECT_EQ(cannot.hears("250 mail\r\n").last(), "[refused: the server takes no address that is not ASCII (SMTPUTF8)]");
  talk can(true, {}, "aní@contoh.id");
  can.hears("220 mail\r\n").last();
  EXPECT_EQ(can.hears("250-mail\r\n250 SMTPUTF8\r\n").last(), "MAIL FROM:<layanan@sahut.example> SMTPUTF8\r\n");
}

TEST(smtp_reader, puts_a_reply_together_however_it_comes_and_reads_no_endless_one) {
  smtp_reader in;
  for (auto const& piece : {"25"s, "0-a"s, "\r"s, "\n250"s, " b\r"s}) EXPECT_EQ(in.feed(piece), smtp_reader::state::more) << piece;
  EXPECT_EQ(in.feed("\n220 next\r\n"), smtp_reader::state::whole);
  EXPECT_EQ(in.take().lines, (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(in.anything_left());
  EXPECT_EQ(in.next(), smtp_reader::state::whole);
  EXPECT_EQ(in.take().code, 220);
  EXPECT_FALSE(in.anything_left());

  for (auto const& broken : {"hello\r\n"s, "25\r\n"s, "250-a\r\n251 b\r\n"s, "250_a\r\n"s, "\r\n"s, std::string(20'000, '2')}) {
    smtp_reader r;
    EXPECT_EQ(r.feed(broken), smtp_reader::state::broken) << broken.substr(0, 20);
  }
}

}  // namespace
}  // namespace sahut::mail
