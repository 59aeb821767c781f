#include "connectors/telegram/sender.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connectors/common/multipart.hpp"
#include "connectors/telegram/send_answer.hpp"

namespace sahut::telegram {
namespace {

constexpr std::size_t exact_digits_max = 18;

// The call and its field for a file: what Telegram shows as a picture, film or sound, and else as a document.
struct file_call {
  std::string_view call, field;
};
file_call call_for(sending::file const& what) {
  auto const is = [&](std::initializer_list<std::string_view> types) { return std::find(types.begin(), types.end(), what.type) != types.end(); };
  if (what.kind == message_kind::image && is({"image/jpeg", "image/png"})) return {"/sendPhoto", "photo"};
  if (what.kind == message_kind::video && is({"video/mp4"})) return {"/sendVideo", "video"};
  if (what.kind == message_kind::audio && is({"audio/mpeg", "audio/mp4", "audio/x-m4a"})) return {"/sendAudio", "audio"};
  return {"/sendDocument", "document"};
}

nlohmann::json chat_id(std::string const& recipient) {
  bool const exact = recipient.size() <= exact_digits_max && recipient.find_first_not_of("0123456789") == recipient.npos;
  if (exact && !recipient.empty()) return std::stoll(recipient);
  return recipient;
}

class bot_sender final : public connector::channel_sender {
 public:
  bot_sender(std::string token, std::unique_ptr<connector::http_client> client)
      : bot_(is_token(token) ? "/bot" + token : std::string()), client_(std::move(client)) {}

  boost::asio::awaitable<sending::outcome> send(sending::part part, milliseconds time_limit) override {
    if (part.recipient.empty() || part.words().empty()) co_return sending::refused{"Pesan kosong atau tanpa penerima"};
    if (bot_.empty()) co_return no_token();
    connector::http_headers headers;
    headers.emplace_back("Content-Type", "application/json");
    auto body = send_body(part);
    auto target = bot_ + "/sendMessage";
    auto const result = co_await client_->post(std::move(target), std::move(headers), std::move(body), time_limit);
    co_return outcome_of(result);
  }

  boost::asio::awaitable<sending::outcome> send_file(sending::part part, byte_source& file, milliseconds time_limit) override {
    auto const* what = std::get_if<sending::file>(&part.what);
    if (part.recipient.empty() || !what) co_return sending::refused{"Berkas tanpa isi atau tanpa penerima"};
    if (bot_.empty()) co_return no_token();
    auto const [call, field] = call_for(*what);
    connector::multipart_body form(part.metadata);
    form.add("chat_id", part.recipient);
    form.add_file(field, *what, file);
    auto target = bot_ + std::string(call);
    connector::http_headers headers;
    auto const result = co_await connector::upload(*client_, std::move(target), std::move(headers), form, time_limit);
    co_return outcome_of(result);
  }

  passing_traits shows() const override { return {shown_by::citizen, shown_by::nothing}; }
  boost::asio::awaitable<sending::outcome> show(passing_sign sign, milliseconds time_limit) override {
    if (bot_.empty()) co_return no_token();
    connector::http_headers headers;
    headers.emplace_back("Content-Type", "application/json");
    auto body = sign_body(sign);
    auto target = bot_ + "/sendChatAction";
    auto const result = co_await client_->post(std::move(target), std::move(headers), std::move(body), time_limit);
    auto const* got = std::get_if<connector::http_response>(&result);
    co_return connector::taken_without_id(outcome_of(result), got ? got->status : 0);
  }

 private:
  static sending::outcome no_token() {
    return sending::account_stopped{"Token bot Telegram tidak berbentuk benar; mohon hubungi pengelola sistem"};
  }
  static sending::outcome outcome_of(connector::http_result const& result) {
    if (auto const* failure = std::get_if<connector::http_failure>(&result)) return connector::outcome_of(*failure);
    return read_answer(connector::answer_of(std::get<connector::http_response>(result)));
  }

  std::string bot_;  // the part of every address that names it
  std::unique_ptr<connector::http_client> client_;
};

}  // namespace

bool is_token(std::string_view token) {
  auto const colon = token.find(':');
  constexpr std::string_view digits = "0123456789";
  constexpr std::string_view rest = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-";
  return colon != token.npos && colon > 0 && colon + 1 < token.size() &&
         token.substr(0, colon).find_first_not_of(digits) == token.npos && token.substr(colon + 1).find_first_not_of(rest) == token.npos;
}

std::string send_body(sending::part const& part) {
  nlohmann::json body;
  body["chat_id"] = chat_id(part.recipient);
  body["text"] = part.words();
  body["link_preview_options"]["is_disabled"] = true;
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string sign_body(passing_sign const& sign) {
  nlohmann::json body;
  body["chat_id"] = chat_id(sign.recipient);
  body["action"] = "typing";
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::unique_ptr<connector::channel_sender> create_sender(std::string bot_token, std::unique_ptr<connector::http_client> client) {
  return std::make_unique<bot_sender>(std::move(bot_token), std::move(client));
}

}  // namespace sahut::telegram
