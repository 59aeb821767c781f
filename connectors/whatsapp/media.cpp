#include "connectors/whatsapp/media.hpp"

#include <nlohmann/json.hpp>

#include "connectors/common/json_guard.hpp"
#include "connectors/common/link_media.hpp"
#include "connectors/common/told_digest.hpp"
#include "connectors/common/words.hpp"
#include "connectors/meta/graph_call.hpp"

namespace sahut::whatsapp {
namespace {

using connector::at;
using connector::id_of;
using connector::media_failure;
using connector::number_of;
using connector::text_of;

bool is_media_id(std::string_view id) { return id.size() <= 128 && connector::is_made_of(id, "_-"); }

class cloud_media final : public connector::media_source {
 public:
  cloud_media(media_settings settings, std::unique_ptr<connector::http_client> client) : settings_(std::move(settings)), client_(std::move(client)) {}

  boost::asio::awaitable<connector::opened_media> open(attachment of, std::uint64_t bytes_max, milliseconds time_limit) override {
    if (!is_media_id(of.platform_id)) co_return media_failure{true, "gone", {}};
    auto headers = meta::graph_bearer(settings_.access_token);
    auto target = meta::graph_target("/" + of.platform_id, settings_.app_secret, settings_.access_token);
    auto asked = co_await connector::ask_for_media(*client_, std::move(target), headers, time_limit);
    if (auto* failure = std::get_if<media_failure>(&asked)) co_return std::move(*failure);
    auto const& answer = std::get<connector::http_response>(asked);
    if (auto later = connector::busy(answer)) co_return std::move(*later);
    auto const parsed = connector::parse_guarded(answer.body, {64 * 1024, 8});
    if (!parsed.has_value()) co_return media_failure{false, "unreachable", {}};
    if (auto const& e = at(*parsed, "error"); e.is_object() || answer.status >= 300) co_return refusal_in(e, answer.status);
    if (number_of(at(*parsed, "file_size")).value_or(0) > static_cast<double>(bytes_max)) co_return media_failure{true, "too_large", {}};
    auto url = text_of(at(*parsed, "url")), sha256 = text_of(at(*parsed, "sha256"));
    auto got = co_await connector::download_media(settings_.downloads, std::move(url), std::move(headers), bytes_max, time_limit);
    // The address ends after five minutes; whoever asks again gets another.
    if (auto* failure = std::get_if<connector::download_failure>(&got))
      if (failure->status == 401 || failure->status == 403 || failure->status == 404) failure->for_good = false;
    auto opened = connector::as_opened(std::move(got));
    if (auto* body = std::get_if<std::unique_ptr<byte_source>>(&opened)) *body = connector::compared(std::move(*body), sha256);
    co_return opened;
  }

 private:
  // 100 and 131052: there is no such file, or no longer. The rest is the token's or the platform's, and can be mended.
  static media_failure refusal_in(nlohmann::json const& error, int status) {
    auto const code = number_of(at(error, "code")).value_or(0);
    bool const gone = code == 100 || code == 131052 || status == 404 || status == 410;
    return {gone, gone ? "gone" : "unreachable", {}};
  }

  media_settings settings_;
  std::unique_ptr<connector::http_client> client_;
};

}  // namespace

std::unique_ptr<connector::media_source> create_media(media_settings settings, std::unique_ptr<connector::http_client> client) {
  return std::make_unique<cloud_media>(std::move(settings), std::move(client));
}

}  // namespace sahut::whatsapp
