#include "gateway/net/problem.hpp"

#include <gtest/gtest.h>

namespace sahut::net {
namespace {

TEST(problem, it_is_an_rfc_9457_document_with_the_catalogues_code) {
  auto const reply = problem(404, "not_found", "There is nothing here.");
  EXPECT_EQ(reply.status, 404);
  EXPECT_EQ(reply.content_type, "application/problem+json");
  EXPECT_EQ(
      reply.body,
      R"({"type":"about:blank","title":"Not Found","status":404,"code":"not_found","detail":"There is nothing here."})");
}

TEST(problem, an_error_brings_status_path_and_retry_after) {
  error e;
  e.code = errc::rate_limited;
  e.retry_after_ms = 1001;
  auto const limited = problem(e);
  EXPECT_EQ(limited.status, 429);
  EXPECT_EQ(limited.headers, (std::vector<std::pair<std::string, std::string>>{{"Retry-After", "2"}}));
  auto const field = problem(error{errc::bad_field, "office", "is \"missing\"\n"});
  EXPECT_EQ(field.status, 400);
  EXPECT_EQ(
      field.body,
      R"({"type":"about:blank","title":"Bad Request","status":400,"code":"bad_field","detail":"is \"missing\"\u000a","path":"office"})");
}

TEST(problem, a_401_brings_its_challenge) {
  using fields = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(problem(401, "not_authenticated").headers, (fields{{"WWW-Authenticate", "Bearer"}}));
  EXPECT_EQ(problem(error{errc::not_authenticated, "", ""}).headers, (fields{{"WWW-Authenticate", "Bearer"}}));
  EXPECT_EQ(problem(403, "forbidden").headers, fields{});
}

TEST(problem, the_title_is_the_statuss_own_phrase) {
  for (auto const& [status, phrase] : {std::pair{400, "Bad Request"}, {401, "Unauthorized"}, {405, "Method Not Allowed"}, {413, "Payload Too Large"}, {422, "Unprocessable Entity"},
                                       {426, "Upgrade Required"}, {429, "Too Many Requests"}, {431, "Request Header Fields Too Large"}, {501, "Not Implemented"}})
    EXPECT_EQ(reason_phrase(status), phrase);
}

}  // namespace
}  // namespace sahut::net
