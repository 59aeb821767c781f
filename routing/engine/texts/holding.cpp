#include "routing/engine/texts/holding.hpp"

#include "routing/engine/texts/courtesy.hpp"

namespace sahut::texts {
namespace {

std::vector<std::string> holding_words() {
  auto all = default_courtesy_words();
  for (auto const* phrase :
       {"mohon tunggu", "mohon ditunggu", "mohon menunggu", "harap tunggu", "harap menunggu", "tunggu", "ditunggu", "menunggu", "tunggu sebentar",
        "sebentar", "bentar", "sebentar lagi", "sesaat", "sejenak", "mohon bersabar", "mohon sabar", "mohon", "mohon maaf", "maaf", "tolong", "dulu",
        "terlebih dahulu", "dahulu", "lagi", "ini", "untuk", "saya", "kami", "kita", "akan", "sedang", "masih", "anda", "pertanyaan anda",
        "permintaan anda", "pesan anda", "cek", "kami cek", "saya cek", "dicek", "kami periksa", "periksa", "diperiksa", "pelajari", "proses",
        "diproses", "dalam proses", "tindak lanjuti", "ditindaklanjuti", "koordinasikan", "koordinasi", "teruskan", "diteruskan", "segera",
        "segera kami jawab", "segera dijawab", "nanti", "kami bantu", "saya bantu", "kembali", "kami kabari", "kabari", "dijawab", "jawab",
        "atas kesabarannya", "kesabarannya", "waktunya", "mohon waktu", "mohon waktunya",
        "please wait", "wait", "please", "kindly", "hold on", "please hold", "one moment", "a moment", "just a moment", "moment", "one minute",
        "a minute", "just a minute", "just a sec", "one sec", "bear with us", "bear with me", "we are checking", "we will check", "i will check",
        "let me check", "let us check", "checking", "we are looking into it", "looking into it", "we will get back to you", "i will get back to you",
        "get back to you", "will reply soon", "soon", "shortly", "in progress", "working on it", "your question", "your patience",
        "for your patience", "sorry", "we are", "we will", "i will", "on it", "for"})
    all.emplace_back(phrase);
  return all;
}

}  // namespace

bool is_holding(std::string_view text) {
  static courtesy_words const words(holding_words());
  return is_courtesy(text, words);
}

}  // namespace sahut::texts
