#include "connectors/meta/send_answer.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "connectors/common/json_guard.hpp"

namespace sahut::meta {
namespace {

using connector::at;
using connector::id_of;
using nlohmann::json;

constexpr std::int64_t any = any_subcode;
constexpr std::size_t answer_bytes_max = 1u << 20;

constexpr error_rule page_rules[] = {
    {10, 10, 2018278, verdict::window_closed, "Di luar batas waktu 24 jam sejak pesan terakhir pemohon"},
    {10, 10, 2534022, verdict::window_closed, "Di luar batas waktu 24 jam sejak pesan terakhir pemohon"},
    {10, 10, 2018065, verdict::window_closed, "Di luar batas waktu 24 jam sejak pesan terakhir pemohon"},
    {10, 10, 1545041, verdict::window_closed, "Di luar batas waktu 24 jam sejak pesan terakhir pemohon"},
    {10, 10, 2018108, verdict::refused, "Pemohon tidak dapat menerima pesan (diblokir atau nonaktif)"},
    {10, 10, 1893063, verdict::stopped, "Halaman sedang dibatasi oleh Meta"},
    {10, 10, 0, verdict::unclear_permission, "Aplikasi tidak memiliki izin untuk mengirim"},
    {10, 10, any, verdict::refused, "Meta tidak mengizinkan pesan ini"},
    {551, 551, any, verdict::refused, "Pemohon tidak dapat menerima pesan (diblokir atau nonaktif)"},
    {100, 100, 2534037, verdict::refused,
     "Percakapan sedang dipegang aplikasi lain; ambil alih dahulu di kotak masuk halaman"},
    {100, 100, 2534014, verdict::refused, "Pemohon tidak ditemukan, atau aplikasi ini bukan penerima utama"},
    {100, 100, 2018001, verdict::refused, "Pemohon tidak ditemukan"},
    {100, 100, any, verdict::refused, "Meta menolak isi pesan ini"},
    {190, 190, any, verdict::stopped, "Akses akun ini ke Meta tidak berlaku lagi; mohon hubungi pengelola sistem"},
    {102, 102, any, verdict::stopped, "Akses akun ini ke Meta tidak berlaku lagi; mohon hubungi pengelola sistem"},
    {3, 3, any, verdict::no_permission, "Aplikasi tidak memiliki izin untuk mengirim"},
    {200, 299, any, verdict::no_permission, "Izin aplikasi tidak ada atau dicabut"},
    {368, 368, any, verdict::stopped, "Akun diblokir karena kebijakan Meta"},
    {4, 4, any, verdict::rate_limit, ""},
    {17, 17, any, verdict::rate_limit, ""},
    {32, 32, any, verdict::rate_limit, ""},
    {613, 613, any, verdict::rate_limit, ""},
    {80000, 80014, any, verdict::rate_limit, ""},
    {1, 2, any, verdict::temporary, ""},
    {1200, 1200, any, verdict::temporary, ""},
    {36000, 36000, any, verdict::refused, "Gambar terlalu besar"},
};

std::int64_t integer_of(json const& value) {
  auto const s = id_of(value);
  std::int64_t out = 0;
  auto const [end, ec] = std::from_chars(s.data(), s.data() + s.size(), out);
  return ec == std::errc{} && end == s.data() + s.size() ? out : 0;
}

constexpr milliseconds pair_pause{6'000};  // WhatsApp: one message in six seconds to the same person, for long

constexpr std::string_view limited = "Meta sedang membatasi pengiriman", faulty = "Gangguan sementara di Meta";

std::string with_code(std::string_view reason, std::string const& code) {
  return connector::with_detail(reason, "kode " + code);
}

sending::outcome read_error(json const& error, raw_answer const& answer, std::span<error_rule const> rules) {
  auto const code = integer_of(at(error, "code")), subcode = integer_of(at(error, "error_subcode"));
  bool const coded = !id_of(at(error, "code")).empty();
  auto const label = std::to_string(code) + (subcode ? "/" + std::to_string(subcode) : "");
  auto const row = std::find_if(rules.begin(), rules.end(), [&](error_rule const& r) {
    return coded && code >= r.first && code <= r.last && (r.subcode == any || r.subcode == subcode);
  });
  if (row == rules.end()) {
    if (answer.http_status == 429) return sending::later{wished_wait(answer), true, with_code(limited, label)};
    if (answer.http_status >= 500 || connector::flag_of(at(error, "is_transient")))
      return sending::later{wished_wait(answer), false, with_code(faulty, label)};
    if (answer.http_status == 401)
      return sending::account_stopped{with_code("Akses akun ini ke Meta tidak berlaku lagi; mohon hubungi pengelola sistem", label), false};
    return sending::refused{with_code("Pesan ditolak oleh Meta", label), false};
  }
  switch (row->what) {
    case verdict::window_closed:
      return sending::refused{with_code(row->reason, label), true};
    case verdict::refused:
      return sending::refused{with_code(row->reason, label), false};
    case verdict::stopped:
      return sending::account_stopped{with_code(row->reason, label), false};
    case verdict::no_permission:
      return sending::account_stopped{with_code(row->reason, label), true};
    case verdict::unclear_permission:
      return sending::account_stopped{with_code(row->reason, label), true, true};
    case verdict::rate_limit:
      return sending::later{wished_wait(answer), true, with_code(limited, label)};
    case verdict::recipient_limit:
      return sending::later{std::max(wished_wait(answer), pair_pause), false, with_code(row->reason, label)};
    case verdict::temporary:
      break;
  }
  return sending::later{wished_wait(answer), false, with_code(faulty, label)};
}

// Where there is no Graph error to read: something on the way may have answered in the platform's place.
sending::outcome read_status(raw_answer const& answer) {
  int const status = answer.http_status;
  auto const label = "HTTP " + std::to_string(status);
  if (status >= 200 && status < 300) return sending::unknown{};  // taken, but without an id
  if (status == 429) return sending::later{wished_wait(answer), true, with_code(limited, label)};
  if (status == 504) return sending::unknown{};  // somebody on the way gave up waiting: it may have been sent
  if (status >= 500 || status == 408) return sending::later{wished_wait(answer), false, with_code(faulty, label)};
  if (status == 401 || status == 403)
    return sending::account_stopped{with_code("Akses akun ini ke Meta ditolak; mohon hubungi pengelola sistem", label), false, true};
  if (status == 404 || (status >= 300 && status < 400))
    return sending::account_stopped{with_code("Alamat layanan Meta tidak ditemukan; mohon hubungi pengelola sistem", label), false, true};
  return sending::refused{with_code("Pesan ditolak oleh Meta", label), false};
}

// The largest "estimated_time_to_regain_access" at any depth of a usage header, in minutes.
double minutes_in(json const& value) {
  double most = 0;
  if (value.is_object())
    for (auto const& [key, inner] : value.items())
      most = std::max(
          most, key == "estimated_time_to_regain_access" ? connector::number_of(inner).value_or(0) : minutes_in(inner));
  else if (value.is_array())
    for (auto const& inner : value) most = std::max(most, minutes_in(inner));
  return most;
}

}  // namespace

milliseconds wished_wait(raw_answer const& answer) {
  auto wait = connector::wished_wait(answer.retry_after, answer.date, answer.now);
  for (auto const header : {answer.app_usage, answer.business_usage})
    if (auto const parsed = connector::parse_guarded(header, {16384, 8}); parsed.has_value())
      wait = std::max(wait, connector::up_to_a_day(minutes_in(*parsed) * 60'000));
  return wait;
}

sending::outcome read_answer(raw_answer const& answer, answer_form const& form) {
  auto const parsed = connector::parse_guarded(answer.body, {answer_bytes_max, 16});
  if (parsed.has_value()) {
    if (auto const& error = at(*parsed, "error"); error.is_object()) return read_error(error, answer, form.rules);
    auto id = form.id_of_sent(*parsed);
    if (answer.http_status >= 200 && answer.http_status < 300 && !id.empty()) return sending::accepted{std::move(id)};
  }
  return read_status(answer);
}

sending::outcome read_answer(raw_answer const& answer) {
  return read_answer(answer, {page_rules, [](json const& body) { return id_of(at(body, "message_id")); }});
}

sending::outcome read_upload_answer(raw_answer const& answer) {
  auto outcome = read_answer(answer, {page_rules, [](json const& body) { return id_of(at(body, "attachment_id")); }});
  if (std::holds_alternative<sending::unknown>(outcome)) return sending::later{milliseconds(0), false, "Meta tidak menyimpan berkas ini"};
  return outcome;
}

sending::outcome outcome_of_error(json const& error, std::span<error_rule const> rules) {
  raw_answer none;
  none.http_status = 400;
  return read_error(error, none, rules);
}

}  // namespace sahut::meta
