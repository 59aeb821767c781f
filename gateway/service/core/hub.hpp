#pragma once
// What happened to a conversation, told to the sessions of this worker. One thread; nothing here blocks.
#include "routing/model/conversation.hpp"

#include <functional>
#include <memory>
#include <set>
#include <unordered_map>
#include <vector>

namespace sahut {

// A conversation as this worker last knew it. Immutable once handed out: a newer state is a new object, which shares the
// record where only the log has grown.
struct known_conversation {
  explicit known_conversation(conversation c) : known_conversation(std::make_shared<conversation const>(std::move(c))) {}
  explicit known_conversation(std::shared_ptr<conversation const> c) : shared(std::move(c)) {}

  std::shared_ptr<conversation const> shared;
  conversation const& record = *shared;
  std::uint64_t version = 0;  // the record's; officers know it as `rev`
  std::uint64_t end = 0;      // of the log
  bool tickets_within = false;  // stored in format 1: its tickets lie in it, and become records with the next change
};
using conversation_ptr = std::shared_ptr<known_conversation const>;

struct change {
  conversation_ptr before;                  // as this worker knew it; may be null
  conversation_ptr now;
  bool state_changed = false;               // the record moved on, not just the log
  std::uint64_t first_seq = 0;              // of `messages`
  std::vector<log_message> messages;        // what was appended; empty if it must be read from the log
  std::vector<annotated> noted;
  std::optional<note> said;
};
using change_ptr = std::shared_ptr<change const>;

// A log entry and what became of it.
struct logged_message {
  std::uint64_t seq = 0;
  log_message said;
  annotation noted;
};

struct signal {  // passing things that are not kept: typing, how far somebody has read
  enum class kind { typing, read } what = kind::typing;
  conversation_id conversation;
  bool by_officer = false;
  officer_id officer;
  std::uint64_t seq = 0;
};

class listener {
 public:
  virtual ~listener() = default;
  virtual void on_change(change_ptr const& c) = 0;
  virtual void on_signal(signal const&) {}
  virtual void on_queue(queue_id const&, std::uint64_t /*waiting*/, std::optional<utc_time> /*oldest*/) {}
  virtual void on_unconfigured() {}  // what the store holds that is not configured is something else now
  virtual void on_record(std::string_view /*kind*/, std::string_view /*id*/) {}  // another record of the office changed
  virtual void on_user(officer_id const&) {}  // an account changed: look at it again
  virtual void on_revoked() {}  // the visitor's token counts no more
  virtual void on_look() {}     // every few seconds: does the login or token still hold?
  virtual void on_new_epoch() {}  // what was read may be gone: begin anew
  virtual void heads(std::set<conversation_id>&) const {}  // adds every conversation whose state this listener shows
  virtual void on_presence(officer_id const&, std::string_view /*window*/, std::string_view /*state*/, std::uint32_t /*capacity*/) {}
};

// Visitors listen to one conversation, officers to everything of their office. Nobody may begin or end to listen while he
// is being told something: sessions do so at `hello` and when they are closed, both of which the loop calls.
class hub {
 public:
  void follow(conversation_id const& id, listener* l) { by_conversation_[id].push_back(l); }
  void unfollow(conversation_id const& id, listener* l) {
    auto const it = by_conversation_.find(id);
    if (it == by_conversation_.end()) return;
    std::erase(it->second, l);
    if (it->second.empty()) by_conversation_.erase(it);
  }
  void follow_office(listener* l) { office_.push_back(l); }
  void unfollow_office(listener* l) { std::erase(office_, l); }

  bool followed(conversation_id const& id) const { return !office_.empty() || by_conversation_.contains(id); }
  // Conversations of which this worker must not miss anything, whoever listens.
  void watch(conversation_id const& id) { ++watched_[id]; }
  void unwatch(conversation_id const& id) {
    auto const it = watched_.find(id);
    if (it != watched_.end() && --it->second == 0) watched_.erase(it);
  }
  std::vector<conversation_id> live() const {
    std::vector<conversation_id> ids;
    for (auto const& [id, _] : by_conversation_) ids.push_back(id);
    for (auto const& [id, _] : watched_)
      if (!by_conversation_.contains(id)) ids.push_back(id);
    return ids;
  }
  bool anyone() const { return !office_.empty() || !by_conversation_.empty(); }

  void tell(change_ptr const& c) { each(c->now->record.id, [&](listener& l) { l.on_change(c); }); }
  void tell(signal const& s) { each(s.conversation, [&](listener& l) { l.on_signal(s); }); }
  void record_changed(std::string_view kind, std::string_view id) {
    for (auto* l : everybody()) l->on_record(kind, id);
  }
  void revoked(conversation_id const& id) {
    auto const it = by_conversation_.find(id);
    if (it == by_conversation_.end()) return;
    for (auto* l : std::vector<listener*>(it->second)) l->on_revoked();
  }
  void new_epoch() {
    for (auto* l : everybody()) l->on_new_epoch();
  }
  void look() {
    for (auto* l : everybody()) l->on_look();
  }
  template <class F>
  void officers(F f) {
    for (std::size_t i = 0; i < office_.size(); ++i) f(*office_[i]);
  }
 private:
  std::vector<listener*> everybody() const {
    std::vector<listener*> all(office_);
    for (auto const& [_, some] : by_conversation_) all.insert(all.end(), some.begin(), some.end());
    return all;
  }
  template <class F>
  void each(conversation_id const& id, F f) {
    if (auto const it = by_conversation_.find(id); it != by_conversation_.end())
      for (std::size_t i = 0; i < it->second.size(); ++i) f(*it->second[i]);
    officers(f);
  }
  std::unordered_map<conversation_id, std::vector<listener*>> by_conversation_;
  std::vector<listener*> office_;
  std::unordered_map<conversation_id, std::size_t> watched_;
};

}  // namespace sahut
