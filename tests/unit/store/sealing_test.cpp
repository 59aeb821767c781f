#include <gtest/gtest.h>
#include <sodium.h>
#include <sys/stat.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>

#include "gateway/store/keyring.hpp"
#include "gateway/store/memory_store.hpp"
#include "gateway/store/system_random.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/run_now.hpp"

using namespace sahut;
using namespace sahut::test;

namespace {

// 0, 1, 2, … so that whole blobs can be compared.
struct counting_source final : random_source {
  std::uint8_t next_byte = 0;
  void fill(std::span<std::uint8_t> bytes) override {
    for (auto& b : bytes) b = next_byte++;
  }
};

std::string hex(std::string_view bytes) {
  std::string out;
  for (unsigned char c : bytes) {
    out += "0123456789abcdef"[c >> 4];
    out += "0123456789abcdef"[c & 15];
  }
  return out;
}
std::string_view view(std::array<std::uint8_t, 16> const& a) {
  return {reinterpret_cast<char const*>(a.data()), a.size()};
}

std::string const place = "s:{priok}:c:PRI-1|m1";
std::string const text_key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";  // 00 01 … 1f

}  // namespace

TEST(sealing, opens_what_was_sealed_at_the_same_place_and_nothing_shows) {
  system_random random;
  auto const key = secret_key::random(random);
  for (std::string const& text :
       {std::string(), std::string("halo"), std::string(100'000, 'x'), std::string("\0\xff", 2)}) {
    auto const sealed = seal(key, text, place, random);
    EXPECT_EQ(sealed.size(), text.size() + sealed_overhead);
    EXPECT_EQ(open_sealed(key, sealed, place).value(), text);
    EXPECT_TRUE(text.size() <= 3 || sealed.find(text) == std::string::npos);
  }
}

TEST(sealing, the_same_text_never_looks_the_same_twice) {
  system_random random;
  auto const key = secret_key::random(random);
  EXPECT_NE(seal(key, "halo", place, random), seal(key, "halo", place, random));
}

TEST(sealing, any_altered_byte_another_place_another_key_or_a_cut_does_not_open) {
  system_random random;
  auto const key = secret_key::random(random);
  auto const sealed = seal(key, "rahasia", place, random);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto altered = sealed;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    EXPECT_FALSE(open_sealed(key, altered, place)) << "byte " << i;
    EXPECT_FALSE(open_sealed(key, sealed.substr(0, i), place)) << "cut to " << i;
  }
  EXPECT_FALSE(open_sealed(key, sealed, place_of("s:{priok}:c:PRI-1", "m2")));
  EXPECT_FALSE(open_sealed(key, sealed, place_of("s:{priok}:c:PRI-2", "m1")));
  auto const refused = open_sealed(secret_key::random(random), sealed, place);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::internal);
}

// The record format is final: these vectors must never change.
TEST(sealing, the_format_is_pinned_by_vectors) {
  counting_source counting;
  auto const key = parse_master_key(text_key).value().derived("sahutvec", 1);
  auto const sealed = seal(key, "Selamat pagi", place, counting);
  EXPECT_EQ(hex(sealed.substr(0, 25)), "21000102030405060708090a0b0c0d0e0f1011121314151617");
  EXPECT_EQ(hex(sealed.substr(25)), "07d1ec3155756eae31d649b0d1d0c0d293ed4126a4f26414c2be0682");

  keyring const keys(parse_master_key(text_key).value());
  counting.next_byte = 0;
  auto const wrapped = keys.wrap(key, place, counting);
  EXPECT_EQ(wrapped.size(), 77u);
  EXPECT_EQ(hex(wrapped),
            "11fe903e2a000102030405060708090a0b0c0d0e0f1011121314151617a922ecf43011248c58d748136fafa0fec0b031b4c279f1cd"
            "857efa86f0881bf49621fb29d59e68f7e67982c3ab307590");

  digester const digests(key);
  EXPECT_EQ(hex(view(digests.bytes(digester::purpose::once, "id-1"))), "cd76839901407082224ad4d57e32e9b6");
}

TEST(keyring, unwraps_under_current_and_older_keys_and_names_a_missing_one) {
  system_random random;
  auto old_text = std::string(text_key);
  keyring const before(parse_master_key(old_text).value());
  auto const data_key = secret_key::random(random);
  auto const wrapped = before.wrap(data_key, place, random);
  EXPECT_TRUE(before.wrapped_by_current(wrapped));

  keyring after(secret_key::random(random));
  auto const missing = after.unwrap(wrapped, place);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, errc::unavailable);

  ASSERT_TRUE(after.add_older(parse_master_key(old_text).value()));
  EXPECT_FALSE(after.add_older(parse_master_key(old_text).value()));
  auto const opened = after.unwrap(wrapped, place);
  ASSERT_TRUE(opened);
  EXPECT_EQ(std::memcmp(opened->data(), data_key.data(), secret_key::size), 0);
  EXPECT_FALSE(after.wrapped_by_current(wrapped));
  EXPECT_FALSE(after.unwrap(wrapped, place + "x"));
  for (std::size_t i = 0; i < wrapped.size(); ++i) {
    auto altered = wrapped;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    EXPECT_FALSE(after.unwrap(altered, place)) << "byte " << i;
  }
}

