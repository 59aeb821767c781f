#include "routing/engine/texts/delivery_reasons.hpp"

namespace sahut::texts {

std::string_view text_of(delivery_reason why) {
  switch (why) {
    case delivery_reason::behind_waiting: return "menunggu: pesan sebelumnya belum terkirim";
    case delivery_reason::behind_unknown: return "menunggu: belum pasti apakah pesan sebelumnya sudah sampai";
    case delivery_reason::repeated: return "platform tidak menjawab; dikirim lagi, tidak akan sampai dua kali";
    case delivery_reason::held: return "ditahan: batas waktu balasan platform lewat; dikirim saat pemohon menulis lagi";
    case delivery_reason::asked: return "ditahan: batas waktu balasan platform lewat; pemohon sudah diminta lewat templat untuk membukanya kembali";
    case delivery_reason::window_closed: return "di luar batas waktu balasan otomatis platform";
    case delivery_reason::needless: return "tidak dikirim: pertanyaan sudah dijawab";
    case delivery_reason::kept_refusing: return "platform terus menolak untuk sementara; silakan kirim ulang";
    case delivery_reason::never_confirmed: return "platform tidak memastikan penerimaannya";
    case delivery_reason::withdrawn: return "dibatalkan oleh pengelola";
    case delivery_reason::file_gone: return "berkas sudah tidak dapat dibuka; unggah dan kirim lagi";
    case delivery_reason::file_unreachable: return "berkas belum dapat dibuka dari penyimpanan; dicoba lagi";
  }
  return {};
}

bool says_it_may_not_go(std::string_view reason) {
  for (auto i = 0; i <= static_cast<int>(delivery_reason::file_unreachable); ++i)
    if (auto const own = static_cast<delivery_reason>(i); reason == text_of(own)) return own == delivery_reason::window_closed;
  return true;
}

}  // namespace sahut::texts
