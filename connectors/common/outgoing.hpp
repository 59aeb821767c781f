#pragma once
// What a connection to another machine begins with, whatever it speaks: its name looked up, and whom TLS believes.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <chrono>
#include <string>

namespace sahut::connector {

// The addresses of a name, or none. A name server may take long and cannot be interrupted: the wait ends in time, the look-up
// by itself.
boost::asio::awaitable<boost::asio::ip::tcp::resolver::results_type> resolve(std::string host, std::string port,
                                                                             std::chrono::steady_clock::time_point until);

// TLS 1.2 and up; the peer's certificate is verified against the system's roots and those of `certificates_file` (PEM; empty:
// none). Throws boost::system::system_error for a file that cannot be read: a fault of the configuration.
boost::asio::ssl::context create_client_tls(std::string const& certificates_file);

// Before the handshake: the certificate must be `host`'s, a name or an address. False: TLS takes no such name.
template <class Stream>
bool expect_host(Stream& tls, std::string const& host) {
  boost::system::error_code not_an_address;
  boost::asio::ip::make_address(host, not_an_address);
  if (not_an_address && !SSL_set_tlsext_host_name(tls.native_handle(), host.c_str())) return false;
  tls.set_verify_callback(boost::asio::ssl::host_name_verification(host));
  return true;
}

}  // namespace sahut::connector
