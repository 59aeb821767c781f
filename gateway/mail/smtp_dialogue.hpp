#pragma once
// SMTP as a client speaks it (RFC 5321), with STARTTLS (RFC 3207), AUTH PLAIN and LOGIN (RFC 4954) and SMTPUTF8 (RFC 6531).
// Pure: replies in, what to do next out. No name, no password and no letter leaves before the connection is encrypted.
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "gateway/mail/letter.hpp"

namespace sahut::mail {

struct smtp_login {
  std::string user, password;  // empty: none
};
struct smtp_envelope {
  std::string from, to;  // addresses (message.hpp: is_address)
  std::string letter;    // lines end with CRLF
};

struct smtp_reply {
  int code = 0;
  std::vector<std::string> lines;  // without code and line end
};

// Bytes of the server, until they are a whole reply.
class smtp_reader {
 public:
  static constexpr std::size_t bytes_most = 16 * 1024;
  enum class state { more, whole, broken };
  state feed(std::string_view bytes);  // broken: no reply, or an endless one
  smtp_reply take();                   // the whole one
  bool anything_left() const { return !in_.empty(); }
  state next();                        // whether what is left is a whole reply

 private:
  std::string in_;
  smtp_reply reply_;
};

class smtp_dialogue {
 public:
  struct write {
    std::string bytes;
  };
  struct encrypt {};  // then say `encrypted`
  struct end {
    outcome how;
    bool polite = true;  // QUIT may be said
  };
  using step = std::variant<write, encrypt, end>;

  smtp_dialogue(std::string our_name, bool encrypted, smtp_login login, smtp_envelope envelope);
  step on_reply(smtp_reply const& reply);
  step on_encrypted();
  // The connection broke, or an answer did not come in time.
  outcome on_lost(std::string why) const;

 private:
  enum class stage { greeting, hello, starting_tls, auth_plain, auth_login_user, auth_login_password, from, to, data, letter };
  step hello();
  step after_hello(smtp_reply const& reply);
  step begin_letter();
  end failed(smtp_reply const& reply, std::string_view at, bool about_this_letter) const;
  bool offers(std::string_view extension) const;

  std::string our_name_;
  bool encrypted_;
  smtp_login login_;
  smtp_envelope envelope_;
  stage stage_ = stage::greeting;
  std::vector<std::string> extensions_;
};

}  // namespace sahut::mail
