#include "connectors/whatsapp/sender.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connectors/common/signature.hpp"
#include "connectors/whatsapp/messages.hpp"
#include "connectors/whatsapp/send_answer.hpp"

namespace sahut::whatsapp {
namespace {

constexpr std::size_t callback_data_max = 512;

bool is_number(std::string_view s) { return s.find_first_not_of("0123456789") == s.npos; }

// An account's id is digits; whatever else is configured must not change the address.
std::string path_segment(std::string_view id) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (unsigned char const c : id) {
    bool const plain = c < 0x80 && (std::isalnum(c) || c == '-' || c == '_' || c == '.');
    if (plain) out += static_cast<char>(c);
    else (((out += '%') += digits[c >> 4]) += digits[c & 15]);
  }
  return out;
}

nlohmann::json template_of(sending::message_template const& asks, sender_settings const& settings) {
  nlohmann::json words, payload, text, button;
  words["type"] = "text";
  words["text"] = asks.number;
  payload["type"] = "payload";
  payload["payload"] = reopening_payload;
  text["type"] = "body";
  text["parameters"] = nlohmann::json::array({words});
  button["type"] = "button";
  button["sub_type"] = "quick_reply";
  button["index"] = "0";
  button["parameters"] = nlohmann::json::array({payload});
  nlohmann::json out;
  out["name"] = settings.template_name;
  out["language"]["code"] = settings.template_language;
  out["components"] = nlohmann::json::array({text, button});
  return out;
}

class cloud_sender final : public connector::channel_sender {
 public:
  cloud_sender(sender_settings settings, std::unique_ptr<connector::http_client> client)
      : settings_(std::move(settings)), client_(std::move(client)) {
    target_ = "/" + path_segment(settings_.account) + "/messages";
    if (!settings_.app_secret.empty())
      target_ += "?appsecret_proof=" + connector::appsecret_proof(settings_.app_secret, settings_.access_token);
  }

  boost::asio::awaitable<sending::outcome> send(sending::part part, milliseconds time_limit) override {
    bool const asks = std::holds_alternative<sending::message_template>(part.what);
    if (part.recipient.empty() || (asks ? !has_template() : part.words().empty()))
      co_return sending::refused{"Pesan kosong atau tanpa penerima", false};
    connector::http_headers headers;
    headers.emplace_back("Authorization", "Bearer " + settings_.access_token);
    headers.emplace_back("Content-Type", "application/json");
    auto body = send_body(part, settings_);
    auto const result = co_await client_->post(target_, std::move(headers), std::move(body), time_limit);
    if (auto const* failure = std::get_if<connector::http_failure>(&result)) {
      if (failure->written) co_return sending::unknown{};
      // The platform was not reached: the next part would not reach it either.
      co_return sending::later{milliseconds(0), true, "Platform tidak terjangkau (" + std::string(failure->reason) + ")"};
    }
    auto const& answer = std::get<connector::http_response>(result);
    auto const now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
    co_return read_answer({answer.status, answer.body, answer.header("Retry-After"), answer.header("X-App-Usage"),
                           answer.header("X-Business-Use-Case-Usage"), answer.header("Date"), now});
  }
  bool has_template() const override { return !settings_.template_name.empty(); }

 private:
  sender_settings settings_;
  std::unique_ptr<connector::http_client> client_;
  std::string target_;
};

}  // namespace

std::string send_body(sending::part const& part, sender_settings const& settings) {
  nlohmann::json body;
  body["messaging_product"] = "whatsapp";
  body["recipient_type"] = "individual";
  body[is_number(part.recipient) ? "to" : "recipient"] = part.recipient;
  if (auto const* asks = std::get_if<sending::message_template>(&part.what)) {
    body["type"] = "template";
    body["template"] = template_of(*asks, settings);
  } else {
    body["type"] = "text";
    body["text"]["preview_url"] = false;
    body["text"]["body"] = part.words();
  }
  // Comes back in the statuses of this message.
  if (!part.metadata.empty() && part.metadata.size() <= callback_data_max) body["biz_opaque_callback_data"] = part.metadata;
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::unique_ptr<connector::channel_sender> create_sender(sender_settings settings, std::unique_ptr<connector::http_client> client) {
  return std::make_unique<cloud_sender>(std::move(settings), std::move(client));
}

}  // namespace sahut::whatsapp
