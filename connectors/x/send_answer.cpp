#include "connectors/x/send_answer.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connectors/common/http_date.hpp"
#include "connectors/common/json_guard.hpp"

namespace sahut::x {
namespace {

using connector::at;
using connector::id_of;
using connector::number_of;
using connector::text_of;
using nlohmann::json;

constexpr std::size_t answer_bytes_max = 1u << 20;

constexpr std::string_view no_access = "Akses akun ini ke X tidak berlaku lagi; mohon hubungi pengelola sistem";
constexpr std::string_view not_allowed = "Aplikasi tidak memiliki izin X untuk mengirim pesan langsung";
constexpr std::string_view no_credit = "Kuota atau saldo X untuk aplikasi ini habis; mohon hubungi pengelola sistem";
constexpr std::string_view suspended = "Akun ini sedang ditangguhkan atau dikunci oleh X";
constexpr std::string_view closed = "Pemohon tidak menerima pesan langsung dari akun ini (diblokir, atau pesannya ditutup)";
constexpr std::string_view no_such = "Pemohon tidak ditemukan di X";
constexpr std::string_view content = "X menolak isi pesan ini";
constexpr std::string_view twice = "X menolak pesan yang sama persis dengan pesan sebelumnya";
constexpr std::string_view limited = "X sedang membatasi pengiriman", faulty = "Gangguan sementara di X";

enum class verdict { refused, stopped, no_permission, rate_limit, temporary };

// By the end of the problem's `type`.
struct type_row {
  std::string_view type;
  verdict what;
  std::string_view reason;
};
constexpr type_row types[] = {
    {"client-forbidden", verdict::no_permission, not_allowed},
    {"client-not-enrolled", verdict::no_permission, not_allowed},
    {"unsupported-authentication", verdict::stopped, no_access},
    {"oauth1-permissions", verdict::no_permission, not_allowed},
    {"usage-capped", verdict::stopped, no_credit},
    {"credits-depleted", verdict::stopped, no_credit},
    {"resource-not-found", verdict::refused, no_such},
    {"not-authorized-for-resource", verdict::refused, closed},
    {"invalid-request", verdict::refused, content},
    {"rate-limit-exceeded", verdict::rate_limit, limited},
};

// By the code of the older form, {"errors":[{"code":…}]}.
struct code_row {
  int code;
  verdict what;
  std::string_view reason;
};
constexpr code_row codes[] = {
    {32, verdict::stopped, no_access},      {89, verdict::stopped, no_access},   {99, verdict::stopped, no_access},
    {215, verdict::stopped, no_access},     {64, verdict::stopped, suspended},   {326, verdict::stopped, suspended},
    {93, verdict::no_permission, not_allowed}, {261, verdict::no_permission, not_allowed}, {453, verdict::no_permission, not_allowed},
    {88, verdict::rate_limit, limited},     {226, verdict::rate_limit, limited}, {420, verdict::rate_limit, limited},
    {130, verdict::temporary, faulty},      {131, verdict::temporary, faulty},   {17, verdict::refused, no_such},
    {34, verdict::refused, no_such},        {50, verdict::refused, no_such},     {63, verdict::refused, no_such},
    {108, verdict::refused, no_such},       {150, verdict::refused, closed},     {349, verdict::refused, closed},
    {151, verdict::refused, content},       {354, verdict::refused, content},    {187, verdict::refused, twice},
};

utc_time platform_now(raw_answer const& answer) { return connector::http_date(answer.date).value_or(answer.now); }

// How long to wait after a refusal for too many calls. Zero: the platform does not say.
milliseconds wished_wait(raw_answer const& answer) {
  auto const wait = std::max(spent_for(answer), connector::wished_wait(answer.retry_after, answer.date, answer.now));
  if (wait > milliseconds(0)) return wait;
  // No budget says that it is spent; the one of 15 minutes is the one that most likely is.
  if (auto const reset = number_of(json(answer.budgets[0].reset)))
    return connector::up_to_a_day(*reset * 1000 - static_cast<double>(to_millis(platform_now(answer))));
  return wait;
}

sending::outcome outcome_of(verdict what, std::string reason, raw_answer const& answer) {
  switch (what) {
    case verdict::refused: return sending::refused{std::move(reason), false};
    case verdict::stopped: return sending::account_stopped{std::move(reason), false};
    case verdict::no_permission: return sending::account_stopped{std::move(reason), true};
    case verdict::rate_limit: return sending::later{wished_wait(answer), true, std::move(reason)};
    case verdict::temporary: break;
  }
  return sending::later{wished_wait(answer), false, std::move(reason)};
}

// Where neither type nor code is known.
sending::outcome by_status(raw_answer const& answer, bool is_problem) {
  int const status = answer.http_status;
  auto const label = "HTTP " + std::to_string(status);
  if (status >= 200 && status < 300) return sending::unknown{};  // taken, but without an id
  if (status == 401) return outcome_of(verdict::stopped, connector::with_detail(no_access, label), answer);
  if (status == 402) return outcome_of(verdict::stopped, connector::with_detail(no_credit, label), answer);
  if (status == 429) return outcome_of(verdict::rate_limit, connector::with_detail(limited, label), answer);
  if (status == 504) return sending::unknown{};  // somebody on the way gave up waiting: it may have been sent
  if (status >= 500 || status == 408) return outcome_of(verdict::temporary, connector::with_detail(faulty, label), answer);
  if (!is_problem)  // not X itself, perhaps
    return sending::account_stopped{connector::with_detail("Alamat layanan X tidak menjawab sebagaimana mestinya; mohon hubungi pengelola sistem", label), false, true};
  if (status == 403) return outcome_of(verdict::refused, connector::with_detail(closed, label), answer);
  if (status == 404) return outcome_of(verdict::refused, connector::with_detail(no_such, label), answer);
  return outcome_of(verdict::refused, connector::with_detail(content, label), answer);
}

}  // namespace

milliseconds spent_for(raw_answer const& answer) {
  double wait = 0;
  for (auto const& budget : answer.budgets) {
    auto const left = number_of(json(budget.remaining)), reset = number_of(json(budget.reset));
    if (left && reset && *left < 1) wait = std::max(wait, *reset * 1000 - static_cast<double>(to_millis(platform_now(answer))));
  }
  return connector::up_to_a_day(wait);
}

sending::outcome read_answer(raw_answer const& answer) {
  auto const parsed = connector::parse_guarded(answer.body, {answer_bytes_max, 16});
  if (parsed.has_error() || !parsed->is_object()) return by_status(answer, false);
  auto const& root = *parsed;
  auto const& errors = at(root, "errors");
  auto const& first = errors.is_array() && !errors.empty() ? errors.front() : errors;
  if (auto id = id_of(at(at(root, "data"), "dm_event_id")); answer.http_status >= 200 && answer.http_status < 300 && !id.empty())
    return sending::accepted{std::move(id)};

  bool is_problem = false;
  for (auto const* one : {&root, &first}) {
    auto const type = text_of(at(*one, "type")), code = id_of(at(*one, "code"));
    is_problem = is_problem || !type.empty() || !code.empty() || !text_of(at(*one, "title")).empty();
    for (auto const& row : types)
      if (type.ends_with(row.type)) return outcome_of(row.what, connector::with_detail(row.reason, row.type), answer);
    for (auto const& row : codes)
      if (code == std::to_string(row.code)) return outcome_of(row.what, connector::with_detail(row.reason, "kode " + code), answer);
  }
  return by_status(answer, is_problem);
}

}  // namespace sahut::x
