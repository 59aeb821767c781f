#include "connectors/telegram/media.hpp"

#include <nlohmann/json.hpp>

#include "connectors/common/json_guard.hpp"
#include "connectors/common/link_media.hpp"
#include "connectors/common/send_answer.hpp"
#include "connectors/common/words.hpp"
#include "connectors/telegram/sender.hpp"

namespace sahut::telegram {
namespace {

using connector::at;
using connector::media_failure;
using connector::number_of;
using connector::text_of;

constexpr std::size_t id_chars_max = 256, path_chars_max = 512;

bool is_file_id(std::string_view id) { return id.size() <= id_chars_max && connector::is_made_of(id, "_-"); }
bool is_path(std::string_view path) {
  return path.size() <= path_chars_max && connector::is_made_of(path, "_-./") && path.find("..") == path.npos && path.front() != '/';
}

class bot_media final : public connector::media_source {
 public:
  bot_media(media_settings settings, std::unique_ptr<connector::http_client> client) : settings_(std::move(settings)), client_(std::move(client)) {
    while (settings_.api_base.ends_with('/')) settings_.api_base.pop_back();
  }

  boost::asio::awaitable<connector::opened_media> open(attachment of, std::uint64_t bytes_max, milliseconds time_limit) override {
    if (!is_file_id(of.platform_id) || !is_token(settings_.token)) co_return media_failure{true, "gone", {}};
    auto target = "/bot" + settings_.token + "/getFile?file_id=" + of.platform_id;
    connector::http_headers none;
    auto asked = co_await connector::ask_for_media(*client_, std::move(target), none, time_limit);
    if (auto* failure = std::get_if<media_failure>(&asked)) co_return std::move(*failure);
    auto const& answer = std::get<connector::http_response>(asked);
    auto const parsed = connector::parse_guarded(answer.body, {64 * 1024, 8});
    if (!parsed.has_value()) co_return connector::busy(answer).value_or(media_failure{false, "unreachable", {}});
    if (auto refusal = refusal_in(*parsed, answer)) co_return std::move(*refusal);
    auto const& file = at(*parsed, "result");
    if (number_of(at(file, "file_size")).value_or(0) > static_cast<double>(bytes_max)) co_return media_failure{true, "too_large", {}};
    auto const path = text_of(at(file, "file_path"));
    if (!is_path(path)) co_return media_failure{true, "gone", {}};
    auto url = settings_.api_base + "/file/bot" + settings_.token + "/" + path;
    auto got = co_await connector::download_media(settings_.downloads, std::move(url), none, bytes_max, time_limit);
    // The address is good for an hour at least, and made anew for whoever asks again.
    if (auto* failure = std::get_if<connector::download_failure>(&got); failure && failure->status == 401) failure->for_good = false;
    co_return connector::as_opened(std::move(got));
  }

 private:
  static std::optional<media_failure> refusal_in(nlohmann::json const& body, connector::http_response const& answer) {
    auto const& ok = at(body, "ok");
    if (ok.is_boolean() && ok.get<bool>() && answer.status < 300) return std::nullopt;
    // The body's own wish to be left alone goes before the header's.
    if (auto const wait = number_of(at(at(body, "parameters"), "retry_after"))) return media_failure{false, "unreachable", connector::up_to_a_day(*wait * 1000)};
    if (auto later = connector::busy(answer)) return later;
    auto const code = number_of(at(body, "error_code")).value_or(answer.status);
    if (code == 429 || code >= 500 || code == 409) return media_failure{false, "unreachable", {}};
    if (code == 401 || code == 404) return media_failure{false, "unreachable", {}};  // the token: the operator mends it
    bool const large = text_of(at(body, "description")).find("too big") != std::string::npos;
    return media_failure{true, large ? "too_large" : "gone", {}};
  }

  media_settings settings_;
  std::unique_ptr<connector::http_client> client_;
};

}  // namespace

std::unique_ptr<connector::media_source> create_media(media_settings settings, std::unique_ptr<connector::http_client> client) {
  return std::make_unique<bot_media>(std::move(settings), std::move(client));
}

}  // namespace sahut::telegram
