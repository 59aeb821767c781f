#pragma once
// The house's mail server, as an operator configures it.
#include <filesystem>
#include <string>

#include "config/settings/secret.hpp"

namespace sahut {

struct mail_settings {
  std::string host;
  std::uint16_t port = 587;
  bool tls_at_once = false;  // smtps://; else STARTTLS
  std::string from;          // the notices' sender
  std::string from_name;
  std::string user;          // empty: the server takes letters without
  secret password;
  std::filesystem::path ca_file;  // of the server's certificate; empty: the system's roots
};

}  // namespace sahut
