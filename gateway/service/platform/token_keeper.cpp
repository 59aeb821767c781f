#include "gateway/service/platform/token_keeper.hpp"

#include "gateway/log/log.hpp"
#include "gateway/service/core/records_read.hpp"

#include <algorithm>

namespace sahut {
namespace {

constexpr milliseconds other_look{20};  // while another part's renewal is on its way

sending::later wait_for_store(milliseconds pause) {
  return {pause, true, "Akses baru ke platform belum dapat disimpan; dicoba lagi"};
}

}  // namespace

std::string token_keeper::digest_of(connector::token_life const& life) const {
  return desk_.repo.digest_of("refresh-token", life.first_refresh_token());
}

boost::asio::awaitable<std::optional<sending::outcome>> token_keeper::prepare(milliseconds time_limit) {
  std::optional<sending::outcome> hindrance;
  auto life = holder_.own_token();
  if (!life->first_refresh_token().empty()) hindrance = co_await make_ready(std::move(life), time_limit);
  co_return hindrance;
}

sending::outcome token_keeper::seen(sending::outcome outcome) {
  auto const life = holder_.own_token();
  if (life->first_refresh_token().empty()) return outcome;
  if (std::holds_alternative<sending::accepted>(outcome)) untried_ = false;
  auto const* stopped = std::get_if<sending::account_stopped>(&outcome);
  if (!stopped || !life->is_refused() || untried_) return outcome;
  sending::later again;  // it ended early: a new one may be had, and the part was not taken
  again.reason = stopped->reason;
  return again;
}

boost::asio::awaitable<std::optional<sending::outcome>> token_keeper::make_ready(std::shared_ptr<connector::token_life> life, milliseconds time_limit) {
  auto const is_good = [&] {
    return !in_use_.empty() && !life->is_refused() && begun_with_ == digest_of(*life) && (renew_at_ == utc_time{} || desk_.clk.now() < renew_at_);
  };
  auto const end = desk_.clk.now() + time_limit;
  while (renewing_ && desk_.clk.now() < end) {
    bool const slept = co_await desk_.clk.sleep_for(other_look);
    if (!slept) break;
  }
  if (is_good()) co_return std::nullopt;
  if (renewing_) {
    std::optional<sending::outcome> busy;
    busy = wait_for_store(store_pause);
    co_return busy;
  }
  struct flag {
    bool& on;
    explicit flag(bool& f) : on(f) { on = true; }
    ~flag() { on = false; }
  } const here(renewing_);
  auto left = std::max(end - desk_.clk.now(), milliseconds(1));
  auto hindrance = co_await renew(life, left);
  bool const still_good = hindrance && !in_use_.empty() && !life->is_refused() && begun_with_ == digest_of(*life) && desk_.clk.now() < expires_at_;
  if (still_good) {
    renew_at_ = desk_.clk.now() + try_again_after;
    hindrance.reset();
  }
  co_return hindrance;
}

boost::asio::awaitable<result<std::optional<account_token>>> token_keeper::read() {
  records_read look(desk_.st, desk_.repo.keys(), desk_.random, desk_.space, desk_.forms);
  co_return co_await look.load<account_token>(account_);
}

boost::asio::awaitable<result<bool>> token_keeper::keep(account_token next, std::string instead_of) {
  records_read look(desk_.st, desk_.repo.keys(), desk_.random, desk_.space, desk_.forms);
  auto known = co_await look.load<account_token>(account_);
  if (!known) co_return known.error();
  if (*known && **known == next) co_return true;  // its reply was lost
  bool const moved_on = *known && (*known)->begun_with == next.begun_with && (*known)->refresh_token != instead_of;
  if (moved_on) co_return false;
  transaction t;
  std::vector<std::any> also;
  also.emplace_back(std::move(next));
  auto written = look.write(also, t);
  if (!written) co_return written.error();
  auto done = co_await desk_.st.commit(std::move(t));
  if (!done) co_return done.error();
  co_return std::holds_alternative<committed>(*done);
}

bool token_keeper::take(connector::token_life& life, account_token const& t) {
  if (t.access_token == in_use_ && life.is_refused()) return false;
  if (t.renew_at != utc_time{} && t.renew_at <= desk_.clk.now()) return false;
  renew_at_ = t.renew_at;
  expires_at_ = t.expires_at;
  untried_ = false;
  in_use_ = t.access_token;
  begun_with_ = t.begun_with;
  life.use(t.access_token);
  return true;
}

boost::asio::awaitable<std::optional<sending::outcome>> token_keeper::renew(std::shared_ptr<connector::token_life> life, milliseconds time_limit) {
  std::optional<sending::outcome> hindrance;
  auto const digest = digest_of(*life);
  if (unstored_ && unstored_->begun_with != digest) unstored_.reset();  // the operator connected the account anew
  if (!unstored_) {
    auto known = co_await read();
    if (!known) {
      hindrance = wait_for_store(store_pause);
      co_return hindrance;
    }
    bool const ours = known->has_value() && (*known)->begun_with == digest;
    if (ours && ((*known)->access_token != in_use_ || begun_with_ != digest) && take(*life, **known)) co_return hindrance;
    auto refresh_token = ours ? (*known)->refresh_token : life->first_refresh_token();
    auto asked_with = refresh_token;
    auto answer = co_await life->refresh(std::move(refresh_token), time_limit);
    if (auto* wait = std::get_if<sending::later>(&answer)) {
      hindrance = std::move(*wait);
      co_return hindrance;
    }
    if (auto* no = std::get_if<connector::refresh_refused>(&answer)) {
      auto again = co_await read();  // another owner may have been first
      bool const moved = again && again->has_value() && (*again)->begun_with == digest && (*again)->refresh_token != asked_with;
      if (moved && take(*life, **again)) co_return hindrance;
      log::error("account", {{"account", account_}}, "{}: connect the account anew, put the new refresh_token into the configuration and run sahutctl reload", no->reason);
      hindrance = sending::account_stopped{no->reason + "; mohon hubungi pengelola sistem untuk menghubungkan ulang akun ini", false};
      co_return hindrance;
    }
    auto& pair = std::get<connector::token_pair>(answer);
    account_token next;
    next.account = account_;
    next.begun_with = digest;
    next.access_token = std::move(pair.access_token);
    next.refresh_token = pair.refresh_token.empty() ? asked_with : std::move(pair.refresh_token);
    if (pair.lives > milliseconds(0)) {
      next.expires_at = desk_.clk.now() + pair.lives;
      next.renew_at = next.expires_at - std::min<milliseconds>(renewed_before, pair.lives / 4);
    }
    unstored_ = std::move(next);
    unstored_after_ = std::move(asked_with);
  }
  auto next = *unstored_;
  auto instead_of = unstored_after_;
  auto kept = co_await keep(std::move(next), std::move(instead_of));
  if (!kept) {
    hindrance = wait_for_store(store_pause);
    co_return hindrance;
  }
  if (*kept) {
    log::info("account", {{"account", account_}}, "has a new token");
    (void)take(*life, *unstored_);
    untried_ = true;
    unstored_.reset();
    co_return hindrance;
  }
  // Not written: another owner's pair stands there, or the record moved; the next look tells.
  auto there = co_await read();
  bool const others = there && there->has_value() && (*there)->begun_with == digest && (*there)->refresh_token != unstored_after_;
  if (others) unstored_.reset();
  if (others && take(*life, **there)) co_return hindrance;
  hindrance = wait_for_store(milliseconds{50});
  co_return hindrance;
}

}  // namespace sahut
