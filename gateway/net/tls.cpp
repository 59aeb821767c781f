#include "gateway/net/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <ctime>

namespace sahut::net {
namespace {

std::string reason(char const* what, std::string const& file) {
  auto const code = ERR_get_error();
  char const* why = code ? ERR_reason_error_string(code) : nullptr;
  ERR_clear_error();
  return std::string(what) + " " + file + (why ? std::string(": ") + why : std::string());
}

int choose_protocol(SSL*, unsigned char const** out, unsigned char* length, unsigned char const* offered,
                    unsigned offered_length, void*) {
  static constexpr unsigned char ours[] = "\x08http/1.1";
  auto const chosen =
      SSL_select_next_proto(const_cast<unsigned char**>(out), length, ours, sizeof ours - 1, offered, offered_length);
  return chosen == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

// A key with a passphrase would otherwise ask for it on the terminal.
int no_passphrase(char*, int, int, void*) { return 0; }

}  // namespace

result<std::shared_ptr<tls_context const>> tls_context::load(std::string const& certificate_file,
                                                             std::string const& key_file) {
  ERR_clear_error();
  std::shared_ptr<tls_context> self(new tls_context);
  self->context_ = SSL_CTX_new(TLS_server_method());
  auto* context = self->context_;
  if (!context) return error{errc::internal, "tls", "OpenSSL gives no context"};
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // The queue's front may be another string with the same bytes when a write is tried again.
  SSL_CTX_set_mode(context,
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  SSL_CTX_set_default_passwd_cb(context, no_passphrase);
  if (SSL_CTX_use_certificate_chain_file(context, certificate_file.c_str()) != 1)
    return error{errc::bad_field, "tls.certificate", reason("can't use", certificate_file)};
  if (SSL_CTX_use_PrivateKey_file(context, key_file.c_str(), SSL_FILETYPE_PEM) != 1)
    return error{errc::bad_field, "tls.key", reason("can't use", key_file)};
  if (SSL_CTX_check_private_key(context) != 1)
    return error{errc::bad_field, "tls.key", reason("does not belong to the certificate:", key_file)};
  return std::shared_ptr<tls_context const>(std::move(self));
}

utc_time tls_context::expires_at() const {
  std::tm at{};
  auto const* certificate = SSL_CTX_get0_certificate(context_);
  if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &at) != 1) return {};
  return from_millis(std::int64_t{::timegm(&at)} * 1000);
}

tls_context::~tls_context() { SSL_CTX_free(context_); }

}  // namespace sahut::net
