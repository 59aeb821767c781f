#include "connectors/meta/sender.hpp"

#include <nlohmann/json.hpp>

#include "connectors/common/multipart.hpp"
#include "connectors/meta/graph_call.hpp"
#include "connectors/meta/send_answer.hpp"

namespace sahut::meta {
namespace {

std::string file_type(message_kind kind) {
  switch (kind) {
    case message_kind::image: return "image";
    case message_kind::video: return "video";
    case message_kind::audio: return "audio";
    default: return "file";
  }
}

std::string upload_message(sending::file const& what) {
  nlohmann::json message;
  message["attachment"]["type"] = file_type(what.kind);
  message["attachment"]["payload"]["is_reusable"] = true;
  return message.dump();
}

class graph_sender final : public connector::channel_sender {
 public:
  graph_sender(sender_settings settings, std::unique_ptr<connector::http_client> client)
      : settings_(std::move(settings)), client_(std::move(client)) {
    target_ = graph_target("/me/messages", settings_.app_secret, settings_.access_token);
    upload_target_ = graph_target("/me/message_attachments", settings_.app_secret, settings_.access_token);
  }

  boost::asio::awaitable<sending::outcome> send(sending::part part, milliseconds time_limit) override {
    if (part.recipient.empty() || part.words().empty())
      co_return sending::refused{"Pesan kosong atau tanpa penerima", false};
    auto outcome = co_await post(std::move(part), std::string(), time_limit);
    co_return outcome;
  }

  // A file is uploaded to the page, then sent by its id: until the second call nothing reaches the citizen. Instagram takes
  // its link alone.
  boost::asio::awaitable<sending::outcome> send_file(sending::part part, byte_source& file, milliseconds time_limit) override {
    auto const* what = std::get_if<sending::file>(&part.what);
    if (part.recipient.empty() || !what || (settings_.by_link && what->link.empty())) co_return sending::refused{"Berkas tanpa isi atau tanpa penerima", false};
    auto const begun = std::chrono::steady_clock::now();
    std::string attachment_id;
    if (!settings_.by_link) {
      connector::multipart_body form(part.metadata);
      form.add("message", upload_message(*what));
      form.add_file("filedata", *what, file);
      auto headers = graph_bearer(settings_.access_token);
      auto const uploaded = co_await connector::upload(*client_, upload_target_, std::move(headers), form, time_limit);
      if (auto const* failure = std::get_if<connector::http_failure>(&uploaded)) co_return connector::outcome_of(*failure, false);
      auto outcome = read_upload_answer(graph_answer_of(std::get<connector::http_response>(uploaded)));
      auto const* stored = std::get_if<sending::accepted>(&outcome);
      if (!stored) co_return outcome;
      attachment_id = stored->external_id;
    }
    auto const left = connector::left_after_upload(begun, time_limit);
    auto outcome = co_await post(std::move(part), std::move(attachment_id), left);
    co_return outcome;
  }

  passing_traits shows() const override { return {shown_by::citizen, shown_by::citizen}; }
  boost::asio::awaitable<sending::outcome> show(passing_sign sign, milliseconds time_limit) override {
    auto headers = graph_headers(settings_.access_token);
    auto body = sign_body(sign);
    auto const result = co_await client_->post(target_, std::move(headers), std::move(body), time_limit);
    if (auto const* failure = std::get_if<connector::http_failure>(&result)) co_return connector::outcome_of(*failure);
    auto const& got = std::get<connector::http_response>(result);
    co_return connector::taken_without_id(read_answer(graph_answer_of(got)), got.status);
  }

 private:
  boost::asio::awaitable<sending::outcome> post(sending::part part, std::string attachment_id, milliseconds time_limit) {
    auto headers = graph_headers(settings_.access_token);
    auto body = send_body(part, settings_.metadata, attachment_id);
    auto const result = co_await client_->post(target_, std::move(headers), std::move(body), time_limit);
    if (auto const* failure = std::get_if<connector::http_failure>(&result)) co_return connector::outcome_of(*failure);
    co_return read_answer(graph_answer_of(std::get<connector::http_response>(result)));
  }
  sender_settings settings_;
  std::unique_ptr<connector::http_client> client_;
  std::string target_, upload_target_;
};

}  // namespace

std::string send_body(sending::part const& part, bool with_metadata, std::string_view attachment_id) {
  nlohmann::json body;
  body["recipient"]["id"] = part.recipient;
  if (part.under == sending::permission::human_agent) {
    body["messaging_type"] = "MESSAGE_TAG";
    body["tag"] = "HUMAN_AGENT";
  } else
    body["messaging_type"] = "RESPONSE";
  if (auto const* file = std::get_if<sending::file>(&part.what)) {
    auto& attached = body["message"]["attachment"];
    attached["type"] = file_type(file->kind);
    if (attachment_id.empty()) attached["payload"]["url"] = file->link;
    else attached["payload"]["attachment_id"] = attachment_id;
  } else {
    body["message"]["text"] = part.words();
  }
  if (with_metadata && !part.metadata.empty()) body["message"]["metadata"] = part.metadata;
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string sign_body(passing_sign const& sign) {
  nlohmann::json body;
  body["recipient"]["id"] = sign.recipient;
  body["sender_action"] = sign.what == passing_sign::kind::typing ? "typing_on" : "mark_seen";
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::unique_ptr<connector::channel_sender> create_sender(sender_settings settings,
                                                         std::unique_ptr<connector::http_client> client) {
  return std::make_unique<graph_sender>(std::move(settings), std::move(client));
}

}  // namespace sahut::meta
