#include "connectors/telegram/send_answer.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "connectors/common/json_guard.hpp"
#include "connectors/common/words.hpp"

namespace sahut::telegram {
namespace {

using connector::at;
using connector::id_of;
using connector::text_of;
using connector::with_status;
using nlohmann::json;

constexpr std::size_t answer_bytes_max = 1u << 20;

constexpr std::string_view no_access = "Akses bot ini ke Telegram tidak berlaku lagi; mohon hubungi pengelola sistem",
                           no_service = "Alamat layanan Telegram tidak ditemukan; mohon hubungi pengelola sistem",
                           limited = "Telegram sedang membatasi pengiriman", faulty = "Gangguan sementara di Telegram",
                           rejected = "Pesan ditolak oleh Telegram";

struct words_row {
  std::string_view told;   // a piece of the platform's description, in lower case
  std::string_view words;  // for an officer
};
constexpr words_row refusals[] = {
    {"blocked by the user", "Pemohon memblokir bot ini"},
    {"user is deactivated", "Akun Telegram pemohon sudah tidak aktif"},
    {"can't initiate conversation", "Pemohon belum memulai percakapan dengan bot ini"},
    {"can't send messages to bots", "Penerima adalah bot"},
    {"chat not found", "Percakapan Telegram pemohon tidak ditemukan"},
    {"peer_id_invalid", "Percakapan Telegram pemohon tidak ditemukan"},
    {"user not found", "Percakapan Telegram pemohon tidak ditemukan"},
    {"message is too long", "Pesan terlalu panjang untuk Telegram"},
    {"text is empty", "Pesan kosong"},
    {"file must be non-empty", "Berkas kosong"},
    {"file is too big", "Berkas terlalu besar untuk Telegram"},
    {"entity too large", "Berkas terlalu besar untuk Telegram"},
    {"photo_invalid_dimensions", "Telegram tidak menerima gambar dengan ukuran ini; kirimkan sebagai PDF"},
    {"image_process_failed", "Telegram tidak dapat membaca gambar ini"},
};

std::string with_code(std::string_view reason, int code) { return connector::with_detail(reason, "kode " + std::to_string(code)); }

std::string_view words_for(std::string said, std::string_view otherwise) {
  auto const description = connector::lower_case(std::move(said));
  for (auto const& row : refusals)
    if (description.find(row.told) != description.npos) return row.words;
  return otherwise;
}

milliseconds wished_wait(json const& parameters, connector::raw_answer const& answer) {
  auto const own = connector::number_of(at(parameters, "retry_after"));
  return own ? connector::up_to_a_day(*own * 1000) : connector::wished_wait(answer.retry_after, answer.date, answer.now);
}

int code_of(json const& body, int otherwise) {
  auto const code = connector::number_of(at(body, "error_code"));
  return code && *code >= 100 && *code < 1000 ? static_cast<int>(*code) : otherwise;
}

// Said by the platform itself: nothing was sent.
sending::outcome read_error(json const& body, connector::raw_answer const& answer) {
  int const code = code_of(body, answer.http_status);
  auto const wait = wished_wait(at(body, "parameters"), answer);
  if (code == 429) return sending::later{wait, true, with_code(limited, code)};
  if (code == 401 || code == 404) return sending::account_stopped{with_code(no_access, code)};
  if (code == 409 || code == 408 || code >= 500) return sending::later{wait, false, with_code(faulty, code)};
  if (code == 200) return sending::refused{std::string(rejected)};
  return sending::refused{with_code(words_for(text_of(at(body, "description")), rejected), code)};
}

// Where there is no answer of the Bot API to read: something on the way may have answered in the platform's place.
sending::outcome read_status(connector::raw_answer const& answer) {
  int const status = answer.http_status;
  if (status >= 200 && status < 300) return sending::unknown{};  // taken, but without an id
  if (status == 429) return sending::later{wished_wait({}, answer), true, with_status(limited, status)};
  if (status == 504) return sending::unknown{};  // somebody on the way gave up waiting: it may have been sent
  if (status >= 500 || status == 408) return sending::later{wished_wait({}, answer), false, with_status(faulty, status)};
  if (status == 401 || status == 403) return sending::account_stopped{with_status(no_access, status), false, true};
  if (status == 404 || (status >= 300 && status < 400)) return sending::account_stopped{with_status(no_service, status), false, true};
  return sending::refused{with_status(rejected, status)};
}

}  // namespace

sending::outcome read_answer(connector::raw_answer const& answer) {
  auto const parsed = connector::parse_guarded(answer.body, {answer_bytes_max, 24});
  if (parsed.has_value() && at(*parsed, "ok").is_boolean()) {
    if (!at(*parsed, "ok").get<bool>()) return read_error(*parsed, answer);
    auto id = id_of(at(at(*parsed, "result"), "message_id"));
    if (answer.http_status >= 200 && answer.http_status < 300 && !id.empty()) return sending::accepted{std::move(id)};
  }
  return read_status(answer);
}

}  // namespace sahut::telegram
