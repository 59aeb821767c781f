#include "gateway/wire/frames.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace sahut;
using testing::HasSubstr;
using testing::Not;

namespace {
wire::reader const citizen{true, {}}, officer{false, "sari"};

log_message said(author from, purpose meant) {
  log_message m;
  m.from = from;
  m.text = "Bea masuk dihitung dari nilai pabean.";
  m.meant = meant;
  return m;
}
annotation counts_as(purpose p) {
  annotation a;
  a.meant = p;
  return a;
}
auto const answer = R"("purpose":"answer")", question = R"("purpose":"question")";
}  // namespace

TEST(what_an_officer_wrote, is_an_answer_or_a_question_to_officer_and_citizen_alike) {
  for (auto const& reads : {citizen, officer}) {
    EXPECT_THAT(wire::message_frame("c", 1, said(author::officer, purpose::answer), {}, reads), HasSubstr(answer));
    EXPECT_THAT(wire::message_frame("c", 1, said(author::officer, purpose::question), {}, reads), HasSubstr(question));
    auto const changed = wire::message_frame("c", 1, said(author::officer, purpose::answer), counts_as(purpose::question), reads);
    EXPECT_THAT(changed, HasSubstr(question));
    EXPECT_THAT(changed, Not(HasSubstr(answer)));
    for (auto from : {author::visitor, author::system})
      EXPECT_THAT(wire::message_frame("c", 1, said(from, purpose::none), {}, reads), Not(HasSubstr("purpose")));
  }
}

TEST(a_reclassified_message, is_told_to_the_citizen_and_a_reason_is_not) {
  EXPECT_TRUE(wire::concerns_visitor(counts_as(purpose::answer)));
  EXPECT_THAT(wire::update_frame("c", 7, {1, counts_as(purpose::answer)}, citizen), HasSubstr(answer));
  annotation failed;
  failed.reason = "the window has closed";
  EXPECT_FALSE(wire::concerns_visitor(failed));
  failed.state = delivery::failed;
  EXPECT_TRUE(wire::concerns_visitor(failed));
  EXPECT_THAT(wire::update_frame("c", 7, {1, failed}, citizen), Not(HasSubstr("window")));
  EXPECT_THAT(wire::update_frame("c", 7, {1, failed}, officer), HasSubstr("window"));
}
