#include "connectors/common/link_media.hpp"

#include <algorithm>

#include "connectors/common/channel.hpp"
#include "connectors/common/send_answer.hpp"
#include "connectors/common/words.hpp"

namespace sahut::connector {
namespace {

constexpr milliseconds ask_limit = seconds(20);

class link_media final : public media_source {
 public:
  explicit link_media(download_settings settings) : settings_(std::move(settings)) {}

  boost::asio::awaitable<opened_media> open(attachment of, std::uint64_t bytes_max, milliseconds time_limit) override {
    http_headers none;
    auto got = co_await download_media(settings_, std::move(of.url), std::move(none), bytes_max, time_limit);
    co_return as_opened(std::move(got));
  }

 private:
  download_settings settings_;
};

}  // namespace

std::unique_ptr<media_source> create_link_media(download_settings settings) { return std::make_unique<link_media>(std::move(settings)); }

download_settings downloads_of(account_settings const& account) {
  download_settings out;
  if (auto const hosts = account.options.find("media_hosts"); hosts != account.options.end()) out.hosts = words_in(hosts->second);
  if (!account.api_base.empty()) out.named.push_back(account.api_base);
  out.certificates_file = account.certificates_file;
  return out;
}

boost::asio::awaitable<download_result> download_media(download_settings const& settings, std::string url, http_headers headers, std::uint64_t bytes_max,
                                                       milliseconds time_limit) {
  download_request q;
  q.url = std::move(url);
  q.headers = std::move(headers);
  q.bytes_max = bytes_max;
  q.time_limit = time_limit;
  auto got = co_await download(settings, std::move(q));
  co_return got;
}

opened_media as_opened(download_result result) {
  if (auto* failure = std::get_if<download_failure>(&result)) return media_failure(*failure);
  return std::move(std::get<downloading>(result).body);
}

boost::asio::awaitable<asked_result> ask_for_media(http_client& client, std::string target, http_headers headers, milliseconds time_limit) {
  auto const limit = std::min(time_limit, ask_limit);
  auto result = co_await client.get(std::move(target), std::move(headers), limit);
  if (std::holds_alternative<http_failure>(result)) co_return media_failure{false, "unreachable", {}};
  co_return std::move(std::get<http_response>(result));
}

std::optional<media_failure> busy(http_response const& answer) {
  if (answer.status != 429 && answer.status < 500) return std::nullopt;
  auto const told = answer_of(answer);
  return media_failure{false, "unreachable", wished_wait(told.retry_after, told.date, told.now)};
}

}  // namespace sahut::connector
