// A file on its whole way: in, checked, kept, read, forgotten.
#include "gateway/media/file_counts.hpp"
#include "gateway/media/files.hpp"

#include <gmock/gmock.h>

#include "gateway/media/directory_storage.hpp"
#include "gateway/store/system_random.hpp"
#include "tests/unit/media/sources.hpp"

namespace sahut::media {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

struct scripted_check final : file_check {
  std::optional<error> says;
  std::string seen;
  boost::asio::awaitable<result<void>> check(byte_source& plain, kept const& about) override {
    auto const read = co_await read_all(plain);
    seen = about.type + ": " + read.value();
    if (says) co_return *says;
    co_return result<void>{};
  }
};

struct scripted_previews final : previews {
  result<std::optional<preview>> says = std::optional<preview>();
  int asked = 0;
  boost::asio::awaitable<result<std::optional<preview>>> make(byte_source& plain) override {
    ++asked;
    auto const read = co_await read_all(plain);
    if (says && *says) (**says).bytes = "small " + std::to_string(read.value().size());
    co_return says;
  }
};

struct failing_storage final : storage {
  boost::asio::awaitable<result<void>> put(object_facts, source_again bytes) override {
    std::byte one{};
    auto const from = bytes();
    (void)co_await from->read(std::span(&one, 1));
    co_return error{errc::unavailable, "", "the bucket is away"};
  }
  boost::asio::awaitable<result<std::unique_ptr<byte_source>>> open(std::string) override { co_return error{errc::unavailable, "", "the bucket is away"}; }
  boost::asio::awaitable<result<void>> remove(std::string) override { co_return error{errc::unavailable, "", "the bucket is away"}; }
  boost::asio::awaitable<result<object_page>> list(std::string, std::size_t) override { co_return error{errc::unavailable, "", "the bucket is away"}; }
  boost::asio::awaitable<result<void>> check() override { co_return error{errc::unavailable, "", "the bucket is away"}; }
};

struct the_files : testing::Test {
  boost::asio::io_context io{1};
  a_folder folder;
  disk_pool pool;
  type_sniffer types;
  system_random random;
  scripted_check check;
  std::unique_ptr<storage> objects = create_directory_storage(folder.path + "/media", pool).value();
  files_parts parts{*objects, pool, types, random, folder.path, nullptr};

