#include "connectors/generic/sender.hpp"

#include <nlohmann/json.hpp>

#include "connectors/common/json_guard.hpp"

namespace sahut::generic {
namespace {

constexpr std::size_t answer_bytes_max = 64 * 1024, id_chars_max = 512;

class reply_sender final : public connector::channel_sender {
 public:
  reply_sender(sender_settings settings, std::unique_ptr<connector::http_client> client) : settings_(std::move(settings)), client_(std::move(client)) {}

  boost::asio::awaitable<sending::outcome> send(sending::part part, milliseconds time_limit) override {
    auto const* file = std::get_if<sending::file>(&part.what);
    bool const empty = file ? file->link.empty() : part.words().empty();
    if (part.recipient.empty() || empty) co_return sending::refused{"Pesan kosong atau tanpa penerima", false};
    auto body = send_body(settings_.account, part);
    connector::http_headers headers;
    headers.emplace_back("Content-Type", "application/json");
    headers.emplace_back(settings_.signature_header, connector::sign(settings_.signature, settings_.secret, body));
    headers.emplace_back("Idempotency-Key", part.metadata);
    auto target = settings_.target;
    auto const result = co_await client_->post(std::move(target), std::move(headers), std::move(body), time_limit);
    if (auto const* failure = std::get_if<connector::http_failure>(&result)) {
      sending::later wait;
      wait.whole_account = !failure->written;
      wait.reason = connector::with_detail("Sistem tujuan tidak terjangkau atau tidak menjawab", failure->reason);
      co_return wait;
    }
    auto const& got = std::get<connector::http_response>(result);
    auto outcome = read_answer(connector::answer_of(got), part.metadata);
    co_return outcome;
  }

  // The other system fetches a file from its link.
  boost::asio::awaitable<sending::outcome> send_file(sending::part part, byte_source&, milliseconds time_limit) override {
    return send(std::move(part), time_limit);
  }

 private:
  sender_settings settings_;
  std::unique_ptr<connector::http_client> client_;
};

}  // namespace

std::string send_body(std::string_view account, sending::part const& part) {
  nlohmann::json body;
  body["account"] = account;
  body["contact"] = part.recipient;
  body["id"] = part.metadata;
  if (auto const* file = std::get_if<sending::file>(&part.what)) {
    auto& told = body["file"];
    told["kind"] = name_of(file->kind);
    told["name"] = file->name;
    told["type"] = file->type;
    told["bytes"] = file->bytes;
    told["url"] = file->link;
  } else {
    body["text"] = part.words();
  }
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

sending::outcome read_answer(connector::raw_answer const& answer, std::string_view our_id) {
  int const status = answer.http_status;
  auto const label = " (HTTP " + std::to_string(status) + ")";
  if (status >= 200 && status < 300) {
    auto const parsed = connector::parse_guarded(answer.body, {answer_bytes_max, 8});
    auto id = parsed.has_value() ? connector::id_of(connector::at(*parsed, "id")) : std::string();
    return sending::accepted{id.empty() || id.size() > id_chars_max ? std::string(our_id) : std::move(id)};
  }
  if (status == 429) return sending::later{connector::wished_wait(answer.retry_after, answer.date, answer.now), true, "Sistem tujuan sedang membatasi pengiriman" + label};
  if (status == 408 || status >= 500) return sending::later{connector::wished_wait(answer.retry_after, answer.date, answer.now), false, "Gangguan sementara di sistem tujuan" + label};
  if (status >= 400) return sending::refused{"Pesan ditolak oleh sistem tujuan" + label, false};
  return sending::account_stopped{"Alamat sistem tujuan tidak menerima pesan; mohon hubungi pengelola sistem" + label, false, true};
}

std::unique_ptr<connector::channel_sender> create_sender(sender_settings settings, std::unique_ptr<connector::http_client> client) {
  return std::make_unique<reply_sender>(std::move(settings), std::move(client));
}

}  // namespace sahut::generic
