#include "connectors/x/media.hpp"

#include <algorithm>
#include <vector>

#include "connectors/common/link_media.hpp"
#include "connectors/common/words.hpp"

namespace sahut::x {
namespace {

bool is_segment(std::string_view s) { return s.size() <= 128 && connector::is_made_of(s, "_-.") && s.front() != '.'; }

class message_media final : public connector::media_source {
 public:
  message_media(media_settings settings, std::shared_ptr<account_state> account) : settings_(std::move(settings)), account_(std::move(account)) {
    while (settings_.api_base.ends_with('/')) settings_.api_base.pop_back();
  }

  boost::asio::awaitable<connector::opened_media> open(attachment of, std::uint64_t bytes_max, milliseconds time_limit) override {
    connector::http_headers headers;
    auto url = std::move(of.url);
    auto const path = media_path(url);
    if (!path.empty()) {
      url = settings_.api_base + path;
      headers.emplace_back("Authorization", "Bearer " + account_->access_token);
    }
    auto got = co_await connector::download_media(settings_.downloads, std::move(url), std::move(headers), bytes_max, time_limit);
    // A token of two hours: it may be renewed before the next attempt.
    if (auto* failure = std::get_if<connector::download_failure>(&got); failure && !path.empty() && failure->status == 401) failure->for_good = false;
    co_return connector::as_opened(std::move(got));
  }

 private:
  media_settings settings_;
  std::shared_ptr<account_state> account_;
};

}  // namespace

std::string media_path(std::string_view url) {
  constexpr std::string_view hosts[] = {"https://ton.twitter.com/", "https://ton.x.com/"};
  auto const host = std::find_if(std::begin(hosts), std::end(hosts), [&](std::string_view h) { return url.starts_with(h); });
  if (host == std::end(hosts)) return {};
  auto path = url.substr(host->size() - 1);
  path = path.substr(0, path.find_first_of("?#"));
  auto const mark = path.rfind("/dm/");
  if (mark == path.npos) return {};
  path.remove_prefix(mark + 4);
  std::vector<std::string_view> segments;
  for (;;) {
    auto const slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == path.npos) break;
    path.remove_prefix(slash + 1);
  }
  if (segments.size() != 3 || !std::all_of(segments.begin(), segments.end(), is_segment)) return {};
  std::string out = "/2/dm_conversations/media";
  for (auto const s : segments) (out += '/') += s;
  return out;
}

std::unique_ptr<connector::media_source> create_media(media_settings settings, std::shared_ptr<account_state> account) {
  return std::make_unique<message_media>(std::move(settings), std::move(account));
}

}  // namespace sahut::x
