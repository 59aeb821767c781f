#include "routing/engine/texts/delivery_reasons.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

using namespace sahut::texts;

// Records hold these words and the console translates them: one that changes is a new one there, and the old one stays.
TEST(reasons_of_a_delivery, are_told_in_these_words_and_no_two_alike) {
  struct row { delivery_reason why; std::string_view text; };
  row const rows[] = {
      {delivery_reason::behind_waiting, "menunggu: pesan sebelumnya belum terkirim"},
      {delivery_reason::behind_unknown, "menunggu: belum pasti apakah pesan sebelumnya sudah sampai"},
      {delivery_reason::repeated, "platform tidak menjawab; dikirim lagi, tidak akan sampai dua kali"},
      {delivery_reason::asked, "ditahan: batas waktu balasan platform lewat; pemohon sudah diminta lewat templat untuk membukanya kembali"},
      {delivery_reason::held, "ditahan: batas waktu balasan platform lewat; dikirim saat pemohon menulis lagi"},
      {delivery_reason::window_closed, "di luar batas waktu balasan otomatis platform"},
      {delivery_reason::needless, "tidak dikirim: pertanyaan sudah dijawab"},
      {delivery_reason::kept_refusing, "platform terus menolak untuk sementara; silakan kirim ulang"},
      {delivery_reason::never_confirmed, "platform tidak memastikan penerimaannya"},
      {delivery_reason::withdrawn, "dibatalkan oleh pengelola"},
      {delivery_reason::file_gone, "berkas sudah tidak dapat dibuka; unggah dan kirim lagi"},
      {delivery_reason::file_unreachable, "berkas belum dapat dibuka dari penyimpanan; dicoba lagi"},
  };
  std::set<std::string_view> all;
  std::size_t known = 0;
  for (auto const& r : rows) {
    EXPECT_EQ(text_of(r.why), r.text);
    all.insert(r.text);
  }
  for (int i = 0; i < 256; ++i) known += !text_of(static_cast<delivery_reason>(i)).empty();
  EXPECT_EQ(all.size(), std::size(rows));
  EXPECT_EQ(known, std::size(rows)) << "a reason is not written out above";
}

TEST(a_failed_message, may_not_go_where_the_platform_says_so_or_its_time_is_over) {
  EXPECT_TRUE(says_it_may_not_go("Pemohon memblokir bot ini"));
  EXPECT_TRUE(says_it_may_not_go(text_of(delivery_reason::window_closed)));
  for (auto const own : {delivery_reason::needless, delivery_reason::kept_refusing, delivery_reason::never_confirmed, delivery_reason::withdrawn,
                         delivery_reason::file_gone, delivery_reason::file_unreachable})
    EXPECT_FALSE(says_it_may_not_go(text_of(own))) << text_of(own);
}
