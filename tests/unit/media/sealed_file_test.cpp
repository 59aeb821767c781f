// A sealed file opens as it was, or not at all: cut, reordered, prolonged, altered, another key.
#include "gateway/media/sealed_file.hpp"

#include <gmock/gmock.h>

#include "gateway/media/storage.hpp"
#include "gateway/store/system_random.hpp"
#include "tests/unit/media/sources.hpp"

namespace sahut::media {
namespace {

constexpr std::size_t sealed_piece = piece_bytes + 17, header = 25;

struct a_sealed_file : testing::Test {
  boost::asio::io_context io{1};
  system_random random;
  secret_key const key = secret_key::random(random);

  secret_key the_key() const {
    secret_key out;
    std::memcpy(out.data(), key.data(), secret_key::size);
    return out;
  }
  std::string seal(std::string const& plain, std::size_t piece = 1000) {
    text_source source(plain, piece);
    auto const sealed = sealing_source(source, key);
    return run_now(io, read_all(*sealed, 3333)).value();
  }
  boost::asio::awaitable<result<std::string>> open_and_read(std::string sealed, secret_key with) {
    std::unique_ptr<byte_source> source = std::make_unique<text_source>(std::move(sealed), 2500);
    auto opened = co_await open_sealed_file(std::move(source), std::move(with));
    if (!opened) co_return opened.error();
    co_return co_await read_all(**opened, 777);
  }
  result<std::string> open(std::string sealed) { return run_now(io, open_and_read(std::move(sealed), the_key())); }
};

TEST_F(a_sealed_file, opens_as_it_was_at_every_size_around_a_piece) {
  for (std::size_t const size : {std::size_t{0}, std::size_t{1}, piece_bytes - 1, piece_bytes, piece_bytes + 1, 2 * piece_bytes, 3 * piece_bytes + 17}) {
    auto const plain = random_text(size);
    for (std::size_t const piece : {std::size_t{999}, piece_bytes, piece_bytes * 2}) {
      auto const sealed = seal(plain, piece);
      EXPECT_EQ(sealed.size(), sealed_size(size)) << size;
      auto const opened = open(sealed);
      ASSERT_TRUE(opened) << size;
      EXPECT_TRUE(*opened == plain) << size;
    }
  }
}

TEST_F(a_sealed_file, is_another_one_every_time) { EXPECT_NE(seal("the same"), seal("the same")); }

TEST_F(a_sealed_file, does_not_open_if_it_was_cut_anywhere) {
  auto const sealed = seal(random_text(3 * piece_bytes));
  for (std::size_t const left : {std::size_t{0}, std::size_t{1}, header - 1, header, header + 1, header + 17, header + sealed_piece - 1, header + sealed_piece,
                                 header + 2 * sealed_piece, sealed.size() - sealed_piece + 17, sealed.size() - 1})
    EXPECT_FALSE(open(sealed.substr(0, left))) << left;
}

TEST_F(a_sealed_file, does_not_open_if_pieces_changed_places_are_missing_or_come_twice) {
  auto const sealed = seal(random_text(4 * piece_bytes));
  auto const piece = [&](std::size_t n) { return sealed.substr(header + n * sealed_piece, sealed_piece); };
  auto const head = sealed.substr(0, header);
  ASSERT_TRUE(open(head + piece(0) + piece(1) + piece(2) + piece(3)));
  EXPECT_FALSE(open(head + piece(1) + piece(0) + piece(2) + piece(3)));
  EXPECT_FALSE(open(head + piece(0) + piece(2) + piece(3)));
  EXPECT_FALSE(open(head + piece(0) + piece(1) + piece(1) + piece(2) + piece(3)));
  EXPECT_FALSE(open(head + piece(3)));
  EXPECT_FALSE(open(head + piece(0) + piece(1) + piece(2)));
}

TEST_F(a_sealed_file, does_not_open_if_something_follows_its_end) {
  auto const sealed = seal(random_text(piece_bytes));
  EXPECT_FALSE(open(sealed + "x"));
  EXPECT_FALSE(open(sealed + sealed));
  auto const shorter = seal("short");
  EXPECT_FALSE(open(shorter + "x"));
}

TEST_F(a_sealed_file, does_not_open_if_one_bit_differs) {
  auto const sealed = seal(random_text(piece_bytes + 100));
  for (std::size_t const at : {std::size_t{0}, std::size_t{1}, header - 1, header, header + 1, header + 5000, header + sealed_piece, sealed.size() - 1})
    for (int const bit : {0, 7}) {
      auto altered = sealed;
      altered[at] = static_cast<char>(altered[at] ^ (1 << bit));
      auto const opened = open(altered);
      ASSERT_FALSE(opened) << at;
      EXPECT_EQ(opened.error().code, errc::internal);
    }
}

TEST_F(a_sealed_file, shows_another_files_key_before_anything_is_read) {
  std::unique_ptr<byte_source> source = std::make_unique<text_source>(seal(random_text(200'000)));
  auto const opened = run_now(io, open_sealed_file(std::move(source), secret_key::random(random)));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, errc::internal);
}

TEST_F(a_sealed_file, lets_its_sources_errors_through) {
  text_source broken(random_text(100'000), 1000, error{errc::unavailable, "", "the connection ended"});
  auto const sealed = sealing_source(broken, key);
  auto const got = run_now(io, read_all(*sealed));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().detail, "the connection ended");

  std::unique_ptr<byte_source> half = std::make_unique<text_source>(seal(random_text(100'000)).substr(0, 80'000), 1000, error{errc::unavailable, "", "the disk is gone"});
  auto const opened = run_now(io, open_sealed_file(std::move(half), the_key()));
  ASSERT_TRUE(opened);
  auto const read = run_now(io, read_all(**opened));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, errc::unavailable);
}

}  // namespace
}  // namespace sahut::media
