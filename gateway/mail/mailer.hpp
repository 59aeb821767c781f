#pragma once
// A port: hands one letter to a mail server.
#include <boost/asio/awaitable.hpp>

#include "gateway/mail/letter.hpp"

namespace sahut::mail {

class mailer {
 public:
  virtual ~mailer() = default;
  virtual boost::asio::awaitable<outcome> send(letter what) = 0;
};

}  // namespace sahut::mail
