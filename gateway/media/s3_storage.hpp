#pragma once
// A storage in a bucket of S3, or of what speaks its language (MinIO, Ceph, Garage). Requests are path-style
// (`/bucket/object`) and signed whole: the bytes' SHA-256 too. One object a worker, on its thread alone; must outlive every
// pending call.
#include <memory>

#include "connectors/common/http_client.hpp"
#include "gateway/media/s3_signature.hpp"
#include "gateway/media/storage.hpp"
#include "routing/ports/clock.hpp"
#include "routing/ports/random.hpp"

namespace sahut::media {

struct s3_settings {
  std::string endpoint;           // https://s3.ap-southeast-3.amazonaws.com
  std::string bucket;
  s3_credentials credentials;
  std::string certificates_file;  // further trusted roots; empty: the system's alone
  int tries_max = 3;              // of one request: after no answer, 429 and 5xx
  milliseconds back_off{250};     // before the second try; fourfold before each further one, and up to half as much again
  milliseconds answer_limit{20'000};
  milliseconds stall_limit{20'000};
  milliseconds time_limit{300'000};
  std::uint64_t object_bytes_max = std::uint64_t{1} << 30;
};

// The errors of storage.hpp. `unavailable` says why in the store's own word: AccessDenied, NoSuchBucket, SignatureDoesNotMatch, …
// A store that must not list the bucket answers AccessDenied for an object that is not there: allow s3:ListBucket.
std::unique_ptr<storage> create_s3_storage(s3_settings settings, std::unique_ptr<connector::http_client> client, clock& time, random_source& random);
// With a client of its own. Throws as `create_http_client` does.
std::unique_ptr<storage> create_s3_storage(s3_settings settings, clock& time, random_source& random);

}  // namespace sahut::media
