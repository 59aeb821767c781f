#include "connectors/meta/page_channel.hpp"

#include "connectors/common/signature.hpp"
#include "connectors/meta/sender.hpp"

namespace sahut::meta {
namespace {

// One sender for good in front of those that come and go with their token.
class renewable_sender final : public connector::channel_sender {
 public:
  boost::asio::awaitable<sending::outcome> send(sending::part part, milliseconds time_limit) override {
    auto const now = now_;  // kept alive until it has answered
    auto outcome = co_await now->send(std::move(part), time_limit);
    co_return outcome;
  }
  void become(std::shared_ptr<connector::channel_sender> next) { now_ = std::move(next); }

 private:
  std::shared_ptr<connector::channel_sender> now_;
};

class page_channel final : public connector::channel {
 public:
  page_channel(page_form form, connector::account_settings settings)
      : form_(form), settings_(std::move(settings)), account_{settings_.account, settings_.aliases} {
    make_sender();
  }

  void renew(connector::account_settings next) override {
    settings_.app_secrets = std::move(next.app_secrets);
    settings_.verify_token = std::move(next.verify_token);
    settings_.access_token = std::move(next.access_token);
    make_sender();
  }

  channel_kind kind() const override { return form_.kind; }
  std::string_view signature_header() const override { return "X-Hub-Signature-256"; }
  bool authentic(std::string_view raw_body, std::string_view signature) const override {
    return connector::verify_hub_signature(raw_body, signature, settings_.app_secrets);
  }
  std::optional<std::string> handshake(connector::query_parameters const& query) const override {
    return connector::handshake(query, settings_.verify_token);
  }
  std::vector<inbound::event> decode(std::string_view raw_body) const override { return form_.decode(raw_body, account_); }
  connector::channel_sender& sender() override { return sender_; }

 private:
  void make_sender() {
    connector::http_client_settings http;
    http.base = settings_.api_base;
    http.certificates_file = settings_.certificates_file;
    sender_settings sending;
    sending.access_token = settings_.access_token;
    sending.app_secret = settings_.app_secrets.empty() ? std::string() : settings_.app_secrets.front();
    sending.metadata = form_.metadata;
    sender_.become(create_sender(std::move(sending), create_http_client(std::move(http))));
  }

  page_form form_;
  connector::account_settings settings_;
  account_context account_;
  renewable_sender sender_;
};

}  // namespace

channel_traits page_traits(text_limit longest_text) {
  channel_traits t;
  t.carried = true;
  t.direct_message = true;
  t.automated_notice = true;
  t.window = page_window;
  t.longest_text = longest_text;
  return t;
}

std::unique_ptr<connector::channel> create_page_channel(page_form form, connector::account_settings settings) {
  return std::make_unique<page_channel>(form, std::move(settings));
}

}  // namespace sahut::meta
