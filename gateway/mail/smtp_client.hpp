#pragma once
// Letters to one mail server, each over a connection of its own: STARTTLS or TLS from the first byte, the server's certificate and
// name verified, every wait limited. One worker's thread; must outlive every pending call.
#include <boost/asio/any_io_executor.hpp>
#include <memory>

#include "gateway/mail/mailer.hpp"
#include "gateway/mail/message.hpp"

namespace sahut::mail {

struct smtp_settings {
  std::string host;
  std::uint16_t port = 587;
  bool tls_at_once = false;  // else STARTTLS
  sender from;
  std::string user, password;         // empty: the server takes letters from this machine
  std::string certificates_file;      // further trusted roots (PEM); empty: the system's alone
  milliseconds connect_limit{10'000};
  milliseconds answer_limit{60'000};  // for one reply
  milliseconds whole_limit{120'000};  // for one letter
};

// Throws boost::system::system_error for a certificates file that cannot be read: a fault of the configuration.
std::unique_ptr<mailer> create_smtp_client(boost::asio::any_io_executor ex, smtp_settings settings);

}  // namespace sahut::mail
