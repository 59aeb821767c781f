// Which file may be sent where, and what a fetch makes of a message.
#include "routing/engine/conversation/media.hpp"

#include "tests/support/test_traits.hpp"

#include <gtest/gtest.h>

namespace sahut {
namespace {

channel_traits takes(std::vector<media_limit> media) {
  channel_traits t;
  t.media = std::move(media);
  return t;
}

struct fitting {
  std::string_view name;
  std::vector<media_limit> media;
  message_kind kind;
  std::string_view type;
  std::uint64_t bytes;
  std::string_view fault;  // a piece of it; empty: it fits
};
struct file_that_fits : testing::TestWithParam<fitting> {};
TEST_P(file_that_fits, is_decided_by_the_channels_traits) {
  auto const& p = GetParam();
  auto const fault = file_fault(takes(p.media), p.kind, p.type, p.bytes);
  EXPECT_EQ(fault.has_value(), !p.fault.empty());
  if (fault) {
    EXPECT_NE(fault->find(p.fault), std::string::npos) << *fault;
  }
}
std::vector<media_limit> const pictures{{message_kind::image, {"image/jpeg", "image/png"}, 5'000'000}, {message_kind::file, {"application/pdf"}, 100'000'000}};
INSTANTIATE_TEST_SUITE_P(
    each, file_that_fits,
    testing::Values(fitting{"no_files", {}, message_kind::image, "image/jpeg", 1, "takes no files"},
                    fitting{"anything", {{}}, message_kind::file, "application/zip", 1u << 30, ""},
                    fitting{"picture", pictures, message_kind::image, "image/png", 5'000'000, ""},
                    fitting{"a_byte_too_large", pictures, message_kind::image, "image/png", 5'000'001, "up to 5 MB"},
                    fitting{"another_kind", pictures, message_kind::file, "image/png", 1, "does not take"},
                    fitting{"another_type", pictures, message_kind::image, "image/webp", 1, "image/jpeg, image/png, application/pdf"},
                    fitting{"document", pictures, message_kind::file, "application/pdf", 90'000'000, ""}),
    [](auto const& i) { return std::string(i.param.name); });

attachment pending(std::string id) {
  attachment a;
  a.state = file_state::pending;
  a.media = media_id(std::move(id));
  return a;
}

TEST(fetched_file, replaces_itself_alone_among_the_messages_attachments) {
  conversation c;
  log_message m;
  attachment place;
  place.kind = message_kind::location;
  m.attachments = {pending("a"), place, pending("b")};
  auto now = pending("b");
  now.state = file_state::ready;
  now.object = "o";
  auto const t = on_fetched(c, 7, m, {}, now);
  ASSERT_TRUE(t);
  ASSERT_EQ(t->annotate.size(), 1u);
  EXPECT_EQ(t->annotate[0].seq, 7u);
  EXPECT_EQ(t->annotate[0].now.attachments, (std::vector<attachment>{pending("a"), place, now}));
}

TEST(fetched_file, keeps_what_was_fetched_before_and_what_else_is_noted) {
  conversation c;
  log_message m;
  m.attachments = {pending("a"), pending("b")};
  annotation noted;
  noted.reaction = "👍";
  noted.attachments = m.attachments;
  noted.attachments[0].state = file_state::failed;
  auto now = pending("b");
  now.state = file_state::ready;
  auto const t = on_fetched(c, 1, m, noted, now);
  ASSERT_TRUE(t);
  EXPECT_EQ(t->annotate[0].now.reaction, "👍");
  EXPECT_EQ(t->annotate[0].now.attachments[0].state, file_state::failed);
  EXPECT_EQ(t->annotate[0].now.attachments[1].state, file_state::ready);
}

TEST(fetched_file, changes_nothing_of_a_message_that_was_taken_back_or_of_one_that_has_it) {
  conversation c;
  log_message m;
  m.attachments = {pending("a")};
  annotation removed;
  removed.removed = true;
  EXPECT_FALSE(on_fetched(c, 1, m, removed, pending("a")));
  EXPECT_FALSE(on_fetched(c, 1, m, {}, pending("z")));
  m.attachments[0].state = file_state::ready;
  EXPECT_FALSE(on_fetched(c, 1, m, {}, pending("a")));
}

TEST(fetch, is_tried_quickly_at_first_and_at_least_every_half_hour) {
  EXPECT_EQ(fetch_again_after(0), seconds{2});
  EXPECT_EQ(fetch_again_after(1), seconds{4});
  EXPECT_EQ(fetch_again_after(10), std::chrono::minutes{30});
  EXPECT_EQ(fetch_again_after(4'000'000'000), std::chrono::minutes{30});
}

}  // namespace
}  // namespace sahut
