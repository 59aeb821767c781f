#pragma once
// What the web chat's visitors ask of an office.
#include "gateway/service/core/attached_files.hpp"
#include "gateway/service/people/visitor_tokens.hpp"
#include "routing/engine/conversation/citizen.hpp"

namespace sahut {

struct visitor_sent {
  conversation_id conversation;
  std::uint64_t seq = 0;
  utc_time received_at;
};

class citizens {
 public:
  explicit citizens(desk& d) : desk_(d) {}

  // Errors: full (new conversations only: memory, queue, limits.conversations_per_office), unavailable, id_reused, and
  // `refused`, which what was carried out before does not hear: it gets its first answer. `about`: the request under whose number it is
  // said (status page); 0: in the chat.
  boost::asio::awaitable<result<visitor_sent>> send(visitor_identity who, std::string client_id, written what, bool english,
                                                    std::optional<error> refused, std::uint32_t about = 0);
  boost::asio::awaitable<result<visitor_sent>> send(visitor_identity who, std::string client_id, written what, bool english) {
    return send(std::move(who), std::move(client_id), std::move(what), english, std::nullopt);
  }
  boost::asio::awaitable<result<void>> end(visitor_identity who, std::string client_id);
  boost::asio::awaitable<result<void>> identify_self(visitor_identity who, std::string client_id, identity given, bool english,
                                                     std::optional<error> refused);
  boost::asio::awaitable<result<void>> identify_self(visitor_identity who, std::string client_id, identity given, bool english) {
    return identify_self(std::move(who), std::move(client_id), std::move(given), english, std::nullopt);
  }

 private:
  conversation seed(visitor_identity const& who, bool english) const;
  // Why no conversation may be opened now, if none may.
  boost::asio::awaitable<std::optional<error>> no_room() const;
  desk& desk_;
};

}  // namespace sahut
