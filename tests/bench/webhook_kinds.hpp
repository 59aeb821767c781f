#pragma once
// The kinds of webhook bodies that are measured: how each platform proves a body, and where its message's id stands.
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <string>
#include <string_view>

namespace sahut::bench {

enum class proof { hex, base64, word };  // HMAC-SHA256 of the body, or the secret itself

struct webhook_kind {
  std::string_view name, header, prefix;
  proof by = proof::hex;
  std::string_view id;  // what stands before the message's id in a body
};
inline constexpr webhook_kind webhook_kinds[] = {
    {"messenger", "X-Hub-Signature-256", "sha256=", proof::hex, "\"mid\":\""},
    {"whatsapp", "X-Hub-Signature-256", "sha256=", proof::hex, "\"id\":\"wamid."},
    {"telegram", "X-Telegram-Bot-Api-Secret-Token", "", proof::word, "\"update_id\":"},
    {"line", "X-Line-Signature", "", proof::base64, "\"webhookEventId\":\""},
    {"x", "x-twitter-webhooks-signature", "sha256=", proof::base64, "\"type\":\"message_create\",\"id\":\""},
};
inline webhook_kind const* webhook_kind_of(std::string_view name) {
  for (auto const& k : webhook_kinds)
    if (k.name == name) return &k;
  return nullptr;
}

// What the header says of a body.
inline std::string proof_of(webhook_kind const& kind, std::string_view body, std::string_view secret) {
  std::string out(kind.prefix);
  if (kind.by == proof::word) return out.append(secret);
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), reinterpret_cast<unsigned char const*>(body.data()), body.size(), mac, &size);
  if (kind.by == proof::base64) {
    unsigned char text[64];
    auto const n = EVP_EncodeBlock(text, mac, static_cast<int>(size));
    return out.append(reinterpret_cast<char const*>(text), static_cast<std::size_t>(n));
  }
  for (unsigned i = 0; i < size; ++i) {
    out += "0123456789abcdef"[mac[i] >> 4];
    out += "0123456789abcdef"[mac[i] & 15];
  }
  return out;
}

}  // namespace sahut::bench
