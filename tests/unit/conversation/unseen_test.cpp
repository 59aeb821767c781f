// What crosses an officer's message, and what makes it stale; what a message that waits is told.
#include "routing/engine/conversation/unseen.hpp"

#include "routing/engine/conversation/deliveries.hpp"

#include <gtest/gtest.h>

using namespace sahut;

namespace {

log_message said(author from, std::string text, message_kind kind = message_kind::text) {
  log_message m;
  m.from = from;
  m.text = std::move(text);
  m.kind = kind;
  return m;
}

}  // namespace

TEST(what_an_officer_has_not_seen, begins_the_crossing_line_with_the_citizens_first_line_and_is_courtesy_while_all_of_it_is) {
  auto const thanks = said(author::visitor, "Terima kasih"), question = said(author::visitor, "Berapa tarifnya?"),
             sticker = said(author::visitor, "", message_kind::sticker), officer = said(author::officer, "Sebentar."),
             system = said(author::system, "Anda di antrean");
  struct row { std::vector<log_message> lines; std::uint64_t seq; bool courtesy; };
  row const rows[] = {
      {{}, 0, false},
      {{officer, system}, 0, false},
      {{thanks}, 1, true},
      {{officer, thanks}, 2, true},
      {{sticker, thanks}, 1, true},
      {{thanks, officer, question}, 1, false},
      {{question, thanks}, 1, false},
      {{system, question}, 2, false},
  };
  for (auto const& r : rows) {
    std::optional<crossing_line> line;
    std::uint64_t seq = 0;
    for (auto entry : r.lines) {
      ++seq;
      entry.at = utc_time{seconds{seq}};
      note_crossing(line, seq, entry, texts::courtesy_words::defaults());
    }
    ASSERT_EQ(line.has_value(), r.seq != 0) << r.lines.size();
    if (!line) continue;
    EXPECT_EQ(line->seq, r.seq);
    EXPECT_EQ(line->at, utc_time{seconds{r.seq}});
    EXPECT_EQ(line->courtesy, r.courtesy) << r.seq;
  }
}

TEST(what_an_officer_has_not_seen, makes_it_stale_after_another_officer_or_another_window_and_no_one_else) {
  struct row { author from; officer_id officer; char const* window; bool stale; };
  for (auto const& r : {row{author::officer, "sari", "1", false}, row{author::officer, "sari", "2", true}, row{author::officer, "budi", "1", true},
                        row{author::visitor, "", "", false}, row{author::system, "", "", false}}) {
    auto entry = said(r.from, "x");
    entry.officer = r.officer;
    entry.window = r.window;
    EXPECT_EQ(makes_stale(entry, "sari", "1"), r.stale) << r.officer << r.window;
  }
}

TEST(the_officer_of_a_message_that_waits, is_told_why_once_and_not_when_its_fate_is_known) {
  struct row { delivery state; std::string reason; bool told; };
  for (auto const& r : {row{delivery::none, "", true}, row{delivery::pending, "", true}, row{delivery::pending, "lain", true},
                        row{delivery::pending, "ditahan", false}, row{delivery::unknown, "", true}, row{delivery::sent, "", false},
                        row{delivery::delivered, "", false}, row{delivery::read, "", false}, row{delivery::failed, "", false}}) {
    annotation noted;
    noted.state = r.state;
    noted.reason = r.reason;
    noted.reaction = "+";
    auto const t = on_held_back(7, noted, "ditahan");
    ASSERT_EQ(t.has_value(), r.told) << static_cast<int>(r.state) << r.reason;
    if (!t) continue;
    EXPECT_FALSE(t->after);
    ASSERT_EQ(t->annotate.size(), 1U);
    EXPECT_EQ(t->annotate[0].seq, 7U);
    EXPECT_EQ(t->annotate[0].now.state, delivery::pending);
    EXPECT_EQ(t->annotate[0].now.reason, "ditahan");
    EXPECT_EQ(t->annotate[0].now.reaction, "+") << "the rest stays";
  }
}
