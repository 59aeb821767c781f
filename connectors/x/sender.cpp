#include "connectors/x/sender.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connectors/common/event_list.hpp"
#include "connectors/common/json_guard.hpp"
#include "connectors/common/multipart.hpp"
#include "connectors/x/send_answer.hpp"

namespace sahut::x {
namespace {

using std::chrono::steady_clock;

bool is_taken(sending::file const& file) {
  return file.bytes <= picture_bytes_max && std::find(std::begin(picture_types), std::end(picture_types), file.type) != std::end(picture_types);
}

class message_sender final : public connector::prepared_sender {
 public:
  message_sender(std::shared_ptr<account_state> account, std::unique_ptr<connector::http_client> client)
      : account_(std::move(account)), client_(std::move(client)) {}

  boost::asio::awaitable<std::optional<sending::outcome>> prepare(milliseconds) override {
    std::optional<sending::outcome> hindrance;
    auto const left = std::chrono::ceil<milliseconds>(account_->spent_until - steady_clock::now());
    if (left > milliseconds(0)) hindrance = sending::later{left, true, "Batas kirim X untuk akun ini habis; dikirim setelah X membukanya lagi"};
    co_return hindrance;
  }

  boost::asio::awaitable<sending::outcome> send(sending::part part, milliseconds time_limit) override {
    if (part.words().empty() || !connector::is_contact_id(part.recipient))
      co_return sending::refused{"Pesan kosong atau tanpa penerima", false};
    auto outcome = co_await post(std::move(part), std::string(), time_limit);
    co_return outcome;
  }

  // The picture is uploaded under the account, then sent by its id: until the second call nothing reaches the citizen.
  boost::asio::awaitable<sending::outcome> send_file(sending::part part, byte_source& file, milliseconds time_limit) override {
    auto const* what = std::get_if<sending::file>(&part.what);
    if (!what || !connector::is_contact_id(part.recipient)) co_return sending::refused{"Berkas tanpa isi atau tanpa penerima", false};
    if (!is_taken(*what)) co_return sending::refused{"X hanya menerima gambar JPEG, PNG atau WebP sampai 5 MB", false};
    auto const begun = steady_clock::now();
    connector::multipart_body form(part.metadata);
    form.add("media_category", "dm_image");
    form.add("media_type", what->type);
    form.add_file("media", *what, file);
    connector::http_headers headers;
    headers.emplace_back("Authorization", "Bearer " + account_->access_token);
    auto const token = account_->access_token;
    std::string target = "/2/media/upload";
    auto const uploaded = co_await connector::upload(*client_, std::move(target), std::move(headers), form, time_limit);
    if (auto const* failure = std::get_if<connector::http_failure>(&uploaded)) co_return connector::outcome_of(*failure, false);
    auto const& stored = std::get<connector::http_response>(uploaded);
    if (stored.status == 401 && token == account_->access_token) account_->token_refused = true;
    auto media_id = stored_id(stored);
    if (media_id.empty()) co_return upload_refusal(stored);
    auto const left = connector::left_after_upload(begun, time_limit);
    auto outcome = co_await post(std::move(part), std::move(media_id), left);
    co_return outcome;
  }

 private:
  static std::string stored_id(connector::http_response const& answer) {
    if (answer.status < 200 || answer.status >= 300) return {};
    auto const parsed = connector::parse_guarded(answer.body, {64 * 1024, 8});
    if (!parsed.has_value()) return {};
    auto id = connector::id_of(connector::at(connector::at(*parsed, "data"), "id"));
    return id.size() <= 64 ? id : std::string();
  }
  // Uploads have a budget of their own: it says nothing of the messages'.
  static sending::outcome upload_refusal(connector::http_response const& got) {
    raw_answer answer{connector::answer_of(got)};
    answer.budgets = {{{got.header("x-rate-limit-remaining"), got.header("x-rate-limit-reset")}, {}, {}}};
    auto outcome = read_answer(answer);
    bool const said_nothing = std::holds_alternative<sending::unknown>(outcome) || std::holds_alternative<sending::accepted>(outcome);
    if (said_nothing) return sending::later{milliseconds(0), false, "X tidak menyimpan gambar ini"};
    if (auto* wait = std::get_if<sending::later>(&outcome)) wait->whole_account = false;
    return outcome;
  }

  boost::asio::awaitable<sending::outcome> post(sending::part part, std::string media_id, milliseconds time_limit) {
    connector::http_headers headers;
    headers.emplace_back("Authorization", "Bearer " + account_->access_token);
    headers.emplace_back("Content-Type", "application/json");
    auto const token = account_->access_token;
    auto target = "/2/dm_conversations/with/" + part.recipient + "/messages";
    auto body = send_body(part, media_id);
    auto const result = co_await client_->post(std::move(target), std::move(headers), std::move(body), time_limit);
    if (auto const* failure = std::get_if<connector::http_failure>(&result)) co_return connector::outcome_of(*failure, true, "X");
    auto const& got = std::get<connector::http_response>(result);
    raw_answer answer{connector::answer_of(got)};
    answer.budgets = {{{got.header("x-rate-limit-remaining"), got.header("x-rate-limit-reset")},
                       {got.header("x-user-limit-24hour-remaining"), got.header("x-user-limit-24hour-reset")},
                       {got.header("x-app-limit-24hour-remaining"), got.header("x-app-limit-24hour-reset")}}};
    if (auto const spent = spent_for(answer); spent > milliseconds(0))
      account_->spent_until = std::max(account_->spent_until, steady_clock::now() + spent);
    if (got.status == 401 && token == account_->access_token) account_->token_refused = true;
    auto outcome = read_answer(answer);
    co_return outcome;
  }

  std::shared_ptr<account_state> account_;
  std::unique_ptr<connector::http_client> client_;
};

}  // namespace

std::string send_body(sending::part const& part, std::string_view media_id) {
  nlohmann::json body;
  if (media_id.empty()) {
    body["text"] = part.words();
  } else {
    nlohmann::json attached;
    attached["media_id"] = media_id;
    body["attachments"] = nlohmann::json::array({attached});
  }
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::unique_ptr<connector::prepared_sender> create_sender(std::shared_ptr<account_state> account, std::unique_ptr<connector::http_client> client) {
  return std::make_unique<message_sender>(std::move(account), std::move(client));
}

}  // namespace sahut::x
