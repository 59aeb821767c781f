#include "gateway/service/upkeep/agreement.hpp"

#include "gateway/log/log.hpp"

namespace sahut {
namespace {

std::string digest_of(office_profile const& profile, store_part const& at) {
  auto const& office = *profile.settings;
  auto text = office.code + '\n';
  for (auto const& q : office.queues)
    text += "queue " + q.id.text() + ' ' + std::to_string(static_cast<int>(q.kind)) + ' ' + std::to_string(static_cast<int>(q.assignment)) + '\n';
  for (auto const& c : at.cfg.channels)
    if (c.office == office.id) text += "channel " + c.id + ' ' + c.account + ' ' + c.queue.text() + '\n';
  text += "calendar " + profile.hours.id + ' ' + profile.hours.content;
  return at.digest_of("configuration", text).substr(0, 16);
}

}  // namespace

boost::asio::awaitable<void> agreement::compare() {
  auto const now = at_.clk.now();
  auto const key = at_.space.configurations();
  auto const mine = digest_of(office_, at_);
  auto told = co_await at_.st.lowest(key, daemons_most);
  if (!told) co_return;
  transaction t;
  bool differs = false;
  for (auto const& other : *told) {
    auto const bar = other.member.find(' ');
    bool const ours = std::string_view(other.member).substr(0, bar) == worker_;
    bool const old = other.score < to_millis(now - forgotten_after);
    auto const its = bar == std::string::npos ? std::string() : other.member.substr(bar + 1);
    if (old || (ours && its != mine)) t.operations.push_back(sorted_remove{key, other.member});
    else if (!ours && its != mine && begun_ != utc_time{} && other.score > to_millis(begun_)) differs = true;
  }
  if (begun_ == utc_time{}) begun_ = now;
  t.operations.push_back(sorted_add{key, worker_ + ' ' + mine, to_millis(now)});
  (void)co_await at_.st.commit(std::move(t));  // told again in five seconds
  if (differs && !differs_)
    log::warn("configuration", {{"office", office_.settings->id}}, "{}", difference);
  if (!differs && differs_) log::info("configuration", {{"office", office_.settings->id}}, "all daemons on this store agree again");
  differs_ = differs;
}

}  // namespace sahut
