#include "gateway/app/configured_traits.hpp"

#include "connectors/registry.hpp"

#include <gtest/gtest.h>

namespace sahut {
namespace {

settings with_texts_of(std::vector<std::string> lengths) {
  settings cfg;
  for (auto& length : lengths) {
    channel_settings account;
    account.kind = channel_kind::x;
    if (!length.empty()) account.options["text_chars"] = std::move(length);
    cfg.channels.push_back(std::move(account));
  }
  return cfg;
}

TEST(configured_traits, bound_a_text_of_x_as_its_accounts_say_and_no_other_kinds) {
  auto const length = [](std::vector<std::string> lengths) { return traits_as_configured(with_texts_of(std::move(lengths))).of(channel_kind::x).longest_text->max; };
  EXPECT_EQ(length({}), 10'000u);
  EXPECT_EQ(length({""}), 10'000u);
  EXPECT_EQ(length({"25000"}), 25'000u);
  EXPECT_EQ(length({"25000", "4000"}), 4'000u) << "of several the smallest";
  auto const all = traits_as_configured(with_texts_of({"280"})), usual = connector::registered_traits();
  for (auto const kind : {channel_kind::messenger, channel_kind::telegram, channel_kind::line})
    EXPECT_EQ(all.of(kind).longest_text->max, usual.of(kind).longest_text->max);
}

}  // namespace
}  // namespace sahut
