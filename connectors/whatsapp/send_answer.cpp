#include "connectors/whatsapp/send_answer.hpp"

#include <nlohmann/json.hpp>

#include "connectors/common/json_guard.hpp"

namespace sahut::whatsapp {
namespace {

using connector::at;
using meta::any_subcode;
using meta::verdict;
using nlohmann::json;

constexpr std::string_view token_invalid = "Akses akun ini ke WhatsApp tidak berlaku lagi; mohon hubungi pengelola sistem";
constexpr std::string_view no_permission = "Aplikasi tidak memiliki izin untuk mengirim lewat WhatsApp";
constexpr std::string_view account_locked = "Akun WhatsApp ini sedang dibatasi atau dikunci oleh Meta";
constexpr std::string_view bad_template = "Templat pesan WhatsApp tidak dapat dipakai; mohon hubungi pengelola sistem";
constexpr std::string_view bad_content = "WhatsApp menolak isi pesan ini";

constexpr meta::error_rule rules[] = {
    {131047, 131047, any_subcode, verdict::window_closed, "Di luar batas waktu 24 jam sejak pesan terakhir pemohon"},
    {131026, 131026, any_subcode, verdict::refused, "Pemohon tidak dapat menerima pesan WhatsApp (tidak memakai WhatsApp, memblokir nomor ini, atau aplikasinya terlalu lama)"},
    {130472, 130472, any_subcode, verdict::refused, "Meta memilih tidak mengantar pesan ini kepada pemohon"},
    {131049, 131049, any_subcode, verdict::refused, "Meta memilih tidak mengantar pesan ini kepada pemohon"},
    {131050, 131050, any_subcode, verdict::refused, "Pemohon menolak pesan semacam ini dari nomor ini"},
    {131051, 131052, any_subcode, verdict::refused, bad_content},
    {131021, 131021, any_subcode, verdict::refused, "Penerima adalah nomor akun ini sendiri"},
    {131030, 131030, any_subcode, verdict::refused, "Nomor penerima tidak ada dalam daftar nomor uji akun ini"},
    {131008, 131009, any_subcode, verdict::refused, bad_content},
    {100, 100, any_subcode, verdict::refused, bad_content},
    {132000, 132099, any_subcode, verdict::refused, bad_template},
    {131056, 131056, any_subcode, verdict::recipient_limit, "WhatsApp membatasi jumlah pesan kepada pemohon ini"},
    {4, 4, any_subcode, verdict::rate_limit, ""},
    {613, 613, any_subcode, verdict::rate_limit, ""},
    {80007, 80007, any_subcode, verdict::rate_limit, ""},
    {130429, 130429, any_subcode, verdict::rate_limit, ""},
    {131048, 131048, any_subcode, verdict::rate_limit, ""},
    {133016, 133016, any_subcode, verdict::rate_limit, ""},
    {1, 2, any_subcode, verdict::temporary, ""},
    {131000, 131000, any_subcode, verdict::temporary, ""},
    {131016, 131016, any_subcode, verdict::temporary, ""},
    {131053, 131053, any_subcode, verdict::temporary, ""},
    {131057, 131057, any_subcode, verdict::temporary, ""},
    {0, 0, any_subcode, verdict::stopped, token_invalid},
    {102, 102, any_subcode, verdict::stopped, token_invalid},
    {190, 190, any_subcode, verdict::stopped, token_invalid},
    {3, 3, any_subcode, verdict::no_permission, no_permission},
    {10, 10, any_subcode, verdict::no_permission, no_permission},
    {131005, 131005, any_subcode, verdict::no_permission, no_permission},
    {200, 299, any_subcode, verdict::no_permission, no_permission},
    {33, 33, any_subcode, verdict::stopped, "Nomor WhatsApp akun ini tidak ada lagi di Meta"},
    {368, 368, any_subcode, verdict::stopped, account_locked},
    {130497, 130497, any_subcode, verdict::stopped, account_locked},
    {131031, 131031, any_subcode, verdict::stopped, account_locked},
    {131037, 131037, any_subcode, verdict::stopped, "Nama tampilan nomor WhatsApp ini belum disetujui Meta"},
    {131042, 131042, any_subcode, verdict::stopped, "Pembayaran akun WhatsApp ini bermasalah di Meta"},
    {131045, 131045, any_subcode, verdict::stopped, "Nomor WhatsApp akun ini belum terdaftar di Meta"},
    {133010, 133010, any_subcode, verdict::stopped, "Nomor WhatsApp akun ini belum terdaftar di Meta"},
};

std::string id_of_sent(json const& body) {
  auto const& sent = at(body, "messages");
  return sent.is_array() && !sent.empty() ? connector::id_of(at(sent.front(), "id")) : std::string();
}

}  // namespace

sending::outcome read_answer(meta::raw_answer const& answer) { return meta::read_answer(answer, {rules, id_of_sent}); }

sending::outcome read_upload_answer(meta::raw_answer const& answer) {
  auto outcome = meta::read_answer(answer, {rules, [](json const& body) { return connector::id_of(at(body, "id")); }});
  if (std::holds_alternative<sending::unknown>(outcome)) return sending::later{milliseconds(0), false, "WhatsApp tidak menyimpan berkas ini"};
  return outcome;
}

sending::outcome outcome_of_error(json const& error) { return meta::outcome_of_error(error, rules); }

}  // namespace sahut::whatsapp
