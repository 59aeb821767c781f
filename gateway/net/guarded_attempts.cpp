#include "gateway/net/guarded_attempts.hpp"

#include <algorithm>

namespace sahut::net {
namespace {

// Nothing that has a secret has a longer name; what strangers write is kept no longer.
constexpr std::size_t subject_bytes = 128;

std::uint32_t times(std::uint32_t bound, std::uint32_t n) {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(std::uint64_t{bound} * n, UINT32_MAX));
}

}  // namespace

guarded_attempts::guarded_attempts(settings s)
    : settings_(s),
      by_address_(s.per_minute, std::chrono::minutes{1}),
      spray_(times(s.per_minute, spray_times), std::chrono::minutes{1}),
      subjects_(s.keys_max),
      pairs_(s.keys_max),
      known_(s.keys_max) {}

void guarded_attempts::set_per_minute(std::uint32_t failures, time_point now) {
  by_address_.set_limit(failures, now);
  spray_.set_limit(times(failures, spray_times), now);
}

guarded_attempts::milliseconds guarded_attempts::wait_after(std::uint32_t failures) const {
  if (failures < free_failures) return milliseconds{0};
  auto const doubled = std::min<std::uint32_t>(failures - free_failures, 30);
  return std::min(first_wait * (std::int64_t{1} << doubled), settings_.longest);
}

void guarded_attempts::fade(record& r, time_point now) const {
  if (now <= r.last) return;
  auto const faded = (now - r.last) / forgotten_every;
  r.failures -= static_cast<std::uint32_t>(std::min<std::int64_t>(r.failures, faded));
  r.last += faded * forgotten_every;
  if (r.failures == 0) r.last = now;
}

void guarded_attempts::count(attempt& a, time_point now) {
  // What has grown to the longest wait grows no further, so that it is forgotten within hours.
  constexpr std::uint32_t most = free_failures + 16;
  auto const one_more = [&](record& r) {
    fade(r, now);
    r.failures = std::min(r.failures + 1, most);
  };
  auto& pair = pairs_.use(a.from_);
  one_more(pair);
  auto failures = pair.failures;
  if (!a.known_) {
    auto& subject = subjects_.use(a.subject_);
    one_more(subject);
    failures = std::max(failures, subject.failures);
  }
  pair.rest_until = now + wait_after(failures);
}

void guarded_attempts::take_back(attempt& a, bool all) {
  if (auto* pair = pairs_.find(a.from_)) {
    if (all || pair->failures <= 1) {
      bool const awaited = pair->awaited;
      if (awaited) pair->failures = 0, pair->rest_until = a.now_;
      else pairs_.forget(a.from_);
    } else {
      --pair->failures;
      pair->rest_until = std::min(pair->rest_until, a.now_ + wait_after(pair->failures));
    }
  }
  if (a.known_) return;
  if (auto* subject = subjects_.find(a.subject_); subject && subject->failures > 0) --subject->failures;
}

guarded_attempts::attempt::attempt(guarded_attempts& of, std::string_view subject, counted_address who)
    : of_(of), subject_(subject.substr(0, subject_bytes)), from_(subject_ + ' ' + who.near), who_(std::move(who)) {}

guarded_attempts::attempt::~attempt() {
  if (state_ == state::waiting) {
    std::lock_guard const hold(of_.lock_);
    if (auto* pair = of_.pairs_.find(from_)) pair->awaited = false;
  } else if (state_ == state::trying && !subject_.empty()) {
    std::lock_guard const hold(of_.lock_);
    of_.take_back(*this, false);
  }
  if (state_ != state::settled && counted_) counted_->give_back(who_, now_);
}

guarded_attempts::attempt::verdict guarded_attempts::attempt::begin(time_point now) {
  now_ = now;
  std::lock_guard const hold(of_.lock_);
  bool const guarded = !subject_.empty() && of_.settings_.longest > milliseconds{0};
  auto* pair = guarded ? of_.pairs_.find(from_) : nullptr;
  if (pair) of_.fade(*pair, now);
  known_ = !subject_.empty() && of_.known_.find(from_) != nullptr;
  auto* subject = guarded ? of_.subjects_.find(subject_) : nullptr;
  if (subject) of_.fade(*subject, now);
  // A neighbour's failures are no reason to refuse somebody who has not failed, unless it is just this subject that is tried.
  auto const own = of_.by_address_.take(who_, now);
  if (own) {
    counted_ = &of_.by_address_;
  } else if (!known_) {
    bool const fresh = guarded && (!pair || pair->failures == 0) && (!subject || subject->failures < free_failures);
    auto const spray = fresh ? of_.spray_.take(who_, now) : own;
    if (!spray) return {false, milliseconds{0}, spray.retry_after};
    counted_ = &of_.spray_;
  }
  if (guarded && pair && pair->rest_until > now) {
    auto const rest = pair->rest_until - now;
    if (pair->awaited) return {false, milliseconds{0}, rest};
    pair->awaited = true;
    state_ = state::waiting;
    return {true, rest, milliseconds{0}};
  }
  state_ = state::trying;
  if (guarded) of_.count(*this, now);
  return {};
}

void guarded_attempts::attempt::go_on(time_point now) {
  if (state_ != state::waiting) return;
  now_ = now;
  std::lock_guard const hold(of_.lock_);
  of_.count(*this, now);
  of_.pairs_.use(from_).awaited = false;
  state_ = state::trying;
}

void guarded_attempts::attempt::succeeded() {
  if (state_ != state::trying) return;
  state_ = state::outside;
  if (subject_.empty()) return;
  std::lock_guard const hold(of_.lock_);
  of_.take_back(*this, true);
  of_.known_.use(from_) = 1;
}

}  // namespace sahut::net
