#pragma once
// Bodies are put together here from their parts, so that a test shows only what it is about.
#include <string>
#include <vector>

#include "connectors/instagram/codec.hpp"
#include "connectors/messenger/codec.hpp"

namespace sahut::test {

inline std::string const page = "104500000000017";
inline std::string const citizen = "7700112233445566";
inline std::string const ig_account = "17841400000000023";

inline std::string body_of(std::string const& object, std::string const& account, std::string const& list,
                           std::string const& elements) {
  return R"({"object":")" + object + R"(","entry":[{"id":")" + account + R"(","time":1795312800000,")" + list +
         R"(":[)" + elements + "]}]}";
}
inline std::string element_of(std::string const& rest, std::string const& sender = citizen,
                              std::string const& recipient = page, std::string const& timestamp = "1795312799123") {
  return R"({"sender":{"id":")" + sender + R"("},"recipient":{"id":")" + recipient + R"("},"timestamp":)" + timestamp +
         "," + rest + "}";
}

inline std::vector<inbound::event> messenger_body(std::string const& body) {
  return messenger::decode(body, {page, {}});
}
inline std::vector<inbound::event> instagram_body(std::string const& body) {
  return instagram::decode(body, {ig_account, {}});
}
// One element that a citizen sent.
inline std::vector<inbound::event> from_messenger(std::string const& rest) {
  return messenger_body(body_of("page", page, "messaging", element_of(rest)));
}
inline std::vector<inbound::event> from_instagram(std::string const& rest) {
  return instagram_body(body_of("instagram", ig_account, "messaging", element_of(rest, citizen, ig_account)));
}

template <class T>
T const* only(std::vector<inbound::event> const& events) {
  return events.size() == 1 ? std::get_if<T>(&events.front()) : nullptr;
}
template <class T>
std::size_t count_of(std::vector<inbound::event> const& events) {
  std::size_t n = 0;
  for (auto const& e : events) n += std::holds_alternative<T>(e);
  return n;
}

}  // namespace sahut::test
