#include "connectors/line/sender.hpp"

#include <nlohmann/json.hpp>

#include "connectors/common/signature.hpp"
#include "connectors/line/send_answer.hpp"

namespace sahut::line {
namespace {

constexpr std::uint64_t picture_bytes_max = 10'000'000, preview_bytes_max = 1'000'000;
constexpr std::size_t link_chars_max = 2000;
constexpr int loading_seconds = 10;  // 5 to 60, in fives; told anew while the officer goes on writing

class push_sender final : public connector::channel_sender {
 public:
  push_sender(std::string token, std::unique_ptr<connector::http_client> client)
      : authorization_("Bearer " + std::move(token)), client_(std::move(client)) {}

  boost::asio::awaitable<sending::outcome> send(sending::part part, milliseconds time_limit) override {
    if (part.recipient.empty() || send_body(part).empty()) co_return sending::refused{"Pesan kosong atau tanpa penerima"};
    auto const key = retry_key_of(part.metadata);
    connector::http_headers headers;
    headers.emplace_back("Authorization", authorization_);
    headers.emplace_back("Content-Type", "application/json");
    headers.emplace_back("X-Line-Retry-Key", key);
    auto body = send_body(part);
    auto const result = co_await client_->post("/v2/bot/message/push", std::move(headers), std::move(body), time_limit);
    if (auto const* failure = std::get_if<connector::http_failure>(&result)) co_return connector::outcome_of(*failure);
    co_return read_answer(connector::answer_of(std::get<connector::http_response>(result)), key);
  }

  // LINE fetches a file from its link.
  boost::asio::awaitable<sending::outcome> send_file(sending::part part, byte_source&, milliseconds time_limit) override {
    return send(std::move(part), time_limit);
  }

  passing_traits shows() const override { return {shown_by::citizen, shown_by::message}; }
  boost::asio::awaitable<sending::outcome> show(passing_sign sign, milliseconds time_limit) override {
    connector::http_headers headers;
    headers.emplace_back("Authorization", authorization_);
    headers.emplace_back("Content-Type", "application/json");
    std::string target = sign.what == passing_sign::kind::typing ? "/v2/bot/chat/loading/start" : "/v2/bot/chat/markAsRead";
    auto body = sign_body(sign);
    auto const result = co_await client_->post(std::move(target), std::move(headers), std::move(body), time_limit);
    if (auto const* failure = std::get_if<connector::http_failure>(&result)) co_return connector::outcome_of(*failure);
    auto const& got = std::get<connector::http_response>(result);
    co_return connector::taken_without_id(read_answer(connector::answer_of(got), std::string()), got.status);
  }

 private:
  std::string authorization_;
  std::unique_ptr<connector::http_client> client_;
};

nlohmann::json text_message(std::string words) {
  nlohmann::json out;
  out["type"] = "text";
  out["text"] = std::move(words);
  return out;
}

std::string size_in_words(std::uint64_t bytes) {
  if (bytes < 1'000'000) return std::to_string((bytes + 999) / 1000) + " KB";
  auto const tenths = (bytes + 99'999) / 100'000;
  return std::to_string(tenths / 10) + "," + std::to_string(tenths % 10) + " MB";
}

// A small picture is its own preview; of a larger one our address gives a small one as well. LINE has no message for other files
// (a film needs a picture of its own, a sound its length), so they go as a link, as do pictures that it does not take.
nlohmann::json message_of(sending::file const& file) {
  if (file.link.empty()) return nullptr;
  auto const preview = file.bytes <= preview_bytes_max ? file.link : file.link + "&preview";
  bool const shown = (file.type == "image/jpeg" || file.type == "image/png") && file.bytes <= picture_bytes_max && file.link.starts_with("https://") &&
                     preview.size() <= link_chars_max;
  if (!shown) return text_message("📎 " + (file.name.empty() ? "Berkas" : file.name) + " (" + size_in_words(file.bytes) + "), dapat diunduh selama satu jam:\n" + file.link);
  nlohmann::json out;
  out["type"] = "image";
  out["originalContentUrl"] = file.link;
  out["previewImageUrl"] = preview;
  return out;
}

}  // namespace

std::string send_body(sending::part const& part) {
  nlohmann::json message;
  if (auto const* file = std::get_if<sending::file>(&part.what)) message = message_of(*file);
  else if (!part.words().empty()) message = text_message(part.words());
  if (message.is_null()) return {};
  nlohmann::json body;
  body["to"] = part.recipient;
  body["messages"] = nlohmann::json::array({message});
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string sign_body(passing_sign const& sign) {
  nlohmann::json body;
  if (sign.what == passing_sign::kind::typing) {
    body["chatId"] = sign.recipient;
    body["loadingSeconds"] = loading_seconds;
  } else {
    body["markAsReadToken"] = sign.message;
  }
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string retry_key_of(std::string_view part_id) {
  auto const digest = connector::sha256_hex(part_id);
  auto const piece = [&](std::size_t from, std::size_t count) { return digest.substr(from, count); };
  return piece(0, 8) + '-' + piece(8, 4) + "-4" + piece(13, 3) + "-a" + piece(17, 3) + '-' + piece(20, 12);
}

std::unique_ptr<connector::channel_sender> create_sender(std::string access_token, std::unique_ptr<connector::http_client> client) {
  return std::make_unique<push_sender>(std::move(access_token), std::move(client));
}

}  // namespace sahut::line
