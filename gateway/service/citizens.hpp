#pragma once
// What the web chat's visitors ask of an office.
#include "gateway/service/desk.hpp"
#include "routing/engine/conversation/citizen.hpp"

namespace sahut {

struct visitor_identity {   // derived from the browser's token; the same token is the same contact for good
  conversation_id conversation;
  std::string window;       // this connection's, kept with what it sends
};

struct visitor_sent {
  conversation_id conversation;
  std::uint64_t seq = 0;
  utc_time received_at;
};

class citizens {
 public:
  explicit citizens(desk& d) : desk_(d) {}

  // A new browser's token: 256 bits, of which half authenticate the other half. Nothing is stored until the first message.
  std::string new_token();
  // The conversation that a token opens; empty for a token that is not ours.
  std::optional<visitor_identity> identify(std::string_view token) const;

  // Errors: full (new conversations only, memory or queue), unavailable, id_reused.
  boost::asio::awaitable<result<visitor_sent>> send(visitor_identity who, std::string client_id, std::string text, bool english);
  boost::asio::awaitable<result<void>> end(visitor_identity who, std::string client_id);
  boost::asio::awaitable<result<void>> identify_self(visitor_identity who, std::string client_id, identity given, bool english);

 private:
  conversation seed(visitor_identity const& who, bool english) const;
  desk& desk_;
};

}  // namespace sahut
