// Signatures against Amazon's published figures, and what a bucket's answers lead to. A real S3 server: tests/conformance.
#include <gmock/gmock.h>

#include <deque>

#include "gateway/media/s3_storage.hpp"
#include "gateway/store/system_random.hpp"
#include "tests/unit/media/sources.hpp"

namespace sahut::media {
namespace {

using connector::http_failure;
using connector::http_stream_request;
using connector::http_stream_response;
using connector::http_stream_result;
using testing::HasSubstr;
using testing::Not;

utc_time const may_24 = std::chrono::sys_days{std::chrono::year{2013} / 5 / 24};

// "Signature Calculations for the Authorization Header: Transferring Payload in a Single Chunk", Amazon S3 API Reference:
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
TEST(s3_signature, is_what_amazon_published) {
  s3_credentials const by{"us-east-1", "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"};
  std::string const nothing(sha256_of_nothing), host = "examplebucket.s3.amazonaws.com", date = "20130524T000000Z";
  struct example {
    s3_request request;
    std::string names, signature;
  };
  std::string const put_hash = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072";
  std::vector<example> const examples = {
      {{"GET", "/test.txt", "", {{"host", host}, {"range", "bytes=0-9"}, {"x-amz-content-sha256", nothing}, {"x-amz-date", date}}, nothing},
       "host;range;x-amz-content-sha256;x-amz-date", "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"},
      {{"PUT", "/test%24file.text", "",
        {{"x-amz-storage-class", "REDUCED_REDUNDANCY"}, {"x-amz-date", date}, {"x-amz-content-sha256", put_hash}, {"host", host}, {"date", "Fri, 24 May 2013 00:00:00 GMT"}},
        put_hash},
       "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class", "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"},
      {{"GET", "/", "lifecycle=", {{"host", host}, {"x-amz-content-sha256", nothing}, {"x-amz-date", date}}, nothing},
       "host;x-amz-content-sha256;x-amz-date", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"},
      {{"GET", "/", "max-keys=2&prefix=J", {{"host", host}, {"x-amz-content-sha256", nothing}, {"x-amz-date", date}}, nothing},
       "host;x-amz-content-sha256;x-amz-date", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"},
  };
  for (auto const& e : examples)
    EXPECT_EQ(s3_authorization(by, e.request, may_24),
              "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=" + e.names + ",Signature=" + e.signature);
}

TEST(s3_signature, writes_the_time_in_utc_to_the_second) {
  EXPECT_EQ(s3_time(may_24), "20130524T000000Z");
  EXPECT_EQ(s3_time(std::chrono::sys_days{std::chrono::year{2027} / 1 / 2} + std::chrono::hours(23) + std::chrono::minutes(4) + milliseconds(5'999)), "20270102T230405Z");
}

struct clock_that_waits_at_once final : sahut::clock {
  mutable std::vector<milliseconds> waits;
  utc_time time = may_24;
  utc_time now() const override { return time; }
  boost::asio::awaitable<bool> sleep_until(utc_time when) override {
    waits.push_back(when - time);
    time = when;
    co_return true;
  }
};

struct scripted_answer {
  int status = 0;  // 0: a failure
  std::string body;
  connector::http_headers headers{};
};

struct request_seen {
  std::string method, target, body;
  std::uint64_t body_bytes;
  connector::http_headers headers;
  std::string header(std::string_view name) const {
    for (auto const& [key, value] : headers)
      if (key == name) return value;
    return {};
  }
};

struct network {
  std::deque<scripted_answer> answers;
  std::vector<request_seen> seen;
};

struct scripted_client final : connector::http_client {
  network& net;
  explicit scripted_client(network& n) : net(n) {}
  using unused = boost::asio::awaitable<connector::http_result>;
  unused post(std::string, connector::http_headers, std::string, milliseconds) override { co_return http_failure{}; }
  unused put(std::string, connector::http_headers, std::string, milliseconds) override { co_return http_failure{}; }
  unused get(std::string, connector::http_headers, milliseconds) override { co_return http_failure{}; }
  boost::asio::awaitable<http_stream_result> stream(http_stream_request request) override {
    request_seen seen{request.method, request.target, {}, request.body_bytes, request.headers};
    std::vector<std::byte> piece(1000);
    while (request.body && seen.body.size() < request.body_bytes) {
      auto const got = co_await request.body->read(std::span(piece).first(std::min<std::size_t>(piece.size(), request.body_bytes - seen.body.size())));
      if (!got || *got == 0) co_return http_stream_result(http_failure{false, connector::body_unreadable});
      seen.body.append(reinterpret_cast<char const*>(piece.data()), *got);
    }
    net.seen.push_back(std::move(seen));
    auto const told = net.answers.front();
    net.answers.pop_front();
    if (told.status == 0) co_return http_stream_result(http_failure{true, "no answer in time"});
    http_stream_response out;
    out.status = told.status;
    out.headers = told.headers;
    out.body = std::make_unique<text_source>(told.body);
    co_return http_stream_result(std::move(out));
  }
};

std::string error_body(std::string const& code) {
  return "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>words of theirs</Message><Resource>/b/o</Resource></Error>";
}

struct a_bucket : testing::Test {
  boost::asio::io_context io{1};
  network net;
  clock_that_waits_at_once time;
  system_random random;
  std::unique_ptr<storage> bucket;
  std::string const name = std::string(64, 'a');

  a_bucket() {
    s3_settings settings;
    settings.endpoint = "https://s3.example:9000";
    settings.bucket = "sahut-media";
    settings.credentials = {"ap-southeast-3", "AKID", "a very secret key"};
    bucket = create_s3_storage(settings, std::make_unique<scripted_client>(net), time, random);
  }
  result<void> put(std::string const& content = "sealed", std::optional<error> at_end = std::nullopt) {
    object_facts facts{name, 6, {}};
    facts.sha256.fill(0xAB);
    return run_now(io, bucket->put(facts, again(content, std::move(at_end))));
  }
  boost::asio::awaitable<result<std::string>> open_and_read() {
    auto opened = co_await bucket->open(name);
    if (!opened) co_return opened.error();
    co_return co_await read_all(**opened);
  }
  result<std::string> read() { return run_now(io, open_and_read()); }
};

TEST_F(a_bucket, is_asked_by_its_path_and_each_request_is_signed_whole) {
  net.answers = {{200, ""}, {200, "sealed"}, {204, ""}, {200, "<ListBucketResult/>"}};
  EXPECT_TRUE(put());
  EXPECT_EQ(read().value(), "sealed");
  EXPECT_TRUE(run_now(io, bucket->remove(name)));
  EXPECT_TRUE(run_now(io, bucket->check()));
  std::vector<std::string> asked;
  for (auto const& r : net.seen) {
    asked.push_back(r.method + ' ' + r.target);
    EXPECT_EQ(r.header("x-amz-date"), "20130524T000000Z");
    EXPECT_THAT(r.header("Authorization"), HasSubstr("Credential=AKID/20130524/ap-southeast-3/s3/aws4_request,SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature="));
    for (auto const& [key, value] : r.headers) EXPECT_THAT(value, Not(HasSubstr("secret"))) << key;
  }
  EXPECT_THAT(asked, testing::ElementsAre("PUT /sahut-media/" + name, "GET /sahut-media/" + name, "DELETE /sahut-media/" + name, "GET /sahut-media?list-type=2&max-keys=0"));
  EXPECT_EQ(net.seen[0].body, "sealed");
  EXPECT_EQ(net.seen[0].body_bytes, 6U);
  std::string hash;
  for (int i = 0; i < 32; ++i) hash += "ab";
  EXPECT_EQ(net.seen[0].header("x-amz-content-sha256"), hash) << "never UNSIGNED-PAYLOAD";
  EXPECT_EQ(net.seen[1].header("x-amz-content-sha256"), sha256_of_nothing);
}

TEST_F(a_bucket, is_asked_again_with_the_whole_object_after_no_answer_and_after_faults_that_pass) {
  for (auto const& passing : std::vector<scripted_answer>{{0, ""}, {500, error_body("InternalError")}, {503, error_body("SlowDown")}, {429, ""}, {400, error_body("RequestTimeout")}}) {
    net.answers = {passing, passing, {200, ""}};
    net.seen.clear();
    time.waits.clear();
    EXPECT_TRUE(put()) << passing.status;
    ASSERT_EQ(net.seen.size(), 3U);
    for (auto const& r : net.seen) EXPECT_EQ(r.body, "sealed");
    ASSERT_EQ(time.waits.size(), 2U);
    EXPECT_GE(time.waits[0].count(), 250);
    EXPECT_LE(time.waits[0].count(), 375);
    EXPECT_GE(time.waits[1].count(), 1000);
    EXPECT_LE(time.waits[1].count(), 1500);
  }
  net.answers = {{503, ""}, {200, "sealed"}};
  EXPECT_EQ(read().value(), "sealed");
  net.answers = {{0, ""}, {204, ""}};
  EXPECT_TRUE(run_now(io, bucket->remove(name)));
}

TEST_F(a_bucket, is_unavailable_after_three_tries) {
  net.answers = {{0, ""}, {503, error_body("SlowDown")}, {503, error_body("SlowDown")}};
  auto const refused = put();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::unavailable);
  EXPECT_EQ(refused.error().detail, "the bucket does not serve: HTTP 503 SlowDown");
  net.answers = {{0, ""}, {0, ""}, {0, ""}};
  EXPECT_EQ(read().error().detail, "the bucket does not serve: no answer in time");
}

TEST_F(a_bucket, is_not_asked_again_what_it_refuses_for_good) {
  struct refusal {
    scripted_answer told;
    std::string detail;
  };
  std::vector<refusal> const refusals = {
      {{403, error_body("SignatureDoesNotMatch")}, "the bucket does not serve: HTTP 403 SignatureDoesNotMatch"},
      {{403, error_body("AccessDenied")}, "the bucket does not serve: HTTP 403 AccessDenied"},
      {{404, error_body("NoSuchBucket")}, "the bucket does not serve: HTTP 404 NoSuchBucket"},
      {{400, error_body("XAmzContentSHA256Mismatch")}, "the bucket does not serve: HTTP 400 XAmzContentSHA256Mismatch"},
      {{301, error_body("PermanentRedirect"), {{"x-amz-bucket-region", "us-west-2"}}},
       "the bucket does not serve: HTTP 301 PermanentRedirect, the bucket lies in the region us-west-2"},
      {{403, "<html>a proxy's page</html>"}, "the bucket does not serve: HTTP 403"},
      {{403, "<Code>" + std::string(5000, 'A')}, "the bucket does not serve: HTTP 403"},
      {{403, "<Code>two\nlines</Code>", {{"x-amz-bucket-region", "a\x1b[31mb"}}}, "the bucket does not serve: HTTP 403"},
  };
  for (auto const& r : refusals) {
    net.answers = {r.told};
    auto const refused = put();
    ASSERT_FALSE(refused) << r.detail;
    EXPECT_EQ(refused.error().code, errc::unavailable);
    EXPECT_EQ(refused.error().detail, r.detail);
    EXPECT_TRUE(net.answers.empty());
  }
}

TEST_F(a_bucket, tells_a_missing_object_from_a_missing_bucket) {
  net.answers = {{404, error_body("NoSuchKey")}};
  EXPECT_EQ(read().error().code, errc::not_found);
  net.answers = {{404, error_body("NoSuchBucket")}};
  EXPECT_EQ(read().error().code, errc::unavailable);
  net.answers = {{404, error_body("NoSuchKey")}};
  EXPECT_TRUE(run_now(io, bucket->remove(name)));
  net.answers = {{404, error_body("NoSuchBucket")}};
  EXPECT_EQ(run_now(io, bucket->remove(name)).error().code, errc::unavailable);
}

TEST_F(a_bucket, is_not_asked_again_if_the_bytes_are_not_those_that_were_told) {
  EXPECT_EQ(put("short").error().code, errc::internal);
  EXPECT_EQ(put("longer than that").error().code, errc::internal);
  EXPECT_EQ(put("sea", error{errc::unavailable, "", "the disk is gone"}).error().detail, "the disk is gone");
  EXPECT_EQ(put("sealed", error{errc::unavailable, "", "the disk is gone"}).error().detail, "the disk is gone");
  EXPECT_TRUE(net.seen.empty()) << "none of them was whole";
}

TEST_F(a_bucket, is_asked_for_no_name_that_leads_elsewhere) {
  for (std::string const& bad : {std::string("../other-bucket/key"), std::string(), std::string("a?acl"), std::string(64, 'G')}) {
    EXPECT_EQ(run_now(io, bucket->open(bad)).error().code, errc::not_found);
    EXPECT_TRUE(run_now(io, bucket->remove(bad)));
    EXPECT_FALSE(run_now(io, bucket->put({bad, 1, {}}, again("x"))));
  }
  EXPECT_TRUE(net.seen.empty());
}

}  // namespace
}  // namespace sahut::media
