#include "connectors/meta/webhook.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connectors/common/json_guard.hpp"
#include "connectors/common/setup_answer.hpp"
#include "connectors/common/signature.hpp"
#include "connectors/common/words.hpp"
#include "connectors/meta/graph_call.hpp"

namespace sahut::meta {
namespace {

using boost::asio::awaitable;
using connector::at;
using connector::id_of;
using connector::in_quotes;
using connector::setup_report;
using connector::text_of;
using nlohmann::json;

// Codes of the Graph API that pass by themselves.
bool is_passing(std::string const& code) {
  constexpr std::string_view codes[] = {"1", "2", "4", "17", "32", "341", "613", "80007"};
  return std::find(std::begin(codes), std::end(codes), code) != std::end(codes);
}

class app_subscription final : public connector::subscription {
 public:
  app_subscription(subscription_settings settings, std::unique_ptr<connector::http_client> client) : settings_(std::move(settings)), client_(std::move(client)) {}

  awaitable<setup_report> set_up(std::string address, milliseconds time_limit) override {
    auto failed = fault_of_settings();
    if (!failed.lines.empty()) co_return failed;
    auto where = target(settings_.fields.empty() ? std::string() : "subscribed_fields=" + connector::joined(settings_.fields, ","));
    auto const got = co_await client_->post(std::move(where), headers(), std::string(), time_limit);
    json told;
    failed = read(got, told);
    if (!failed.lines.empty()) co_return failed;
    auto out = co_await check(std::move(address), time_limit);
    out.lines.insert(out.lines.begin(), "Meta took the subscription");
    co_return out;
  }

  bool can_mend() const override { return mendable_; }

  awaitable<setup_report> check(std::string address, milliseconds time_limit) override {
    mendable_ = false;
    auto failed = fault_of_settings();
    if (!failed.lines.empty()) co_return failed;
    auto where = target({});
    auto const got = co_await client_->get(std::move(where), headers(), time_limit);
    json told;
    auto out = read(got, told);
    if (!out.lines.empty()) co_return out;
    auto const* ours = entry_of(at(told, "data"));
    if (!ours) {
      mendable_ = true;
      out.lines.push_back((settings_.app_id.empty() ? "no application is subscribed to " : "the application " + settings_.app_id + " is not subscribed to ") + settings_.subject +
                          ": nothing comes in" + std::string(connector::setup_advice));
      co_return out;
    }
    out.good = true;
    out.lines.push_back(settings_.app_id.empty() ? "an application is subscribed to " + settings_.subject + " (without app_id it cannot be told whether it is this one)"
                                                 : "the application " + settings_.app_id + " is subscribed to " + settings_.subject);
    look_at_fields(*ours, out);
    look_at_override(*ours, address, out);
    out.lines.push_back("the application's dashboard must name " + address + " as the callback address");
    co_return out;
  }

 private:
  setup_report fault_of_settings() const {
    setup_report out;
    if (!connector::is_made_of(settings_.subject, "_")) out.lines.push_back("the id of what to subscribe to is none: letters, digits and _");
    return out;
  }

  connector::http_headers headers() const { return graph_bearer(settings_.access_token); }

  std::string target(std::string query) const {
    std::string out = '/' + settings_.subject + "/subscribed_apps";
    if (!settings_.app_secret.empty()) (query += query.empty() ? "" : "&") += "appsecret_proof=" + connector::appsecret_proof(settings_.app_secret, settings_.access_token);
    return query.empty() ? out : out + '?' + query;
  }

  // {"id"} of a page, {"whatsapp_business_api_data": {"id"}} of a WhatsApp business account.
  json const* entry_of(json const& list) const {
    if (!list.is_array()) return nullptr;
    for (auto const& one : list) {
      if (!one.is_object()) continue;
      auto const& nested = at(one, "whatsapp_business_api_data");
      if (settings_.app_id.empty() || id_of(at(nested.is_object() ? nested : one, "id")) == settings_.app_id) return &one;
    }
    return nullptr;
  }

  // An answer that does not name the fields is not judged by them.
  void look_at_fields(json const& ours, setup_report& out) {
    auto const& told = at(ours, "subscribed_fields");
    if (!told.is_array()) return;
    std::vector<std::string> missing;
    for (auto const& field : settings_.fields)
      if (std::none_of(told.begin(), told.end(), [&](json const& one) { return text_of(one.is_object() ? at(one, "name") : one) == field; })) missing.push_back(field);
    if (missing.empty()) return;
    out.good = false;
    mendable_ = true;
    out.lines.push_back("Meta leaves out " + connector::joined(missing, ", ") + std::string(connector::setup_advice));
  }

  static void look_at_override(json const& ours, std::string const& address, setup_report& out) {
    auto const elsewhere = text_of(at(ours, "override_callback_uri"));
    if (elsewhere.empty() || elsewhere == address) return;
    out.good = false;
    out.lines.push_back("its webhooks go to " + in_quotes(elsewhere) + ", not to " + address + ": the override has to be taken away there");
  }

  // `told` on success; else a report that says why. An error may come inside a success.
  static setup_report read(connector::http_result const& got, json& told) {
    if (auto const* failure = std::get_if<connector::http_failure>(&got)) return connector::not_reached("Meta", *failure);
    auto const& answer = std::get<connector::http_response>(got);
    auto parsed = connector::parse_guarded(answer.body);
    json const none;
    auto const& error = parsed.has_value() ? at(*parsed, "error") : none;
    if (answer.status >= 200 && answer.status < 300 && parsed.has_value() && !error.is_object()) {
      told = std::move(*parsed);
      return {};
    }
    auto const code = id_of(at(error, "code"));
    auto out = connector::not_taken("Meta", answer, text_of(at(error, "message")), code);
    out.temporary = out.temporary || is_passing(code);
    return out;
  }

  subscription_settings settings_;
  bool mendable_ = false;
  std::unique_ptr<connector::http_client> client_;
};

}  // namespace

std::vector<std::string> field_names(std::string_view list) {
  auto out = connector::words_in(list);
  std::erase_if(out, [](std::string const& name) { return !connector::is_made_of(name, "_"); });
  return out;
}

std::unique_ptr<connector::subscription> create_subscription(subscription_settings settings, std::unique_ptr<connector::http_client> client) {
  return std::make_unique<app_subscription>(std::move(settings), std::move(client));
}

}  // namespace sahut::meta