  result<kept> keep(std::string const& content, std::uint64_t most = 1'000'000) {
    text_source source(content);
    return run_now(io, create_files(parts)->keep(source, most));
  }
  boost::asio::awaitable<result<std::string>> open_and_read(std::string object, std::string key) {
    auto const all = create_files(parts);
    auto opened = co_await all->open(std::move(object), key);
    if (!opened) co_return opened.error();
    co_return co_await read_all(**opened);
  }
  result<std::string> read(std::string const& object, std::string const& key) { return run_now(io, open_and_read(object, key)); }
};

TEST_F(the_files, keep_a_file_sealed_and_give_it_back) {
  auto const content = "%PDF-1.7\n" + random_text(200'000);
  auto const kept = keep(content).value();
  EXPECT_EQ(kept.bytes, content.size());
  EXPECT_EQ(kept.type, "application/pdf");
  EXPECT_EQ(kept.kind, message_kind::file);
  EXPECT_THAT(kept.key, SizeIs(32));
  EXPECT_THAT(folder.files(), ElementsAre("media/" + kept.object.substr(0, 2) + "/" + kept.object.substr(2, 2) + "/" + kept.object));
  EXPECT_THAT(content_of(folder.path + "/" + folder.files()[0]), testing::Not(testing::HasSubstr("%PDF")));
  EXPECT_TRUE(read(kept.object, kept.key).value() == content);
}

TEST_F(the_files, lie_apart_though_they_are_equal) {
  auto const one = keep("equal").value(), other = keep("equal").value();
  EXPECT_NE(one.object, other.object);
  EXPECT_NE(one.key, other.key);
  EXPECT_EQ(read(one.object, other.key).error().code, errc::internal);
}

TEST_F(the_files, have_the_name_of_their_sealed_bytes) {
  auto const kept = keep("content").value();
  auto const sealed = content_of(folder.path + "/" + folder.files()[0]);
  // coreutils' own BLAKE2b as the second opinion.
  std::ofstream(folder.path + "/copy", std::ios::binary) << sealed;
  auto* const out = ::popen(("b2sum -l 256 " + folder.path + "/copy").c_str(), "r");
  char told[65] = {};
  ASSERT_EQ(std::fread(told, 1, 64, out), 64U);
  ::pclose(out);
  EXPECT_EQ(kept.object, told);
}

TEST_F(the_files, may_have_as_many_bytes_as_allowed_and_none_more) {
  EXPECT_TRUE(keep(std::string(100'000, 'a'), 100'000));
  pool.finish();
  auto const before = folder.files();
  // The source is not read to its end.
  counted_bytes endless(std::uint64_t{1} << 60);
  disk_pool another;
  files_parts fresh{*objects, another, types, random, folder.path, nullptr};
  auto const refused = run_now(io, create_files(fresh)->keep(endless, 99'999));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::too_long);
  EXPECT_LT(endless.given, 300'000U);
  another.finish();
  EXPECT_EQ(folder.files(), before);
}

TEST_F(the_files, are_not_empty) { EXPECT_EQ(keep("").error().code, errc::bad_field); }

TEST_F(the_files, leave_nothing_if_the_source_breaks_off) {
  text_source broken(random_text(150'000), 1000, error{errc::unavailable, "", "the connection ended"});
  auto const ended = run_now(io, create_files(parts)->keep(broken, 1'000'000));
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().detail, "the connection ended");
  pool.finish();
  EXPECT_THAT(folder.files(), IsEmpty());
}

TEST_F(the_files, are_looked_at_plain_before_they_are_kept) {
  parts.check = &check;
  ASSERT_TRUE(keep("Selamat pagi"));
  EXPECT_EQ(check.seen, "text/plain: Selamat pagi");
}

TEST_F(the_files, are_not_kept_if_the_look_at_them_says_no) {
  parts.check = &check;
  check.says = error{errc::forbidden, "", "a virus"};
  auto const refused = keep("X5O!P%@AP");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail, "a virus");
  pool.finish();
  EXPECT_THAT(folder.files(), IsEmpty());
}

TEST_F(the_files, leave_nothing_and_say_so_if_the_storage_is_away) {
  failing_storage away;
  files_parts elsewhere{away, pool, types, random, folder.path, nullptr};
  auto const all = create_files(elsewhere);
  text_source source("content");
  EXPECT_EQ(run_now(io, all->keep(source, 100)).error().code, errc::unavailable);
  EXPECT_EQ(run_now(io, all->open(std::string(64, 'a'), std::string(32, 'k'))).error().code, errc::unavailable);
  EXPECT_EQ(run_now(io, all->forget(std::string(64, 'a'))).error().code, errc::unavailable);
  pool.finish();
  EXPECT_THAT(folder.files(), IsEmpty());
}

TEST_F(the_files, are_gone_once_forgotten_and_may_be_forgotten_twice) {
  auto const kept = keep("content").value();
  auto const all = create_files(parts);
  EXPECT_TRUE(run_now(io, all->forget(kept.object)));
  EXPECT_TRUE(run_now(io, all->forget(kept.object)));
  EXPECT_EQ(read(kept.object, kept.key).error().code, errc::not_found);
}

TEST_F(the_files, that_were_altered_on_the_disk_do_not_open) {
  auto const kept = keep("content").value();
  auto const path = folder.path + "/" + folder.files()[0];
  auto sealed = content_of(path);
  sealed[30] = static_cast<char>(sealed[30] ^ 1);
  std::ofstream(path, std::ios::binary) << sealed;
  EXPECT_EQ(read(kept.object, kept.key).error().code, errc::internal);
  EXPECT_EQ(read(kept.object, "short").error().code, errc::internal);
}

TEST_F(the_files, are_read_and_kept_in_bounded_numbers) {
  parts.open_max = 2;
  auto const kept = keep("content").value();
  auto const all = create_files(parts);
  auto one = run_now(io, all->open(kept.object, kept.key)), two = run_now(io, all->open(kept.object, kept.key));
  EXPECT_EQ(run_now(io, all->open(kept.object, kept.key)).error().code, errc::full);
  one = error{};
  EXPECT_TRUE(run_now(io, all->open(kept.object, kept.key)));

  parts.keep_max = 1;
  auto const few = create_files(parts);
  text_source first(random_text(100'000)), second("second");
  std::optional<result<media::kept>> done;
  auto const slowly = [&]() -> boost::asio::awaitable<void> {
    auto got = co_await few->keep(first, 1'000'000);
    done.emplace(std::move(got));
  };
  boost::asio::co_spawn(io, slowly(), [](std::exception_ptr) {});
  io.restart();
  while (first.at == 0) io.run_one();
  EXPECT_EQ(run_now(io, few->keep(second, 100)).error().code, errc::full);
  ASSERT_TRUE(test::run_until(io, [&] { return done.has_value(); }));
  EXPECT_TRUE(*done);
  EXPECT_TRUE(run_now(io, few->keep(second, 100)));
}

TEST_F(the_files, that_are_pictures_have_a_preview_under_a_key_that_follows_from_theirs) {
  scripted_previews previews;
  previews.says = std::optional(preview{"image/png", ""});
  parts.small = &previews;
  auto const picture = "\xFF\xD8\xFF\xE0" + std::string("\0\x10JFIF\0", 7) + random_text(100'000);
  auto const kept = keep(picture).value();
  EXPECT_EQ(kept.type, "image/jpeg");
  EXPECT_EQ(kept.preview_type, "image/png");
  EXPECT_NE(kept.preview, kept.object);
  EXPECT_EQ(read(kept.preview, preview_key(kept.key)).value(), "small " + std::to_string(picture.size()));
  EXPECT_EQ(read(kept.preview, kept.key).error().code, errc::internal);
  EXPECT_TRUE(read(kept.object, kept.key).value() == picture);
  EXPECT_THAT(folder.files(), SizeIs(2));
}

TEST_F(the_files, that_are_pictures_are_counted_by_what_became_of_their_previews) {
  auto const& counts = files_of_this_process();
  auto const made = counts.preview_made.load(), none = counts.no_preview.load(), failed = counts.preview_failed.load();
  scripted_previews previews;
  parts.small = &previews;
  auto const picture = "\xFF\xD8\xFF\xE0" + std::string("\0\x10JFIF\0", 7) + random_text(1000);
  keep("%PDF-1.7\nhello").value();
  for (result<std::optional<preview>> const& says :
       {result<std::optional<preview>>(std::optional(preview{"image/png", ""})), result<std::optional<preview>>(std::optional<preview>()),
        result<std::optional<preview>>(error{errc::unavailable, "", "no process"})}) {
    previews.says = says;
    keep(picture).value();
  }
  EXPECT_EQ(counts.preview_made - made, 1u);
  EXPECT_EQ(counts.no_preview - none, 1u);
  EXPECT_EQ(counts.preview_failed - failed, 1u);
}

TEST_F(the_files, are_kept_without_a_preview_where_there_can_be_none) {
  scripted_previews previews;
  parts.small = &previews;
  EXPECT_EQ(keep("%PDF-1.7\nhello").value().preview, "");
  EXPECT_EQ(previews.asked, 0) << "no picture";
  auto const picture = "\xFF\xD8\xFF\xE0" + std::string("\0\x10JFIF\0", 7) + random_text(1000);
  EXPECT_EQ(keep(picture).value().preview, "");
  previews.says = error{errc::unavailable, "", "no process"};
  EXPECT_EQ(keep(picture).value().preview, "");
  EXPECT_EQ(previews.asked, 2);
}

TEST_F(the_files, that_are_refused_are_never_given_to_the_preview) {
  scripted_previews previews;
  parts.small = &previews;
  parts.check = &check;
  check.says = error{errc::forbidden, "infected", "found"};
  EXPECT_FALSE(keep("\xFF\xD8\xFF\xE0" + std::string("\0\x10JFIF\0", 7) + random_text(1000)));
  EXPECT_EQ(previews.asked, 0);
}

}  // namespace
}  // namespace sahut::media
