#pragma once
// A whole office's service on the twin store under simulated time: workers, officers, visitors, and a platform that the
// test plays. Everything is fixed by the seed.
#include "gateway/service/office.hpp"
#include "gateway/store/memory_store.hpp"
#include "gateway/store/system_random.hpp"
#include "tests/support/faulty_store.hpp"
#include "tests/support/memory_files.hpp"
#include "tests/support/test_traits.hpp"

#include <deque>

namespace sahut::test {

// Webhook bodies as these tests write them: one event a line, fields separated by '|', decoded without loss.
namespace body {
std::string said(std::string contact, std::string mid, std::string text, std::optional<utc_time> sent_at = {}, std::string quotes = {});
std::string with_files(std::string contact, std::string mid, std::string text, std::vector<std::string> addresses);
std::string echoed(std::string contact, std::string mid, std::string text, std::string app_id, std::string metadata);
std::string edited(std::string contact, std::string event, std::string of, std::string text, int number = 0, bool own = false);
std::string unsent(std::string contact, std::string event, std::string of);
std::string reacted(std::string contact, std::string event, std::string of, std::string emoji, std::optional<utc_time> sent_at = {});
std::string delivered(std::string contact, std::string event, std::string of);
std::string read_up_to(std::string contact, std::string event, std::string of);
std::string read_until(std::string contact, std::string event, utc_time watermark);
inline constexpr std::string_view unread = "unread|\n";  // something that a citizen may have said, and nobody can read
inline constexpr std::string_view poison = "poison|\n";  // the codec throws
}  // namespace body

struct sent_part {
  sending::part part;
  utc_time at;
  std::string id;   // the platform's; empty if it took nothing
};

// The platform, as all workers meet it.
class test_platform {
 public:
  explicit test_platform(sim_time& time) : time_(time) {}

  std::deque<sending::outcome> answers;   // of the next sends; when empty, accepted
  milliseconds takes{50};
  int poison_decoded = 0;                 // how often its codec has met body::poison
  std::vector<sent_part> sent;            // what reached it, in order
  std::function<void(sent_part const&)> on_sent = [](auto const&) {};
  std::function<boost::asio::awaitable<sending::outcome>(sending::part)> plays;  // instead of `answers`

  boost::asio::awaitable<sending::outcome> take(sending::part p);
  // Its files, by address: bytes, or why there are none. What is not here is gone for good.
  std::map<std::string, std::variant<std::string, connector::media_failure>> files;
  std::vector<std::string> files_asked;   // each time one was asked for
  std::vector<std::string> file_bytes;    // of files that were sent to it

  // What passes at an officer's, as it was shown.
  struct shown_sign {
    passing_sign sign;
    utc_time at;
  };
  passing_traits shows;
  std::deque<sending::outcome> sign_answers;  // of the next ones; when empty, accepted
  std::vector<shown_sign> signs;
  boost::asio::awaitable<sending::outcome> show(passing_sign s);

  std::string last_id() const { return sent.empty() ? "" : sent.back().id; }
  std::size_t texts_with(std::string_view words) const;

 private:
  sim_time& time_;
  int ids_ = 0;
};

class test_sender final : public connector::channel_sender {
 public:
  explicit test_sender(test_platform& p) : platform_(p) {}
  boost::asio::awaitable<sending::outcome> send(sending::part part, milliseconds time_limit) override;
  boost::asio::awaitable<sending::outcome> send_file(sending::part part, byte_source& file, milliseconds time_limit) override;
  passing_traits shows() const override { return platform_.shows; }
  boost::asio::awaitable<sending::outcome> show(passing_sign sign, milliseconds time_limit) override;

 private:
  test_platform& platform_;
};

class test_media final : public connector::media_source {
 public:
  explicit test_media(test_platform& p) : platform_(p) {}
  boost::asio::awaitable<std::variant<std::unique_ptr<byte_source>, connector::media_failure>> open(attachment of, std::uint64_t bytes_max,
                                                                                                   milliseconds time_limit) override;

 private:
  test_platform& platform_;
};

class test_channel final : public connector::channel {
 public:
  test_channel(channel_kind kind, test_platform& p) : kind_(kind), platform_(p), sender_(p), media_(p) {}
  channel_kind kind() const override { return kind_; }
  std::span<std::string_view const> signature_headers() const override {
    static constexpr std::string_view one[] = {"X-Test"};
    return one;
  }
  bool authentic(std::string_view, std::string_view, std::string_view) const override { return true; }
  std::vector<inbound::event> decode(std::string_view raw_body) const override;
  connector::channel_sender& sender() override { return sender_; }
  connector::media_source* media() override { return &media_; }
  void renew(connector::account_settings) override {}

 private:
  channel_kind kind_;
  test_platform& platform_;
  test_sender sender_;
  test_media media_;
};

struct world;

// One worker: its own way to the store, its own office object.
struct test_worker {
  test_worker(world& w, std::string name);
  ~test_worker();
  void start();
  void kill();   // as kill -9: nothing more reaches the store, no goodbye
  bool alive() const { return of != nullptr; }

  world& in;
  std::string name;
  std::unique_ptr<faulty_store> way;
  std::unique_ptr<office_directory> places;
  std::vector<std::unique_ptr<test_channel>> channels;
  std::unique_ptr<office> of;
};

struct world {
  explicit world(std::uint64_t seed = 1, utc_time start = {});
  ~world();

  test_worker& add_worker(std::string name, bool started = true);
  office& here() { return *workers.front()->of; }
  void take_texts_of(channel_kind kind, std::size_t bytes);  // longer ones go in parts from now on
  void knows_our_ids(channel_kind kind, milliseconds how_long);  // for so long a part may be sent again
  void has_template(channel_kind kind);  // an approved one, which asks the citizen to open the window
  utc_time when(std::string_view civil) const;   // "2026-11-23 10:00:00", of the office
  void at(std::string_view civil) { time.run_until(when(civil)); }
  void pass(milliseconds d) { time.run_for(d); }
  template <class T> T run(boost::asio::awaitable<T> a) { return time.run(std::move(a)); }
  void run(boost::asio::awaitable<void> a) { time.run(std::move(a)); }

  // Officers.
  officer_window officer(officer_id name, std::vector<queue_id> queues = {}, role r = role::officer);
  void present(officer_id name, std::uint32_t capacity = 5, test_worker* on = nullptr);  // a window, available
  officer_window window(officer_id name, std::string id = "w1");
  // Visitors.
  visitor_identity visitor(std::string name);
  result<visitor_sent> says(visitor_identity who, std::string text, std::string id = {}, office* at = nullptr);
  // Platform.
  void hook(account_id account, std::string body);
  conversation_id of_contact(account_id account, std::string contact) { return here().shared.conversation_id_for(account, contact); }

  // What the store holds, read past every cache.
  conversation_ptr record(conversation_id id);
  log_page log(conversation_id id);
  std::vector<std::string> system_keys(conversation_id id);
  std::optional<utc_time> due(std::string member);
  bool waiting(conversation_id id, queue_id queue = "umum");

  sim_time time;
  seeded_random random;
  system_random sodium;  // initialises the library
  sahut::settings cfg;
  office_profile profile;
  std::unique_ptr<memory_store> store;
  keyring ring;
  secret_key root;
  vault keys;
  memory_files files;  // of all workers
  test_platform messenger, instagram;
  std::vector<std::unique_ptr<test_worker>> workers;
  std::uint64_t ids = 0;

 private:
  void change_traits(channel_kind kind, std::function<void(channel_traits&)> change);
};

}  // namespace sahut::test
