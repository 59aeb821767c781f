#include "connectors/line/media.hpp"

#include "connectors/common/link_media.hpp"

namespace sahut::line {
namespace {

using connector::media_failure;

constexpr milliseconds until_ready{5'000};

class content_media final : public connector::media_source {
 public:
  explicit content_media(media_settings settings) : settings_(std::move(settings)) {
    while (settings_.content_base.ends_with('/')) settings_.content_base.pop_back();
    settings_.downloads.named.push_back(settings_.content_base);
  }

  boost::asio::awaitable<connector::opened_media> open(attachment of, std::uint64_t bytes_max, milliseconds time_limit) override {
    connector::http_headers headers;
    auto url = std::move(of.url);
    if (url.empty()) {
      bool const is_id = !of.platform_id.empty() && of.platform_id.size() <= 64 && of.platform_id.find_first_not_of("0123456789") == of.platform_id.npos;
      if (!is_id) co_return media_failure{true, "gone", {}};
      url = settings_.content_base + "/v2/bot/message/" + of.platform_id + "/content";
      headers.emplace_back("Authorization", "Bearer " + settings_.access_token);
    }
    auto got = co_await connector::download_media(settings_.downloads, std::move(url), std::move(headers), bytes_max, time_limit);
    if (auto* failure = std::get_if<connector::download_failure>(&got)) {
      if (failure->status == 202) co_return media_failure{false, "unreachable", until_ready};
      if (failure->status == 401 || failure->status == 403) failure->for_good = false;  // the token: the operator mends it
    }
    co_return connector::as_opened(std::move(got));
  }

 private:
  media_settings settings_;
};

}  // namespace

std::unique_ptr<connector::media_source> create_media(media_settings settings) { return std::make_unique<content_media>(std::move(settings)); }

}  // namespace sahut::line
