#include "gateway/service/core/media_link.hpp"

#include "gateway/records/decimal.hpp"
#include "gateway/store/sealing.hpp"

namespace sahut {
namespace {

std::string proof(desk const& d, media_id const& file, std::string_view until) {
  return d.repo.digest_of("media-link", file.text() + '\n' + std::string(until));
}

}  // namespace

std::string media_link(desk const& d, media_id const& file, utc_time until) {
  auto const end = std::to_string(to_millis(until));
  return d.profile.facts.public_url + "/api/v1/media/" + file.text() + "?link=" + end + "." + proof(d, file, end);
}

bool is_media_link(desk const& d, media_id const& file, std::string_view link) {
  auto const dot = link.find('.');
  if (dot == link.npos) return false;
  auto const until = records::whole_decimal<std::int64_t>(link.substr(0, dot));
  if (!until || from_millis(*until) <= d.clk.now()) return false;
  return equal_secrets(link.substr(dot + 1), proof(d, file, link.substr(0, dot)));
}

}  // namespace sahut
