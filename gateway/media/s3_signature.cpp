#include "gateway/media/s3_signature.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace sahut::media {
namespace {

using digest = std::array<unsigned char, 32>;

unsigned char const* bytes_of(std::string_view text) { return reinterpret_cast<unsigned char const*>(text.data()); }

digest hmac(std::span<unsigned char const> key, std::string_view text) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key.data(), key.size());
  crypto_auth_hmacsha256_update(&state, bytes_of(text), text.size());
  digest out;
  crypto_auth_hmacsha256_final(&state, out.data());
  sodium_memzero(&state, sizeof state);
  return out;
}

std::string sha256_hex(std::string_view text) {
  digest out;
  crypto_hash_sha256(out.data(), bytes_of(text), text.size());
  return hex_of(out);
}

}  // namespace

std::string hex_of(std::span<unsigned char const> bytes) {
  std::string out(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(out.data(), out.size(), bytes.data(), bytes.size());
  out.pop_back();
  return out;
}

std::string s3_time(utc_time t) {
  auto const day = std::chrono::floor<std::chrono::days>(t);
  std::chrono::year_month_day const date(day);
  std::chrono::hh_mm_ss const time(std::chrono::floor<seconds>(t - day));
  char out[32];
  std::snprintf(out, sizeof out, "%04d%02u%02uT%02d%02d%02dZ", static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
  return out;
}

std::string s3_authorization(s3_credentials const& by, s3_request request, utc_time now) {
  std::sort(request.headers.begin(), request.headers.end());
  std::string canonical = request.method + '\n' + request.path + '\n' + request.query + '\n';
  std::string names;
  for (auto const& [name, value] : request.headers) {
    canonical += name + ':' + value + '\n';
    if (!names.empty()) names += ';';
    names += name;
  }
  canonical += '\n' + names + '\n' + request.payload_sha256;

  auto const time = s3_time(now), day = time.substr(0, 8);
  auto const scope = day + '/' + by.region + "/s3/aws4_request";
  auto const to_sign = "AWS4-HMAC-SHA256\n" + time + '\n' + scope + '\n' + sha256_hex(canonical);

  auto secret = "AWS4" + by.secret_key;
  auto key = hmac({bytes_of(secret), secret.size()}, day);
  for (std::string_view const part : {std::string_view(by.region), std::string_view("s3"), std::string_view("aws4_request")}) key = hmac(key, part);
  auto const signature = hex_of(hmac(key, to_sign));
  sodium_memzero(secret.data(), secret.size());
  sodium_memzero(key.data(), key.size());
  return "AWS4-HMAC-SHA256 Credential=" + by.access_key + '/' + scope + ",SignedHeaders=" + names + ",Signature=" + signature;
}

}  // namespace sahut::media
