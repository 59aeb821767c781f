// What is special of a folder. What every storage does is in tests/conformance.
#include "gateway/media/directory_storage.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

#include "gateway/store/process.hpp"
#include "tests/unit/media/sources.hpp"

namespace sahut::media {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string const name = "ab" + std::string("cd") + std::string(60, '7');

struct a_directory : testing::Test {
  boost::asio::io_context io{1};
  a_folder folder;
  disk_pool pool;
  std::unique_ptr<storage> made = create_directory_storage(folder.path + "/media", pool).value();

  result<void> put(std::string const& content, std::uint64_t size) {
    return run_now(io, made->put({name, size, {}}, again(content)));
  }
  result<void> put(std::string const& content) { return put(content, content.size()); }
};

TEST_F(a_directory, lays_a_file_two_levels_deep_for_nobody_elses_eyes) {
  ASSERT_TRUE(put("sealed"));
  EXPECT_THAT(folder.files(), ElementsAre("media/ab/cd/" + name));
  auto const mode = [&](std::string const& path) {
    struct stat s;
    return ::stat((folder.path + "/" + path).c_str(), &s) == 0 ? s.st_mode & 0777 : 0;
  };
  EXPECT_EQ(mode("media"), 0700U);
  EXPECT_EQ(mode("media/half"), 0700U);
  EXPECT_EQ(mode("media/ab"), 0700U);
  EXPECT_EQ(mode("media/ab/cd"), 0700U);
  EXPECT_EQ(mode("media/ab/cd/" + name), 0600U);
}

TEST_F(a_directory, takes_no_name_that_leads_elsewhere) {
  std::ofstream(folder.path + "/secret") << "secret";
  for (std::string const& bad : {std::string("../secret"), std::string(), std::string("/etc/passwd"), std::string(64, '.'), std::string(64, 'A'), std::string(63, 'a'),
                                 std::string(65, 'a'), std::string(61, 'a') + "/..", "..%2f" + std::string(59, 'a'), std::string(63, 'a') + '\0'}) {
    EXPECT_FALSE(run_now(io, made->put({bad, 1, {}}, again("x")))) << bad;
    auto const opened = run_now(io, made->open(bad));
    ASSERT_FALSE(opened) << bad;
    EXPECT_EQ(opened.error().code, errc::not_found) << bad;
    EXPECT_TRUE(run_now(io, made->remove(bad))) << bad;
  }
  EXPECT_THAT(folder.files(), ElementsAre("secret"));
}

TEST_F(a_directory, follows_no_link_that_stands_in_a_files_place) {
  ASSERT_TRUE(put("sealed"));
  auto const path = folder.path + "/media/ab/cd/" + name;
  std::ofstream(folder.path + "/secret") << "secret";
  std::filesystem::remove(path);
  std::filesystem::create_symlink(folder.path + "/secret", path);
  EXPECT_FALSE(run_now(io, made->open(name)));
}

TEST_F(a_directory, leaves_nothing_of_what_was_not_whole) {
  EXPECT_FALSE(put("too short", 10));
  EXPECT_FALSE(put("too long", 7));
  auto const ended = run_now(io, made->put({name, 100, {}}, again("half of it", error{errc::unavailable, "", "the connection ended"})));
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().detail, "the connection ended");
  pool.finish();
  EXPECT_THAT(folder.files(), IsEmpty());
}

TEST_F(a_directory, is_unavailable_while_the_disk_is_full_and_leaves_nothing) {
  struct rlimit before;
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  auto const handler = std::signal(SIGXFSZ, SIG_IGN);
  struct rlimit full = before;
  full.rlim_cur = 100'000;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &full), 0);
  auto const refused = put(random_text(300'000));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::unavailable);
  EXPECT_TRUE(put("there is room again"));
  pool.finish();
  EXPECT_THAT(folder.files(), ElementsAre("media/ab/cd/" + name));
}

TEST_F(a_directory, clears_the_half_files_of_a_crash_at_its_start_and_nobody_elses) {
  ASSERT_TRUE(put("whole"));
  auto const half = folder.path + "/media/half/";
  std::ofstream(half + "4711-1") << "half of a crash";
  std::ofstream(half + "4711-2") << "half of one that writes";
  file_descriptor const writes(::open((half + "4711-2").c_str(), O_RDWR | O_CLOEXEC));
  ASSERT_EQ(::flock(writes.get(), LOCK_EX), 0);
  auto const again = create_directory_storage(folder.path + "/media", pool).value();
  EXPECT_THAT(folder.files(), ElementsAre("media/ab/cd/" + name, "media/half/4711-2"));
}

TEST_F(a_directory, says_at_the_start_why_it_cannot_be_used) {
  std::ofstream(folder.path + "/file") << "no folder";
  auto const in_a_file = create_directory_storage(folder.path + "/file/media", pool);
  ASSERT_FALSE(in_a_file);
  EXPECT_EQ(in_a_file.error().code, errc::unavailable);
  EXPECT_FALSE(create_directory_storage(folder.path + "/file", pool));
}

TEST_F(a_directory, is_unavailable_when_its_folder_has_gone) {
  std::filesystem::remove_all(folder.path + "/media");
  EXPECT_EQ(put("sealed").error().code, errc::unavailable);
  EXPECT_EQ(run_now(io, made->check()).error().code, errc::unavailable);
}

}  // namespace
}  // namespace sahut::media
