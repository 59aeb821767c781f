#include "gateway/app/answer_json.hpp"

#include <gtest/gtest.h>

namespace sahut {
namespace {

TEST(answer_json, what_is_an_object_stays_and_every_other_line_becomes_one) {
  struct {
    char const* out;
    char const* as_json;
  } const cases[] = {
      {"", ""},
      {"added sari\n", "{\"said\":\"added sari\"}\n"},
      {"{\"name\":\"sari\"}\n{\"name\":\"budi\"}\n", "{\"name\":\"sari\"}\n{\"name\":\"budi\"}\n"},
      {"office \"a\": ok\n\nno end", "{\"said\":\"office \\\"a\\\": ok\"}\n{\"said\":\"no end\"}\n"},
  };
  for (auto const& c : cases) EXPECT_EQ(answer_as_json(c.out), c.as_json) << c.out;
}

TEST(answer_json, a_complaint_names_the_exit_code_and_progress_is_none) {
  EXPECT_EQ(complaint_as_json("there is no such account\n", 1), "{\"error\":\"there is no such account\",\"exit\":1}\n");
  EXPECT_EQ(complaint_as_json("5 records looked at\n", 0), "{\"said\":\"5 records looked at\"}\n");
  EXPECT_EQ(complaint_as_json("", 1), "");
  EXPECT_EQ(complaint_as_json("warning: it ends soon\nno instant\n", 65), "{\"said\":\"warning: it ends soon\"}\n{\"error\":\"no instant\",\"exit\":65}\n");
}

}  // namespace
}  // namespace sahut
