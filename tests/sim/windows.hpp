#pragma once
// The clients: a citizen's browser window and an officer's, as careful as the real ones (web/wire). Each keeps what it holds by
// number, sends its ids again until they are answered, and comes back with its epoch and position whenever the line is lost. They
// ask for history where the protocol says so, and never to hide what the server has left out: a frame that comes twice, out of
// order, or after a hole fails the run.
#include "tests/sim/network.hpp"
#include "tests/support/test_office.hpp"

#include <nlohmann/json.hpp>

#include <set>

namespace sahut::test {

// A conversation as one window has it.
struct held_log {
  std::map<std::uint64_t, std::string> lines;  // by number
  std::uint64_t from = 1;                      // what lies before it is not asked for
  std::uint64_t told = 0;                      // the highest number that a `message` or the welcome told on this connection
  bool filling = false;                        // a page is on its way

  std::uint64_t last() const;                  // up to here nothing is missing
  void put(std::uint64_t seq, std::string const& text);
  // A `message` frame. `own_open`: how many of this window's own lines have no answer yet.
  void tell(std::uint64_t seq, std::string const& text, std::size_t own_open);
};

class window : public line::far_end, public std::enable_shared_from_this<window> {
 public:
  using dial = std::function<std::shared_ptr<line>(window&)>;  // null: nobody is there now
  window(world& w, std::string name, dial d) : w_(w), name_(std::move(name)), dial_(std::move(d)) {}
  virtual ~window() = default;

  void come() { run(dial_again(shared())); }
  void go();            // for good, without a word
  void lose_the_line(); // once more, and back again
  bool online() const { return welcomed_; }
  bool idle() const { return waiting_.empty(); }
  std::string const& name() const { return name_; }
  std::map<std::string, std::string> const& refused() const { return refused_; }  // text -> code, of what was refused for good
  struct acked { conversation_id conversation; std::uint64_t seq; std::string text; };
  std::vector<acked> const& acknowledged() const { return acknowledged_; }
  std::size_t resumed = 0, gaps = 0, sent_again = 0;

  void on_frame(std::string const& text) final;
  void on_closed(std::uint16_t code) final;

 protected:
  using json = nlohmann::json;
  struct request { json frame; conversation_id of; std::string text; };  // text: of a message; else empty

  virtual json hello() = 0;
  virtual void on_welcome(json const& f) = 0;
  virtual void on_told(json const& f) = 0;                            // anything that answers nothing
  virtual void on_ack(request const& r, json const& f) = 0;
  virtual void on_refused(request const&, json const&) {}
  std::shared_ptr<window> shared() { return shared_from_this(); }

  // Asks until there is an answer, over any number of connections.
  void ask(json frame, conversation_id of = {}, std::string text = {});
  // Asks on this connection alone.
  void ask_once(json frame, conversation_id of = {});
  std::size_t own_open(conversation_id const& of) const;
  void say(json const& frame);
  bool said_first_here(std::string const& id) const { return first_here_.contains(id); }
  std::string id() { return name_ + "-" + std::to_string(++ids_); }
  template <class A>
  void run(A what) {
    boost::asio::co_spawn(w_.time.io, std::move(what), [](std::exception_ptr e) { if (e) std::rethrow_exception(e); });
  }

  world& w_;

 private:
  static boost::asio::awaitable<void> dial_again(std::shared_ptr<window> self);
  static boost::asio::awaitable<void> say_later(std::shared_ptr<window> self, std::string id, milliseconds after);
  static boost::asio::awaitable<void> greet_later(std::shared_ptr<window> self, std::shared_ptr<line> on);

  std::string name_;
  dial dial_;
  std::shared_ptr<line> line_;
  bool gone_ = false, welcomed_ = false, dialling_ = false;
  std::uint64_t ids_ = 0;
  std::vector<std::pair<std::string, request>> waiting_;  // by id, in order
  std::map<std::string, request> once_;
  std::set<std::string> first_here_;                      // ids that no earlier connection carried
  std::map<std::string, std::string> refused_;
  std::vector<acked> acknowledged_;
};

// Several windows of one browser share its token.
struct browser { std::string token; };

class visitor_window final : public window {
 public:
  visitor_window(world& w, std::string name, std::shared_ptr<browser> of, dial d) : window(w, std::move(name), std::move(d)), browser_(std::move(of)) {}
  void writes(std::string text);
  std::string const& token() const { return browser_->token; }
  held_log log;
  std::string state;  // of the conversation, as last told

 private:
  json hello() override;
  void on_welcome(json const& f) override;
  void on_told(json const& f) override;
  void on_ack(request const& r, json const& f) override;
  void fill();
  std::shared_ptr<browser> browser_;
  std::string epoch_;
  bool as_new_ = false;
};

class officer_window_client final : public window {
 public:
  officer_window_client(world& w, std::string name, officer_id who, dial d) : window(w, std::move(name), std::move(d)), who_(std::move(who)) {}
  struct head { std::uint64_t rev = 0; std::string state; officer_id officer; };
  void acts();  // something that an officer does at this window, if there is anything to do
  officer_id const& who() const { return who_; }
  std::map<conversation_id, head> heads;
  std::map<conversation_id, held_log> threads;

 private:
  json hello() override { return {{"type", "hello"}}; }
  void on_welcome(json const& f) override;
  void on_told(json const& f) override;
  void on_ack(request const& r, json const& f) override;
  void on_refused(request const& r, json const& f) override;
  void take_head(json const& f);
  void fetch(conversation_id const& c);
  officer_id who_;
  std::string epoch_;
};

}  // namespace sahut::test
