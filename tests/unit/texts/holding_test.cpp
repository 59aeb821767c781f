// What only puts a citizen off, or says nothing, is no answer; a short answer is one.
#include "routing/engine/texts/holding.hpp"

#include <gtest/gtest.h>

using sahut::texts::is_holding;

TEST(a_text_that_answers_nothing, is_found_in_both_languages) {
  for (auto const* text : {"Mohon tunggu", "mohon tunggu sebentar ya", "Sebentar.", "SEBENTARRR", "Baik Bapak, mohon ditunggu, sedang kami cek dulu",
                           "Pertanyaan Anda sedang kami proses", "Mohon maaf, masih diproses.", "Please wait a moment", "One moment please",
                           "We will get back to you shortly", "ok", "Baik pak", "Terima kasih", "🙏"})
    EXPECT_TRUE(is_holding(text)) << text;
}

TEST(a_text_that_answers, is_left_alone_however_short) {
  for (auto const* text : {"Bebas.", "7,5 persen", "Gratis", "Tidak bisa", "Belum terdaftar", "Besok", "15 hari",
                           "Mohon tunggu sampai tanggal 25 November, saat itu barang keluar dari gudang",
                           "Sedang kami cek, nomor resi Anda sudah di Bandara Soekarno-Hatta", "Please wait until the parcel is released on Friday",
                           "?", "SPPB terbit"})
    EXPECT_FALSE(is_holding(text)) << text;
}
