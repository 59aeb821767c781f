#include "gateway/service/core/room.hpp"

#include <charconv>

namespace sahut {

error full_because(std::string what) {
  return {errc::full, "", std::move(what) + "; please try again later or call Bravo Bea Cukai 1500225", 60'000};
}

boost::asio::awaitable<std::optional<error>> no_room(desk& d) {
  if (d.memory_pressure) co_return full_because("the service is full");
  auto const most = static_cast<std::uint64_t>(d.cfg.limits.conversations_per_office);
  if (most == 0) co_return std::nullopt;
  std::vector<std::string> names{"v"};
  auto opened = co_await d.st.fields(d.space.conversations(), std::move(names));
  if (!opened) co_return opened.error();
  std::uint64_t count = 0;
  if (auto const& v = opened->front()) std::from_chars(v->data(), v->data() + v->size(), count);
  if (count >= most) co_return full_because("the office takes no more conversations");
  co_return std::nullopt;
}

}  // namespace sahut
