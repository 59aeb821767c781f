// The whole table of rights, written out once more: every role, every deed, every scope.
#include "routing/engine/rights/rights.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <set>
#include <sstream>

using namespace sahut;

namespace {

// How far each role's right goes; `-`: nowhere.
constexpr auto expected = R"(
deed              officer     coordinator superior    office_head auditor     administrator
read              own_queue   own_office  own_office  -           own_queue   -
see_last_words    own_queue   own_office  own_office  -           -           -
see_identity      own         own         own         -           own         -
open_identity     own         own         own         -           -           -
handle            own_queue   own_queue   own_queue   -           -           -
take_over         -           own_office  own_office  -           -           -
write_notes       own_queue   own_office  own_office  -           -           -
ask_colleagues    own         own_office  own_office  -           -           -
advise            own_queue   own_queue   own_queue   -           -           -
gather_incident   own_queue   own_office  own_office  -           -           -
approve_incident  -           own_office  own_office  -           -           -
set_topic         own         own_office  own_office  -           -           -
revoke_answers    -           own_office  own_office  -           -           -
set_identity      own         own         own         -           -           -
restrict_access   own         own_office  own_office  -           -           -
see_restricted    -           -           own_office  -           own_office  -
see_figures       own_queue   own_office  own_office  own_queue   own_queue   own_queue
follow_figures    own_queue   own_office  own_office  -           own_queue   -
see_unconfigured  -           own_office  own_office  -           own_office  -
see_channels      -           own_office  own_office  -           own_office  own_office
manage_accounts   -           -           -           -           -           own_office
)";

constexpr std::array scopes{scope::own, scope::own_queue, scope::own_office};
std::map<std::string, int> const width{{"-", 0}, {"own", 1}, {"own_queue", 2}, {"own_office", 3}};

struct written_table {
  std::set<std::string> roles, deeds;
  std::map<std::pair<std::string, std::string>, int> reach;  // how many scopes, from `own` on
};

written_table read(std::string const& text) {
  written_table t;
  std::vector<std::string> columns;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first, word;
    if (!(words >> first)) continue;
    for (std::size_t i = 0; words >> word; ++i) {
      if (first == "deed") columns.push_back(word), t.roles.insert(word);
      else t.reach[{columns.at(i), first}] = width.at(word);
    }
    if (first != "deed") t.deeds.insert(first);
  }
  return t;
}

}  // namespace

// Each value that the bytes of a record could hold is looked at: what has no name has no right, and what has one stands above.
TEST(the_table_of_rights, is_what_is_written_here_for_every_role_deed_and_scope) {
  auto const table = read(expected);
  std::size_t asked = 0, named_roles = 0, named_deeds = 0;
  for (int i = 0; i < 256; ++i) {
    named_roles += role_of(name_of(static_cast<role>(i))).has_value();
    named_deeds += !name_of(static_cast<deed>(i)).empty();
  }
  EXPECT_EQ(named_roles, table.roles.size()) << "a role is not written out above";
  EXPECT_EQ(named_deeds, table.deeds.size()) << "a deed is not written out above";
  for (int r = 0; r < 256; ++r)
    for (int d = 0; d < 256; ++d)
      for (auto const where : scopes) {
        std::pair<std::string, std::string> const cell{name_of(static_cast<role>(r)), name_of(static_cast<deed>(d))};
        auto const at = table.reach.find(cell);
        bool const expects = at != table.reach.end() && static_cast<int>(where) < at->second;
        asked += at != table.reach.end();
        if (may(static_cast<role>(r), static_cast<deed>(d), where) != expects)
          ADD_FAILURE() << cell.first << " (" << r << "), " << cell.second << " (" << d << "), scope " << static_cast<int>(where)
                        << ": expected " << expects;
      }
  EXPECT_EQ(asked, 6U * 21U * 3U) << "roles, deeds and scopes";
}

TEST(the_table_of_rights, knows_no_other_scope) {
  for (int s = 3; s < 256; ++s) EXPECT_FALSE(may(role::coordinator, deed::see_unconfigured, static_cast<scope>(s))) << s;
}

// So one question, may they read it, goes before every command on a conversation.
TEST(the_table_of_rights, lets_nobody_do_with_a_conversation_what_they_may_not_read) {
  for (int r = 0; r < 256; ++r)
    for (auto const d : {deed::see_last_words, deed::see_identity, deed::open_identity, deed::handle, deed::take_over, deed::write_notes,
                         deed::ask_colleagues, deed::advise, deed::set_topic, deed::set_identity, deed::restrict_access})
      for (auto const where : scopes)
        EXPECT_TRUE(!may(static_cast<role>(r), d, where) || may(static_cast<role>(r), deed::read, where))
            << name_of(static_cast<role>(r)) << ' ' << name_of(d);
}

TEST(names_of_roles, come_from_one_list_and_go_back) {
  EXPECT_EQ(role_names(), "officer, coordinator, superior, office_head, auditor, administrator");
  EXPECT_EQ(role_names(" or "), "officer, coordinator, superior, office_head, auditor or administrator");
  for (int r = 0; r < 6; ++r) EXPECT_EQ(role_of(name_of(static_cast<role>(r))), static_cast<role>(r));
  EXPECT_EQ(name_of(static_cast<role>(6)), "unknown");
  EXPECT_EQ(role_of("unknown"), std::nullopt);
  EXPECT_EQ(role_of(""), std::nullopt);
}
