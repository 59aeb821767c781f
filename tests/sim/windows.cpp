#include "tests/sim/windows.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

namespace sahut::test {

std::uint64_t held_log::last() const {
  auto n = from - 1;
  for (auto it = lines.find(from); it != lines.end() && it->first == n + 1; ++it) ++n;
  return n;
}

void held_log::put(std::uint64_t seq, std::string const& text) {
  auto const [it, is_new] = lines.emplace(seq, text);
  if (!is_new) { EXPECT_EQ(it->second, text) << "number " << seq << " means two messages"; }
}

void held_log::tell(std::uint64_t seq, std::string const& text, std::size_t own_open) {
  EXPECT_GT(seq, told) << "told twice, or out of order";
  std::size_t missing = 0;
  for (auto n = told + 1; n < seq; ++n) missing += !lines.contains(n);
  if (!filling) { EXPECT_LE(missing, own_open) << "a hole after " << told << " before " << seq; }
  put(seq, text);
  told = std::max(told, seq);
}

void window::go() {
  gone_ = true;
  if (!line_) return;
  line_->forget_client();
  line_->cut(w_.random.between(seconds{0}, seconds{20}));
  line_.reset();
  welcomed_ = false;
}

void window::lose_the_line() {
  auto const l = line_;
  if (l) l->cut(w_.random.between(seconds{0}, seconds{20}));
}

void window::on_closed(std::uint16_t) {
  line_.reset();
  welcomed_ = false;
  once_.clear();
  if (!gone_) run(dial_again(shared()));
}

boost::asio::awaitable<void> window::dial_again(std::shared_ptr<window> self) {
  if (std::exchange(self->dialling_, true)) co_return;
  while (!self->gone_ && !self->line_) {
    co_await self->w_.time.sleep_for(self->w_.random.between(milliseconds{50}, milliseconds{3000}));
    if (!self->gone_) self->line_ = self->dial_(*self);
  }
  self->dialling_ = false;
  if (self->gone_) co_return;
  self->first_here_.clear();
  self->say(self->hello());
}

// The store could not answer at hello: the next one is taken on the same connection.
boost::asio::awaitable<void> window::greet_later(std::shared_ptr<window> self, std::shared_ptr<line> on) {
  co_await self->w_.time.sleep_for(milliseconds{500});
  if (self->line_ == on && !self->welcomed_) self->say(self->hello());
}

void window::say(json const& frame) {
  if (line_) line_->say(frame.dump());
}

void window::ask(json frame, conversation_id of, std::string text) {
  auto const name = id();
  frame["id"] = name;
  waiting_.emplace_back(name, request{frame, std::move(of), std::move(text)});
  if (!welcomed_) return;
  first_here_.insert(name);
  say(frame);
  if (w_.random.one_in(8)) ++sent_again, say(frame);
}

void window::ask_once(json frame, conversation_id of) {
  auto const name = id();
  frame["id"] = name;
  once_.emplace(name, request{frame, std::move(of), {}});
  say(frame);
}

boost::asio::awaitable<void> window::say_later(std::shared_ptr<window> self, std::string id, milliseconds after) {
  co_await self->w_.time.sleep_for(after);
  if (!self->welcomed_) co_return;  // it is said again after the next welcome
  if (auto const it = self->once_.find(id); it != self->once_.end()) co_return self->say(it->second.frame);
  for (auto const& [name, r] : self->waiting_)
    if (name == id) co_return self->say(r.frame);
}

std::size_t window::own_open(conversation_id const& of) const {
  return static_cast<std::size_t>(std::count_if(waiting_.begin(), waiting_.end(), [&](auto const& w) { return !w.second.text.empty() && w.second.of == of; }));
}

void window::on_frame(std::string const& text) {
  static bool const shown = std::getenv("SAHUT_SIM_TRACE") != nullptr;
  if (shown) std::printf("%s %s < %s\n", std::to_string(to_millis(w_.time.now()) / 1000 % 86400).c_str(), name_.c_str(), text.c_str());
  auto const f = json::parse(text);
  std::string const type = f.at("type"), re = f.value("re", "");
  if (type == "welcome") {
    EXPECT_FALSE(welcomed_) << "welcomed twice";
    welcomed_ = true;
    on_welcome(f);
    for (auto const& [_, r] : waiting_) ++sent_again, say(r.frame);
  } else if (type == "error" && !welcomed_) {
    EXPECT_TRUE(f.value("temporary", false)) << text;
    run(greet_later(shared(), line_));
  } else if (type == "ack" || (type == "error" && !re.empty())) {
    bool const good = type == "ack", again = !good && f.value("temporary", false);
    if (again) return run(say_later(shared(), re, milliseconds{f.value("retry_after_ms", 400)}));
    if (auto const once = once_.find(re); once != once_.end()) {
      auto const r = once->second;
      once_.erase(once);
      good ? on_ack(r, f) : on_refused(r, f);
      return;
    }
    auto const it = std::find_if(waiting_.begin(), waiting_.end(), [&](auto const& x) { return x.first == re; });
    if (it == waiting_.end()) return;  // answered before: it was sent twice
    auto const r = it->second;
    waiting_.erase(it);
    if (good && !r.text.empty()) acknowledged_.push_back({conversation_id(f.value("conversation", r.of.text())), f.at("seq"), r.text});
    if (!good && !r.text.empty()) refused_.emplace(r.text, f.at("code"));
    good ? on_ack(r, f) : on_refused(r, f);
  } else {
    EXPECT_NE(type, "error") << text;
    on_told(f);
  }
}

// A citizen's window.

window::json visitor_window::hello() {
  json f{{"type", "hello"}};
  as_new_ = browser_->token.empty();
  if (as_new_) return f;
  f["token"] = browser_->token;
  if (!epoch_.empty() && log.last() > 0) f["epoch"] = epoch_, f["seq"] = log.last();
  return f;
}

void visitor_window::on_welcome(json const& f) {
  if (browser_->token.empty()) browser_->token = f.at("token");
  if (as_new_ && f.at("token") != browser_->token) return lose_the_line();  // another tab was new at once, and was first
  EXPECT_EQ(f.at("token"), browser_->token) << "a browser's token was not known any more";
  auto const held = log.last();
  auto const& messages = f.at("messages");
  if (f.at("gap")) {
    ++gaps;
    EXPECT_NE(epoch_, f.at("epoch")) << "a gap in one epoch";
    log = {};
    if (!messages.empty()) log.from = messages.front().at("seq");
  } else {
    EXPECT_TRUE(held == 0 || epoch_ == f.at("epoch"));
    resumed += held > 0;
    if (!messages.empty()) { EXPECT_EQ(messages.front().at("seq"), held + 1) << "the welcome goes on where the window stopped"; }
  }
  epoch_ = f.at("epoch");
  for (auto const& m : messages) log.put(m.at("seq"), m.value("text", ""));
  if (!messages.empty()) { EXPECT_EQ(messages.back().at("seq").get<std::uint64_t>() - messages.front().at("seq").get<std::uint64_t>() + 1, messages.size()); }
  log.told = std::max(f.at("gap") ? 0 : held, messages.empty() ? 0 : messages.back().at("seq").get<std::uint64_t>());
  log.filling = false;
  if (f.at("more") && !f.at("gap")) fill();
}

void visitor_window::fill() {
  log.filling = true;
  ask_once({{"type", "history.get"}, {"after", log.last()}, {"limit", 7}});
}

void visitor_window::on_told(json const& f) {
  if (f.at("type") == "conversation") state = f.at("state");
  if (f.at("type") != "message") return;
  if (f.contains("id")) { EXPECT_FALSE(said_first_here(f.at("id"))) << "the window that sent it gets the ack alone"; }
  log.tell(f.at("seq"), f.value("text", ""), own_open({}));
}

void visitor_window::on_ack(request const& r, json const& f) {
  if (!r.text.empty()) return log.put(f.at("seq"), r.text);
  if (!f.contains("messages")) return;
  for (auto const& m : f.at("messages")) log.put(m.at("seq"), m.value("text", ""));
  if (f.at("more")) return fill();
  log.filling = false;
}

void visitor_window::writes(std::string text) { ask({{"type", "message.send"}, {"text", text}}, {}, text); }

// An officer's window.

void officer_window_client::on_welcome(json const& f) {
  if (epoch_ != f.at("epoch")) {
    gaps += !epoch_.empty();
    threads.clear();
  } else {
    ++resumed;
  }
  epoch_ = f.at("epoch");
  heads.clear();
  for (auto& [_, t] : threads) t.filling = false, t.told = 0;
  for (auto const& c : f.at("conversations")) take_head(c);
}

void officer_window_client::take_head(json const& f) {
  conversation_id const c(f.at("conversation").get<std::string>());
  if (f.value("gone", false)) {
    heads.erase(c);
    threads.erase(c);
    return;
  }
  head next;
  next.rev = f.at("rev");
  next.state = f.at("state");
  if (f.contains("officer")) next.officer = officer_id(f.at("officer").at("id").get<std::string>());
  auto const before = heads.find(c);
  if (before != heads.end() && next.rev < before->second.rev) return;  // told late: its number says so, and it is passed over
  bool const was_mine = before != heads.end() && before->second.officer == who_, is_mine = next.officer == who_ && next.state != "closed";
  heads[c] = next;
  if (is_mine && !was_mine) {
    threads[c].told = 0;
    fetch(c);
  }
  if (!is_mine && threads.contains(c)) threads[c].told = 0;
}

void officer_window_client::fetch(conversation_id const& c) {
  auto& t = threads[c];
  t.filling = true;
  ask_once({{"type", "history.get"}, {"conversation", c}, {"after", t.last()}, {"limit", 9}}, c);
}

void officer_window_client::on_told(json const& f) {
  std::string const type = f.at("type");
  if (type == "conversation") return take_head(f);
  if (type != "message") return;
  conversation_id const c(f.at("conversation").get<std::string>());
  auto& t = threads[c];
  if (f.contains("id")) { EXPECT_FALSE(said_first_here(f.at("id"))) << "the window that sent it gets the ack alone"; }
  if (t.told == 0) t.told = f.at("seq").get<std::uint64_t>() - 1;  // from where the conversation became theirs
  t.tell(f.at("seq"), f.value("text", ""), own_open(c));
}

void officer_window_client::on_ack(request const& r, json const& f) {
  if (!r.text.empty()) return threads[r.of].put(f.at("seq"), r.text);
  if (!f.contains("messages")) return;
  auto const it = threads.find(r.of);
  if (it == threads.end()) return;  // gone meanwhile
  auto& t = it->second;
  for (auto const& m : f.at("messages")) {
    if (m.at("type") == "hidden")
      for (std::uint64_t n = m.at("from_seq"); n <= m.at("to_seq"); ++n) t.lines.emplace(n, "");
    else t.put(m.at("seq"), m.value("text", ""));
  }
  t.filling = false;
  if (f.at("more")) fetch(r.of);
}

void officer_window_client::on_refused(request const& r, json const& f) {
  if (r.frame.at("type") != "history.get") return;
  EXPECT_EQ(f.at("code"), "not_found") << f.dump();
  if (auto const it = threads.find(r.of); it != threads.end()) it->second.filling = false;
}

void officer_window_client::acts() {
  if (!online()) return;
  if (w_.random.one_in(4)) return ask({{"type", "presence.set"}, {"state", w_.random.one_in(6) ? "away" : "available"}, {"capacity", 4}});
  std::vector<conversation_id> mine, waiting;
  for (auto const& [c, h] : heads) {
    if (h.officer == who_ && h.state != "closed") mine.push_back(c);
    if (h.state == "queued") waiting.push_back(c);
  }
  if (mine.empty() && waiting.empty()) return;
  if (mine.empty() || (!waiting.empty() && w_.random.one_in(4)))
    return ask({{"type", "conversation.claim"}, {"conversation", waiting[w_.random.below(waiting.size())]}});
  auto const& c = mine[w_.random.below(mine.size())];
  switch (w_.random.below(9)) {
    case 0: return ask({{"type", "conversation.release"}, {"conversation", c}});
    case 1: return ask({{"type", "conversation.close"}, {"conversation", c}, {"outcome", "not_a_request"}});
    case 2: return ask({{"type", "note.add"}, {"conversation", c}, {"text", "catatan " + name()}});
    case 3: return ask({{"type", "conversation.transfer"}, {"conversation", c}, {"queue", w_.random.one_in(2) ? "pelan" : "umum"}});
    default: {
      auto const text = "Jawaban " + id();
      ask({{"type", "message.send"}, {"conversation", c}, {"seen", threads[c].last()}, {"text", text}, {"purpose", w_.random.one_in(4) ? "question" : "answer"}}, c, text);
    }
  }
}

}  // namespace sahut::test