TEST(keyring, a_wrapped_key_is_not_a_sealed_value_nor_the_other_way) {
  system_random random;
  keyring const keys(parse_master_key(text_key).value());
  auto const data_key = secret_key::random(random);
  EXPECT_FALSE(open_sealed(data_key, keys.wrap(data_key, place, random), place));
  EXPECT_FALSE(keys.unwrap(seal(data_key, std::string(36, 'x'), place, random), place));
}

TEST(master_key, is_32_bytes_in_base64_with_or_without_padding) {
  EXPECT_TRUE(parse_master_key(text_key));
  EXPECT_TRUE(parse_master_key(" " + text_key.substr(0, 43) + "\n"));
  for (std::string const bad : {"", "AAEC", "not base64 at all !!", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g"})
    EXPECT_EQ(parse_master_key(bad).error().code, errc::bad_field) << bad;
}

TEST(master_key, a_file_is_made_once_with_mode_0600_and_refused_when_open_to_others) {
  temporary_directory directory;
  system_random random;
  auto const path = directory.file("master.key");
  EXPECT_FALSE(read_master_key_file(path));
  auto const made = read_or_create_master_key_file(path, random);
  ASSERT_TRUE(made) << made.error().detail;
  struct stat about {};
  ASSERT_EQ(::stat(path.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  auto const again = read_or_create_master_key_file(path, random);
  ASSERT_TRUE(again);
  EXPECT_EQ(std::memcmp(made->data(), again->data(), secret_key::size), 0);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory.path()), {}), 1)
      << "something was left beside it";
  for (mode_t mode : {0640u, 0604u, 0660u}) {
    ::chmod(path.c_str(), mode);
    auto const refused = read_master_key_file(path);
    ASSERT_FALSE(refused) << std::oct << mode;
    EXPECT_EQ(refused.error().code, errc::bad_field);
  }
  EXPECT_FALSE(read_master_key_file(directory.path()));
}

TEST(digests, differ_by_purpose_and_by_key_and_fit_a_url) {
  system_random random;
  auto const root = secret_key::random(random);
  digester const a(root), same(root), other(secret_key::random(random));
  using purpose = digester::purpose;
  EXPECT_EQ(a.text(purpose::once, "x"), same.text(purpose::once, "x"));
  EXPECT_NE(a.text(purpose::once, "x"), a.text(purpose::contact, "x"));
  EXPECT_NE(a.text(purpose::once, "x"), a.text(purpose::once, "y"));
  EXPECT_NE(a.text(purpose::once, "x"), other.text(purpose::once, "x"));
  for (int i = 0; i < 200; ++i) {
    auto const text = a.text(purpose::token, std::to_string(i));
    EXPECT_EQ(text.size(), 22u);
    EXPECT_EQ(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string::npos);
  }
}

TEST(digests, a_kind_and_a_value_are_digested_as_if_joined_by_a_zero_byte) {
  system_random random;
  digester const d(secret_key::random(random));
  using purpose = digester::purpose;
  for (std::size_t size : {0, 1, 127, 128, 4000}) {
    std::string const value(size, 'v');
    EXPECT_EQ(d.text(purpose::once, "kind", value), d.text(purpose::once, std::string("kind\0", 5) + value));
  }
  EXPECT_NE(d.text(purpose::once, "ab", "c"), d.text(purpose::once, "a", "bc"));
}

TEST(digests, the_text_is_the_bytes_in_base64) {
  system_random random;
  digester const d(secret_key::random(random));
  for (int i = 0; i < 100; ++i) {
    auto const raw = d.bytes(digester::purpose::once, std::to_string(i));
    char expected[64];
    sodium_bin2base64(expected, sizeof expected, raw.data(), raw.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    EXPECT_EQ(d.text(digester::purpose::once, std::to_string(i)), expected);
  }
}

TEST(system_random, gives_nothing_twice_whatever_the_sizes) {
  system_random random;
  std::set<std::string> seen;
  for (int i = 0; i < 5000; ++i) {
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(16 + i % 300));
    random.fill(bytes);
    EXPECT_TRUE(seen.emplace(bytes.begin(), bytes.begin() + 16).second);
    EXPECT_TRUE(seen.emplace(bytes.end() - 16, bytes.end()).second || bytes.size() == 16);
  }
}

TEST(digests, the_root_is_made_once_and_survives_a_rotation_of_the_master_key) {
  boost::asio::io_context io;
  system_random random;
  auto const s = create_memory_store(io.get_executor(), [] { return from_millis(0); });
  keyring const first(parse_master_key(text_key).value());
  auto const root = run_now(io, open_digest_root(*s, first, random));
  ASSERT_TRUE(root);
  auto const again = run_now(io, open_digest_root(*s, first, random));
  ASSERT_TRUE(again);
  EXPECT_EQ(std::memcmp(root->data(), again->data(), secret_key::size), 0);

  auto newer = secret_key::random(random);
  secret_key newer_again;
  std::memcpy(newer_again.data(), newer.data(), secret_key::size);
  keyring rotated(std::move(newer));
  ASSERT_TRUE(rotated.add_older(parse_master_key(text_key).value()));
  ASSERT_TRUE(run_now(io, open_digest_root(*s, rotated, random)));
  keyring const only_newer(std::move(newer_again));
  auto const after = run_now(io, open_digest_root(*s, only_newer, random));
  ASSERT_TRUE(after) << "the root was not wrapped anew by the current key";
  EXPECT_EQ(std::memcmp(root->data(), after->data(), secret_key::size), 0);
}
