#pragma once
// Officers' windows over an office in memory, on sockets that a test holds.
#include "gateway/sessions/officer_session.hpp"
#include "tests/support/test_office.hpp"
#include "tests/support/test_peer.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace sahut::test {

using nlohmann::json;

struct window {
  std::shared_ptr<officer_session> session;
  std::shared_ptr<test_peer> peer;

  json last(std::string const& type) const {
    auto const all = peer->of_type(type);
    return all.empty() ? json() : json::parse(all.back());
  }
  std::set<conversation_id> heads() const {
    std::set<conversation_id> ids;
    session->heads(ids);
    return ids;
  }
};

struct desk_window : testing::Test {
  desk_window() : shared(w.cfg, w.time, w.random, w.time.io.get_executor()) {
    w.add_worker("w1");
    shared.offices.emplace_back(&w.here());
    w.pass(seconds{1});
  }
  ~desk_window() override {
    for (auto& x : open) shut(x);
    w.pass(seconds{1});  // what is still on its way arrives
    for (auto& o : shared.offices) (void)o.release();  // the worker's own
  }

  window arrives(officer_id const& name) {
    window x{std::make_shared<officer_session>(shared, login(name)), std::make_shared<test_peer>(w.time.io.get_executor())};
    x.session->opened(x.peer);
    open.push_back(x);
    return x;
  }
  std::string login(officer_id const& name) {
    auto user = w.run(w.here().accounts_of_officers.find(name)).value();
    return w.run(w.here().accounts_of_officers.open_login(user)).value().token;
  }
  window signs_in(officer_id const& name) {
    auto x = arrives(name);
    says(x, {{"type", "hello"}});
    EXPECT_EQ(x.peer->of_type("welcome").size(), 1u);
    return x;
  }
  void shut(window const& x) {
    if (shut_.insert(x.session).second) x.session->closed(1000);
  }
  void says(window const& x, json const& frame) {
    auto const text = frame.dump();
    w.run(x.session->text(text));
    w.time.settle();
  }
  json asks(window const& x, json frame) {
    if (!frame.contains("id")) frame["id"] = id();
    auto const from = x.peer->frames.size();
    says(x, frame);
    for (auto i = from; i < x.peer->frames.size(); ++i) {
      auto f = json::parse(x.peer->frames[i]);
      if (f.value("re", "") == frame["id"]) return f;
    }
    ADD_FAILURE() << "no answer to " << frame.dump();
    return {};
  }
  std::string id() { return "o-" + std::to_string(++w.ids); }

  // Said in the queue `umum`, answered and closed there by sari, who also left a note; then asked anew and handed to `pelan`.
  conversation_id handed_over() {
    auto const sari = w.officer("sari", {"umum"});
    w.officer("tono", {"pelan"});
    w.present("sari");
    auto const who = w.visitor("a");
    EXPECT_TRUE(w.says(who, "RAHASIA tentang barang kiriman"));
    w.pass(seconds{6});
    auto& o = w.here().officer_side;
    auto const& c = who.conversation;
    EXPECT_TRUE(w.run(o.add_note(sari, id(), c, "RAHASIA catatan")));
    w.pass(seconds{1});
    EXPECT_TRUE(w.run(o.say(sari, id(), c, purpose::answer, "RAHASIA jawaban", w.record(c)->end, nullptr)));
    EXPECT_TRUE(w.run(o.close(sari, id(), c, outcome::answered, "")));
    w.pass(seconds{5});
    EXPECT_EQ(w.record(c)->record.state, conversation_state::closed);
    EXPECT_TRUE(w.says(who, "Pertanyaan baru soal mesin"));
    w.pass(seconds{6});
    EXPECT_EQ(w.record(c)->record.officer, "sari");
    EXPECT_TRUE(w.run(o.transfer(sari, id(), c, "pelan", std::nullopt, "Tolong dibantu")));
    return c;
  }
  void becomes(conversation_id const& c, std::uint64_t seq, annotation now) {
    auto decide = [&](conversation_ptr, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
      transition t;
      t.annotate.push_back({seq, now});
      co_return std::optional(std::move(t));
    };
    ASSERT_TRUE(w.run(w.here().shared.act(c, command_id(), decide)));
    w.time.settle();
  }
  // Sari handles a citizen's question.
  conversation_id handled(std::string const& citizen = "a") {
    if (!hired_) w.officer("sari", {"umum"}), w.present("sari", 50);
    hired_ = true;
    auto const who = w.visitor(citizen);
    EXPECT_TRUE(w.says(who, "Berapa tarif barang kiriman?"));
    w.pass(seconds{6});
    EXPECT_EQ(w.record(who.conversation)->record.officer, "sari");
    return who.conversation;
  }

  world w;
  session_host shared;
  std::vector<window> open;

 private:
  std::set<std::shared_ptr<officer_session>> shut_;
  bool hired_ = false;
};

}  // namespace sahut::test
