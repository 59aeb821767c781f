#pragma once
// Sealed values: how personal data lies in a record. The final format (docs/decisions/0002-record-format.md):
//
//   sealed value   0x21 | nonce, 24 | ciphertext, as long as the plaintext | tag, 16        XChaCha20-Poly1305 (IETF)
//   wrapped key    0x11 | master key's id, 4 | nonce, 24 | ciphertext, 32 | tag, 16         the same, 77 bytes
//
// The first byte is the format's version. The *place* is the associated data: where the value lies, record key and
// field name joined by '|', as in "s:{priok}:c:PRI-1|m7"; so a value moved elsewhere does not open. One data key
// belongs to one contact (or one journal); deleting its wrapped form makes everything under it unreadable: that is
// erasure.
//
// Thread: any, each call by itself; a `system_random` has been made before (it initialises libsodium). Nothing here
// logs, and no error repeats what was sealed.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "routing/model/error.hpp"
#include "routing/ports/random.hpp"

namespace sahut {

// 32 secret bytes, zeroed on destruction and after a move.
class secret_key {
 public:
  static constexpr std::size_t size = 32;
  secret_key() = default;
  static secret_key random(random_source& source);
  secret_key(secret_key&& other) noexcept;
  secret_key& operator=(secret_key&& other) noexcept;
  secret_key(secret_key const&) = delete;
  secret_key& operator=(secret_key const&) = delete;
  ~secret_key();
  std::uint8_t const* data() const { return bytes_.data(); }
  std::uint8_t* data() { return bytes_.data(); }
  // A key for one purpose, by crypto_kdf (BLAKE2b); `context` has exactly eight characters.
  secret_key derived(char const (&context)[9], std::uint64_t id) const;

 private:
  std::array<std::uint8_t, size> bytes_{};
};

inline constexpr std::size_t sealed_overhead = 1 + 24 + 16;

std::string seal(secret_key const& data_key, std::string_view plaintext, std::string_view place, random_source& random);
// Error internal: not a sealed value, altered, another place, or another key. Which of them is not told apart.
result<std::string> open_sealed(secret_key const& data_key, std::string_view sealed, std::string_view place);

// Whether a secret was given as it is, in a time that says nothing of where the two differ.
bool equal_secrets(std::string_view a, std::string_view b);

// Joins record key and field; the form of every place.
std::string place_of(std::string_view record_key, std::string_view field);

// Keyed digests: ids from outside (message ids, contact ids, tokens) never stand in the store in clear, and can't be
// found by trying all phone numbers without the key. BLAKE2b, 16 bytes. Each purpose has a key of its own.
class digester {
 public:
  enum class purpose : std::uint64_t { once = 1, contact = 2, fingerprint = 3, token = 4, search = 5 };
  // `root` must stay the same for ever, also when master keys are rotated: see `open_digest_root`.
  explicit digester(secret_key const& root);
  std::array<std::uint8_t, 16> bytes(purpose p, std::string_view of) const;
  std::string text(purpose p, std::string_view of) const;  // URL-safe base64 without padding, 22 characters
  // Of `kind`, a zero byte and `of`, without joining them.
  std::string text(purpose p, std::string_view kind, std::string_view of) const;

 private:
  std::array<secret_key, 5> keys_;
};

}  // namespace sahut
