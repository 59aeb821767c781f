#include "routing/engine/conversation/identity_formats.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sahut {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> paths(identity const& given) {
  std::vector<std::string> out;
  for (auto const& w : check_formats(given)) {
    out.push_back(w.path);
    EXPECT_FALSE(w.hint.empty());
  }
  return out;
}
bool good(std::string const& kind, std::string const& number) {
  identity given;
  given.documents = {{kind, number}};
  auto const told = paths(given);
  if (!told.empty()) {
    EXPECT_THAT(told, ElementsAre("documents[0].number"));
  }
  return told.empty();
}

TEST(identity_formats, of_a_person) {
  struct {
    char const* value;
    bool good;
  } const niks[] = {{"3174012311900001", true},  {"3174 0123 1190 0001", true}, {"3174016311900001", true},  {"3174017111900001", true},
                    {"3174010011900001", false}, {"3174013211900001", false},   {"3174014011900001", false}, {"3174017211900001", false},
                    {"3174012313900001", false}, {"3174012300900001", false},   {"317401231190001", false},  {"3174012311900O01", false}},
      npwps[] = {{"01.234.567.8-901.000", true}, {"0012345678901000", true}, {"3174012311900001", true}, {"3174019911900001", false}, {"12345678901234", false}},
      emails[] = {{"budi@contoh.id", true}, {"budi", false}, {"@contoh.id", false}, {"budi@.id", false}, {"budi@contoh.", false}, {"a b@contoh.id", false}, {"a@b@contoh.id", false}},
      phones[] = {{"0812-3456-7890", true}, {"+62 (21) 1500225", true}, {"12", false}, {"0812345678901234", false}, {"nomor 08123456", false}};
  for (auto const& c : niks) {
    identity given;
    given.nik = c.value;
    EXPECT_EQ(paths(given).empty(), c.good) << c.value;
  }
  for (auto const& c : npwps) {
    identity given;
    given.npwp = c.value;
    EXPECT_EQ(paths(given).empty(), c.good) << c.value;
  }
  for (auto const& c : emails) {
    identity given;
    given.email = c.value;
    EXPECT_EQ(paths(given).empty(), c.good) << c.value;
  }
  for (auto const& c : phones) {
    identity given;
    given.phone = c.value;
    EXPECT_EQ(paths(given).empty(), c.good) << c.value;
  }
}

TEST(identity_formats, of_documents) {
  for (auto const& [kind, number] : std::vector<std::pair<std::string, std::string>>{
           {"aju", "000020-123456-20261123-000123"}, {"AJU", "00002012345620261123000123"}, {"container", "CSQU3054383"},
           {"container", "csqu 305438-3"}, {"consignment", "RB123456785GB"}, {"consignment", "JP-0012345"}, {"awb", "125-1234567 5"}, {"imei", "490154203237518"},
           {"nib", "1234567890123"}, {"nitku", "0123456789012345000000"}, {"billing", "123456789012345"}, {"ntpn", "A1B2C3D4E5F6G7H8"},
           {"pib", "123"}, {"surat", "apa saja"}})
    EXPECT_TRUE(good(kind, number)) << kind << ' ' << number;
  for (auto const& [kind, number] : std::vector<std::pair<std::string, std::string>>{
           {"aju", "1"}, {"aju", "000020-123456-20260230-000123"}, {"aju", "000020-123456-20261123-00012"}, {"container", "CSQU3054384"},
           {"container", "CSQ13054383"}, {"consignment", "RB123456784GB"}, {"awb", "12512345674"}, {"imei", "490154203237519"}, {"imei", "49015420323751"},
           {"nib", "123"}, {"ntpn", "A1"}, {"nppbkc", "1"}})
    EXPECT_FALSE(good(kind, number)) << kind << ' ' << number;
}

TEST(identity_formats, what_was_not_given_is_not_wrong) {
  EXPECT_THAT(paths(identity{}), IsEmpty());
  identity given;
  given.nik = "";
  EXPECT_THAT(paths(given), IsEmpty());
}

TEST(a_masked_value, is_known_again_by_who_knows_it_and_gives_nothing_away) {
  EXPECT_EQ(masked_number("3171234507900123"), "\u2022\u2022\u2022\u20220123");
  EXPECT_EQ(masked_number("123456"), "\u2022\u2022\u2022\u202256");
  EXPECT_EQ(masked_number("123"), "\u2022\u2022\u2022\u2022");
  EXPECT_EQ(masked_email("dewi@contoh.id"), "d\u2022\u2022\u2022\u2022@contoh.id");
  EXPECT_EQ(masked_email("dewi"), "\u2022\u2022\u2022\u2022");
}

}  // namespace
}  // namespace sahut
