#include "gateway/store/sealing.hpp"

#include "gateway/store/base64url.hpp"

#include <sodium.h>

#include <cstring>

namespace sahut {
namespace {

constexpr unsigned char sealed_version = 0x21;
constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(nonce_size == 24 && tag_size == 16 && crypto_aead_xchacha20poly1305_ietf_KEYBYTES == secret_key::size);
static_assert(crypto_kdf_KEYBYTES == secret_key::size && crypto_kdf_CONTEXTBYTES == 8);

unsigned char const* bytes(std::string_view s) { return reinterpret_cast<unsigned char const*>(s.data()); }
unsigned char* bytes(std::string& s) { return reinterpret_cast<unsigned char*>(s.data()); }

}  // namespace

secret_key secret_key::random(random_source& source) {
  secret_key key;
  source.fill(key.bytes_);
  return key;
}

secret_key::secret_key(secret_key&& other) noexcept : bytes_(other.bytes_) {
  sodium_memzero(other.bytes_.data(), size);
}

secret_key& secret_key::operator=(secret_key&& other) noexcept {
  if (this != &other) {
    bytes_ = other.bytes_;
    sodium_memzero(other.bytes_.data(), size);
  }
  return *this;
}

secret_key::~secret_key() { sodium_memzero(bytes_.data(), size); }

secret_key secret_key::derived(char const (&context)[9], std::uint64_t id) const {
  secret_key key;
  crypto_kdf_derive_from_key(key.bytes_.data(), size, id, context, bytes_.data());
  return key;
}

std::string seal(secret_key const& data_key, std::string_view plaintext, std::string_view place,
                 random_source& random) {
  std::string out(sealed_overhead + plaintext.size(), '\0');
  auto* const to = bytes(out);
  to[0] = sealed_version;
  random.fill({to + 1, nonce_size});
  crypto_aead_xchacha20poly1305_ietf_encrypt(to + 1 + nonce_size, nullptr, bytes(plaintext), plaintext.size(),
                                             bytes(place), place.size(), nullptr, to + 1, data_key.data());
  return out;
}

result<std::string> open_sealed(secret_key const& data_key, std::string_view sealed, std::string_view place) {
  auto const fault = error{errc::internal, "", "a sealed value does not open"};
  if (sealed.size() < sealed_overhead || bytes(sealed)[0] != sealed_version) return fault;
  std::string out(sealed.size() - sealed_overhead, '\0');
  auto const* const from = bytes(sealed);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes(out), nullptr, nullptr, from + 1 + nonce_size,
                                                 sealed.size() - 1 - nonce_size, bytes(place), place.size(), from + 1,
                                                 data_key.data()) != 0)
    return fault;
  return out;
}

std::string place_of(std::string_view record_key, std::string_view field) {
  std::string place;
  place.reserve(record_key.size() + 1 + field.size());
  place.append(record_key).append(1, '|').append(field);
  return place;
}

digester::digester(secret_key const& root) {
  for (std::size_t i = 0; i < keys_.size(); ++i) keys_[i] = root.derived("sahutdig", i + 1);
}

std::array<std::uint8_t, 16> digester::bytes(purpose p, std::string_view of) const {
  std::array<std::uint8_t, 16> out;
  auto const& key = keys_[static_cast<std::size_t>(p) - 1];
  crypto_generichash(out.data(), out.size(), sahut::bytes(of), of.size(), key.data(), secret_key::size);
  return out;
}

std::string digester::text(purpose p, std::string_view of) const { return base64url(bytes(p, of)); }

std::string digester::text(purpose p, std::string_view kind, std::string_view of) const {
  std::array<std::uint8_t, 16> out;
  auto const& key = keys_[static_cast<std::size_t>(p) - 1];
  crypto_generichash_state state;
  unsigned char const between = 0;
  crypto_generichash_init(&state, key.data(), secret_key::size, out.size());
  crypto_generichash_update(&state, sahut::bytes(kind), kind.size());
  crypto_generichash_update(&state, &between, 1);
  crypto_generichash_update(&state, sahut::bytes(of), of.size());
  crypto_generichash_final(&state, out.data(), out.size());
  return base64url(out);
}

bool equal_secrets(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace sahut
