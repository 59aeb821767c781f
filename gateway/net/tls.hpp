#pragma once
// The server's side of TLS: 1.2 and newer, ALPN http/1.1. One for all workers, unchanged after loading.
#include <memory>
#include <string>

#include "routing/model/error.hpp"
#include "routing/model/time.hpp"

struct ssl_ctx_st;

namespace sahut::net {

class tls_context {
 public:
  // PEM: the chain with the server's certificate first, and its key without a passphrase. bad_field with path
  // `tls.certificate` or `tls.key` if a file can't be read, does not hold what it should, or the two do not belong
  // together.
  static result<std::shared_ptr<tls_context const>> load(std::string const& certificate_file,
                                                         std::string const& key_file);
  ~tls_context();
  tls_context(tls_context const&) = delete;
  utc_time expires_at() const;  // the server's certificate
  ssl_ctx_st* native() const { return context_; }

 private:
  tls_context() = default;
  ssl_ctx_st* context_ = nullptr;
};

}  // namespace sahut::net
