// What every storage of files does (gateway/media/storage.hpp).
#include <gmock/gmock.h>
#include <sodium.h>

#include "gateway/media/directory_storage.hpp"
#include "gateway/media/s3_storage.hpp"
#include "gateway/store/system_random.hpp"
#include "tests/conformance/s3_server.hpp"
#include "tests/support/needs.hpp"
#include "tests/unit/media/sources.hpp"

namespace sahut::media {
namespace {

struct storage_under_test {
  virtual ~storage_under_test() = default;
  virtual storage& get() = 0;
  boost::asio::io_context io{1};
  system_random random;
};

struct directory_under_test final : storage_under_test {
  a_folder folder;
  disk_pool pool;
  std::unique_ptr<storage> made = create_directory_storage(folder.path + "/media", pool).value();
  storage& get() override { return *made; }
};

struct the_wall_clock final : sahut::clock {
  utc_time now() const override { return std::chrono::floor<milliseconds>(std::chrono::system_clock::now()); }
  boost::asio::awaitable<bool> sleep_until(utc_time) override { co_return true; }  // a retry comes at once
};

test::s3_server& the_s3_server() {
  static test::s3_server server;
  return server;
}

struct s3_under_test final : storage_under_test {
  the_wall_clock time;
  std::unique_ptr<storage> made;
  explicit s3_under_test(std::string secret = "S3RVER", std::string bucket = "sahut") {
    s3_settings settings;
    settings.endpoint = the_s3_server().endpoint();
    settings.bucket = std::move(bucket);
    settings.credentials = {"us-east-1", "S3RVER", std::move(secret)};
    made = create_s3_storage(std::move(settings), time, random);
  }
  storage& get() override { return *made; }
};

struct kind_of_storage {
  std::string name;
  std::function<std::unique_ptr<storage_under_test>()> create;
};
void PrintTo(kind_of_storage const& kind, std::ostream* to) { *to << kind.name; }

std::vector<kind_of_storage> kinds() {
  std::vector<kind_of_storage> out{{"directory", [] { return std::make_unique<directory_under_test>(); }}};
  if (test::s3_server::is_installed()) out.push_back({"s3", [] { return std::make_unique<s3_under_test>(); }});
  return out;
}

struct every_storage : testing::TestWithParam<kind_of_storage> {
  std::unique_ptr<storage_under_test> under_test = GetParam().create();
  storage& objects = under_test->get();
  boost::asio::io_context& io = under_test->io;

