#include "connectors/whatsapp/sender.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connectors/common/multipart.hpp"
#include "connectors/meta/graph_call.hpp"
#include "connectors/whatsapp/messages.hpp"
#include "connectors/whatsapp/send_answer.hpp"

namespace sahut::whatsapp {
namespace {

constexpr std::size_t callback_data_max = 512;

std::string file_type(message_kind kind) {
  switch (kind) {
    case message_kind::image: return "image";
    case message_kind::video: return "video";
    case message_kind::audio: return "audio";
    default: return "document";
  }
}

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
    auto const number = "/" + path_segment(settings_.account);
    target_ = meta::graph_target(number + "/messages", settings_.app_secret, settings_.access_token);
    upload_target_ = meta::graph_target(number + "/media", settings_.app_secret, settings_.access_token);
  }

  boost::asio::awaitable<sending::outcome> send(sending::part part, milliseconds time_limit) override {
    bool const asks = std::holds_alternative<sending::message_template>(part.what);
    if (part.recipient.empty() || (asks ? settings_.template_name.empty() : part.words().empty()))
      co_return sending::refused{"Pesan kosong atau tanpa penerima", false};
    auto body = send_body(part, settings_);
    auto outcome = co_await post(std::move(body), time_limit);
    co_return outcome;
  }

  // The file is uploaded under the number, then sent by its id: until the second call nothing reaches the citizen.
  boost::asio::awaitable<sending::outcome> send_file(sending::part part, byte_source& file, milliseconds time_limit) override {
    auto const* what = std::get_if<sending::file>(&part.what);
    if (part.recipient.empty() || !what) co_return sending::refused{"Berkas tanpa isi atau tanpa penerima", false};
    auto const begun = std::chrono::steady_clock::now();
    connector::multipart_body form(part.metadata);
    form.add("messaging_product", "whatsapp");
    form.add("type", what->type);
    form.add_file("file", *what, file);
    auto headers = meta::graph_bearer(settings_.access_token);
    auto const uploaded = co_await connector::upload(*client_, upload_target_, std::move(headers), form, time_limit);
    if (auto const* failure = std::get_if<connector::http_failure>(&uploaded)) co_return connector::outcome_of(*failure, false);
    auto outcome = whatsapp::read_upload_answer(meta::graph_answer_of(std::get<connector::http_response>(uploaded)));
    auto const* stored = std::get_if<sending::accepted>(&outcome);
    if (!stored) co_return outcome;
    auto body = send_body(part, settings_, stored->external_id);
    auto const left = connector::left_after_upload(begun, time_limit);
    outcome = co_await post(std::move(body), left);
    co_return outcome;
  }

  passing_traits shows() const override { return {shown_by::message, shown_by::message}; }
  boost::asio::awaitable<sending::outcome> show(passing_sign sign, milliseconds time_limit) override {
    auto headers = meta::graph_headers(settings_.access_token);
    auto body = sign_body(sign);
    auto const result = co_await client_->post(target_, std::move(headers), std::move(body), time_limit);
    if (auto const* failure = std::get_if<connector::http_failure>(&result)) co_return connector::outcome_of(*failure);
    auto const& got = std::get<connector::http_response>(result);
    co_return connector::taken_without_id(whatsapp::read_answer(meta::graph_answer_of(got)), got.status);
  }

 private:
  boost::asio::awaitable<sending::outcome> post(std::string body, milliseconds time_limit) {
    auto headers = meta::graph_headers(settings_.access_token);
    auto const result = co_await client_->post(target_, std::move(headers), std::move(body), time_limit);
    if (auto const* failure = std::get_if<connector::http_failure>(&result)) co_return connector::outcome_of(*failure);
    co_return whatsapp::read_answer(meta::graph_answer_of(std::get<connector::http_response>(result)));
  }

  sender_settings settings_;
  std::unique_ptr<connector::http_client> client_;
  std::string target_, upload_target_;
};

}  // namespace

std::string send_body(sending::part const& part, sender_settings const& settings, std::string_view media_id) {
  nlohmann::json body;
  body["messaging_product"] = "whatsapp";
  body["recipient_type"] = "individual";
  body[is_number(part.recipient) ? "to" : "recipient"] = part.recipient;
  if (auto const* asks = std::get_if<sending::message_template>(&part.what)) {
    body["type"] = "template";
    body["template"] = template_of(*asks, settings);
  } else if (auto const* file = std::get_if<sending::file>(&part.what)) {
    auto const type = file_type(file->kind);
    body["type"] = type;
    body[type]["id"] = media_id;
    if (type == "document" && !file->name.empty()) body[type]["filename"] = file->name;
  } else {
    body["type"] = "text";
    body["text"]["preview_url"] = false;
    body["text"]["body"] = part.words();
  }
  // Comes back in the statuses of this message.
  if (!part.metadata.empty() && part.metadata.size() <= callback_data_max) body["biz_opaque_callback_data"] = part.metadata;
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string sign_body(passing_sign const& sign) {
  nlohmann::json body;
  body["messaging_product"] = "whatsapp";
  body["status"] = "read";
  body["message_id"] = sign.message;
  if (sign.what == passing_sign::kind::typing) body["typing_indicator"]["type"] = "text";
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::unique_ptr<connector::channel_sender> create_sender(sender_settings settings, std::unique_ptr<connector::http_client> client) {
  return std::make_unique<cloud_sender>(std::move(settings), std::move(client));
}

}  // namespace sahut::whatsapp
