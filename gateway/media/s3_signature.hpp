#pragma once
// AWS Signature Version 4 for S3 in the Authorization header, as Amazon's "Authenticating Requests: Using the Authorization
// Header" writes it; every store that speaks S3 takes it. Pure.
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "routing/model/time.hpp"

namespace sahut::media {

struct s3_credentials {
  std::string region;  // "ap-southeast-3"; where a store knows none, usually "us-east-1"
  std::string access_key, secret_key;
};

struct s3_request {
  std::string method;
  std::string path;   // percent-encoded, as it is sent: "/bucket/key"
  std::string query;  // sorted, percent-encoded, each name with '=': "list-type=2&max-keys=0"; empty if none
  std::vector<std::pair<std::string, std::string>> headers;  // that are signed: lowercase names; "host" is one of them
  std::string payload_sha256;                                // hex
};

std::string hex_of(std::span<unsigned char const> bytes);
inline constexpr std::string_view sha256_of_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

std::string s3_time(utc_time t);  // "20130524T000000Z", the form of x-amz-date
// The value of the Authorization header.
std::string s3_authorization(s3_credentials const& by, s3_request request, utc_time now);

}  // namespace sahut::media