  // The name is a random one: a storage does not compute it.
  object_facts facts_of(std::string const& content) {
    object_facts out;
    unsigned char bytes[32];
    char hex[65];
    under_test->random.fill(bytes);
    out.name = sodium_bin2hex(hex, sizeof hex, bytes, sizeof bytes);
    out.size = content.size();
    crypto_hash_sha256(out.sha256.data(), reinterpret_cast<unsigned char const*>(content.data()), content.size());
    return out;
  }
  result<void> put(object_facts const& facts, std::string const& content) {
    return run_now(io, objects.put(facts, again(content)));
  }
  boost::asio::awaitable<result<std::string>> open_and_read(std::string name) {
    auto opened = co_await objects.open(std::move(name));
    if (!opened) co_return opened.error();
    co_return co_await read_all(**opened, 10'000);
  }
  result<std::string> read(std::string const& name) { return run_now(io, open_and_read(name)); }
};

TEST_P(every_storage, gives_back_what_was_put) {
  for (std::size_t const size : {std::size_t{1}, piece_bytes, 3 * piece_bytes + 5, std::size_t{6'000'000}}) {
    auto const content = random_text(size, static_cast<unsigned>(size));
    auto const facts = facts_of(content);
    ASSERT_TRUE(put(facts, content)) << size;
    auto const got = read(facts.name);
    ASSERT_TRUE(got) << got.error().detail;
    EXPECT_TRUE(*got == content) << size;
    EXPECT_TRUE(run_now(io, objects.remove(facts.name)));
  }
}

TEST_P(every_storage, takes_the_same_object_again) {
  auto const facts = facts_of("the same");
  EXPECT_TRUE(put(facts, "the same"));
  EXPECT_TRUE(put(facts, "the same"));
  EXPECT_EQ(read(facts.name).value(), "the same");
}

TEST_P(every_storage, lists_what_lies_there_in_order_and_page_by_page) {
  std::vector<std::string> put_there;
  for (int i = 0; i < 7; ++i) {
    auto const facts = facts_of("content");
    ASSERT_TRUE(put(facts, "content"));
    put_there.push_back(facts.name);
  }
  std::sort(put_there.begin(), put_there.end());
  auto const now = std::chrono::system_clock::now();
  for (std::size_t const most : {1u, 3u, 1000u}) {
    std::vector<std::string> found;
    std::string after;
    do {
      auto const page = run_now(io, objects.list(after, most));
      ASSERT_TRUE(page) << page.error().detail;
      for (auto const& o : page->objects) {
        found.push_back(o.name);
        EXPECT_LT(now - o.written_at, std::chrono::minutes(10));
        EXPECT_LT(o.written_at - now, std::chrono::minutes(10));
      }
      after = page->next;
    } while (!after.empty() && found.size() < 10'000);
    EXPECT_TRUE(std::is_sorted(found.begin(), found.end()));
    EXPECT_TRUE(std::includes(found.begin(), found.end(), put_there.begin(), put_there.end())) << most;
    EXPECT_EQ(std::adjacent_find(found.begin(), found.end()), found.end());
  }
  for (auto const& name : put_there) ASSERT_TRUE(run_now(io, objects.remove(name)));
}

TEST_P(every_storage, does_not_find_what_was_never_put_or_was_removed) {
  auto const facts = facts_of("content");
  EXPECT_EQ(read(facts.name).error().code, errc::not_found);
  EXPECT_TRUE(run_now(io, objects.remove(facts.name))) << "an object that is not there is fine";
  ASSERT_TRUE(put(facts, "content"));
  ASSERT_TRUE(run_now(io, objects.remove(facts.name)));
  EXPECT_EQ(read(facts.name).error().code, errc::not_found);
  EXPECT_TRUE(run_now(io, objects.remove(facts.name)));
  ASSERT_TRUE(put(facts, "content")) << "and it may come again";
  EXPECT_EQ(read(facts.name).value(), "content");
}

TEST_P(every_storage, keeps_nothing_of_what_was_not_whole) {
  auto facts = facts_of("whole");
  EXPECT_FALSE(put(facts, "who"));
  EXPECT_EQ(read(facts.name).error().code, errc::not_found);
  EXPECT_FALSE(put(facts, "whole and more"));
  EXPECT_EQ(read(facts.name).error().code, errc::not_found);

  auto const ended = run_now(io, objects.put(facts, again("who", error{errc::bad_field, "", "the spool is gone"})));
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().detail, "the spool is gone");
  EXPECT_EQ(read(facts.name).error().code, errc::not_found);
}

TEST_P(every_storage, keeps_what_was_there_if_a_repetition_fails) {
  auto const facts = facts_of("whole");
  ASSERT_TRUE(put(facts, "whole"));
  EXPECT_FALSE(put(facts, "who"));
  EXPECT_EQ(read(facts.name).value(), "whole");
}

TEST_P(every_storage, may_be_read_by_several_at_once_while_another_is_written) {
  auto const content = random_text(300'000);
  auto const facts = facts_of(content);
  ASSERT_TRUE(put(facts, content));
  int good = 0, done = 0;
  auto const read_it = [&]() -> boost::asio::awaitable<void> {
    auto const got = co_await open_and_read(facts.name);
    good += got && *got == content;
    ++done;
  };
  auto const write_it = [&]() -> boost::asio::awaitable<void> {
    auto other = facts_of(content);
    auto bytes = again(content);
    auto const put = co_await objects.put(std::move(other), std::move(bytes));
    good += put.has_value();
    ++done;
  };
  for (int i = 0; i < 4; ++i) {
    boost::asio::co_spawn(io, read_it(), [](std::exception_ptr) {});
    boost::asio::co_spawn(io, write_it(), [](std::exception_ptr) {});
  }
  ASSERT_TRUE(test::run_until(io, [&] { return done == 8; }));
  EXPECT_EQ(good, 8);
}

TEST_P(every_storage, may_be_let_go_in_the_middle_of_a_file) {
  auto const content = random_text(3'000'000);
  auto const facts = facts_of(content);
  ASSERT_TRUE(put(facts, content));
  auto const first_piece = [&]() -> boost::asio::awaitable<bool> {
    auto opened = co_await objects.open(facts.name);
    std::vector<std::byte> piece(piece_bytes);
    auto const got = co_await (*opened)->read(piece);
    co_return got && *got > 0;
  };
  EXPECT_TRUE(run_now(io, first_piece()));
  EXPECT_TRUE(read(facts.name).value() == content);
}

TEST_P(every_storage, says_that_it_can_be_used) { EXPECT_TRUE(run_now(io, objects.check())); }

INSTANTIATE_TEST_SUITE_P(media, every_storage, testing::ValuesIn(kinds()), [](auto const& given) { return given.param.name; });

TEST(an_s3_bucket, refuses_another_secret_and_does_not_exist_by_another_name) {
  SAHUT_NEEDS(test::s3_server::is_installed(), "s3rver is not installed: npm ci in tests/integration");
  s3_under_test stranger("another secret");
  EXPECT_EQ(run_now(stranger.io, stranger.get().check()).error().detail, "the bucket does not serve: HTTP 403 SignatureDoesNotMatch");
  s3_under_test lost("S3RVER", "nowhere");
  EXPECT_EQ(run_now(lost.io, lost.get().check()).error().detail, "the bucket does not serve: HTTP 404 NoSuchBucket");
  auto const opened = run_now(lost.io, lost.get().open(std::string(64, 'a')));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, errc::unavailable);
}

}  // namespace
}  // namespace sahut::media
