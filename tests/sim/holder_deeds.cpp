// Account holders (CEISA Care): they file, say the same key again to whichever worker, reply, judge and reopen, and look for each
// other's tickets.
#include "tests/sim/simulation.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

using boost::asio::awaitable;

account_holder holder(std::string const& id) {
  account_holder h;
  h.id = h.name = id;
  h.display = "Warga " + id;
  return h;
}
constexpr char const* holders[] = {"ani", "tini"};

awaitable<result<ticket>> file(desk& d, account_holder by, std::string key, filing_form form) {
  filings side(d);
  co_return co_await side.file(std::move(by), std::move(key), std::move(form), std::nullopt);
}

struct followed {
  std::optional<error> why_not;
  conversation_id of;
  std::uint64_t seq = 0;
  bool found = false;
};

// What a holder does with a ticket, as the HTTP side does it: found first, by its number.
awaitable<followed> follow(desk& d, std::string by, typed_number typed, std::uint64_t what, std::string id, std::string text) {
  filings side(d);
  followed out;
  auto found = co_await side.own(std::move(by), std::move(typed));
  if (!found) {
    out.why_not = found.error();
    co_return out;
  }
  if (!*found) co_return out;
  out.found = true;
  auto const number = (*found)->tk->number;
  out.of = (*found)->of->record.id;
  if (what == 0) {
    auto judged = co_await side.judge(out.of, number, std::move(id), text.size() % 2 == 0);
    if (!judged) out.why_not = judged.error();
  } else if (what == 1) {
    auto reopened = co_await side.reopen(out.of, number, std::move(id), std::move(text), std::nullopt);
    if (!reopened) out.why_not = reopened.error();
  } else {
    auto numbered_now = std::move(**found);
    auto said = co_await side.say(std::move(numbered_now), std::move(id), std::move(text), std::nullopt);
    if (said) out.seq = said->seq;
    else out.why_not = said.error();
  }
  co_return out;
}

}  // namespace

void simulation::holder_files() {
  auto& at = any();
  filing f{holders[w.random.below(2)], "k" + new_id(), {}};
  if (w.random.one_in(3) && !filed_.empty()) f = filed_[w.random.below(filed_.size())];  // sent again
  else filed_.push_back(f);
  filing_form form;
  form.categories = {"information_request"};
  form.subject = "CEISA " + f.key;
  form.description = "CEISA menolak PIB kami: " + f.key;
  expected_.insert(at.of->shared.conversation_id_for("care", f.holder + '\n' + f.key));
  ask(at, file(at.of->shared, holder(f.holder), f.key, std::move(form)), [this, key = f.key](result<ticket> r) {
    if (!r) { EXPECT_TRUE(is_temporary(r.error().code)) << wire_code(r.error().code); }
    if (!r) return;
    auto const mine = std::find_if(filed_.begin(), filed_.end(), [&](auto const& x) { return x.key == key; });
    if (mine->number.empty()) mine->number = r->number;
    EXPECT_EQ(mine->number, r->number) << "one key, two tickets";
  });
}

void simulation::holder_follows() {
  std::vector<filing> known;
  std::copy_if(filed_.begin(), filed_.end(), std::back_inserter(known), [](auto const& f) { return !f.number.empty(); });
  if (known.empty()) return holder_files();
  auto const f = known[w.random.below(known.size())];
  std::string const by = holders[w.random.below(2)];
  auto& at = any();
  auto const parsed = parse_number(f.number);
  auto const text = "Tambahan " + new_id() + " dari " + by;
  ask(at, follow(at.of->shared, by, std::get<typed_number>(parsed), w.random.below(6), new_id(), text), [this, f, by, text](followed t) {
    if (t.why_not && t.why_not->code != errc::bad_field) { EXPECT_TRUE(is_temporary(t.why_not->code)) << wire_code(t.why_not->code); }
    if (t.why_not) return;
    EXPECT_EQ(t.found, by == f.holder) << f.number << " of " << f.holder << ", asked for by " << by;
    if (t.seq) acknowledged_.push_back({t.of, t.seq, text});
  });
}

// Each is in its holder's list, and in nobody else's.
void simulation::check_filed() {
  auto& d = any().of->shared;
  std::map<std::string, std::set<ticket_number>> lists;
  for (std::string const who : holders) {
    filings side(d);
    for (auto const& one : w.run(side.numbers_of(who, std::nullopt, 1000)).value()) lists[who].insert(one.number);
  }
  for (auto const& f : filed_) {
    if (f.number.empty()) continue;
    EXPECT_TRUE(lists[f.holder].contains(f.number)) << f.number;
    EXPECT_FALSE(lists[f.holder == "ani" ? "tini" : "ani"].contains(f.number)) << f.number;
  }
}

}  // namespace sahut::test
