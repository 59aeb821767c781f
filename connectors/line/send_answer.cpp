#include "connectors/line/send_answer.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connectors/common/json_guard.hpp"
#include "connectors/common/words.hpp"

namespace sahut::line {
namespace {

using connector::at;
using connector::id_of;
using connector::text_of;
using connector::with_status;
using nlohmann::json;

constexpr std::size_t answer_bytes_max = 1u << 20;

constexpr std::string_view no_access = "Akses akun ini ke LINE tidak berlaku lagi; mohon hubungi pengelola sistem",
                           not_allowed = "Paket atau izin akun LINE tidak mengizinkan pengiriman; mohon hubungi pengelola sistem",
                           no_service = "Alamat layanan LINE tidak ditemukan; mohon hubungi pengelola sistem",
                           no_quota = "Kuota pesan bulanan akun LINE habis; pesan dikirim setelah kuota ditambah atau bulan berganti",
                           limited = "LINE sedang membatasi pengiriman", faulty = "Gangguan sementara di LINE",
                           rejected = "Pesan ditolak oleh LINE", no_such_user = "Pemohon tidak ditemukan di LINE";

milliseconds wished_wait(connector::raw_answer const& answer) { return connector::wished_wait(answer.retry_after, answer.date, answer.now); }

// The property that LINE does not like, if it says one: `to` is the citizen.
bool is_about_recipient(json const& body) {
  if (connector::lower_case(text_of(at(body, "message"))).find("'to'") != std::string::npos) return true;
  auto const& details = at(body, "details");
  return details.is_array() && std::any_of(details.begin(), details.end(), [](json const& d) { return text_of(at(d, "property")) == "to"; });
}

}  // namespace

sending::outcome read_answer(connector::raw_answer const& answer, std::string const& retry_key) {
  int const status = answer.http_status;
  auto const parsed = connector::parse_guarded(answer.body, {answer_bytes_max, 16});
  json const none;
  json const& body = parsed.has_value() ? *parsed : none;
  bool const by_line = !text_of(at(body, "message")).empty();  // else something on the way may have answered in its place

  // 409: a call with this key was accepted before.
  if ((status >= 200 && status < 300) || status == 409) {
    auto const& sent = at(body, "sentMessages");
    auto id = sent.is_array() && !sent.empty() ? id_of(at(sent.front(), "id")) : std::string();
    if (status != 409 && !body.is_object()) return sending::unknown{};
    return sending::accepted{id.empty() ? "retry-key:" + retry_key : std::move(id)};
  }
  if (status == 429) {
    bool const month_is_over = connector::lower_case(text_of(at(body, "message"))).find("monthly limit") != std::string::npos;
    if (month_is_over) return sending::account_stopped{std::string(no_quota)};
    return sending::later{wished_wait(answer), true, with_status(limited, status)};
  }
  if (status == 504) return sending::unknown{};  // somebody on the way gave up waiting: it may have been sent
  if (status >= 500 || status == 408) return sending::later{wished_wait(answer), false, with_status(faulty, status)};
  if (status == 401) return sending::account_stopped{with_status(no_access, status), false, !by_line};
  if (status == 403) return sending::account_stopped{with_status(not_allowed, status), false, !by_line};
  if (status == 404 || (status >= 300 && status < 400)) return sending::account_stopped{with_status(no_service, status), false, true};
  return sending::refused{with_status(is_about_recipient(body) ? no_such_user : rejected, status)};
}

}  // namespace sahut::line
