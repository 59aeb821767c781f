#pragma once
// What happened to a conversation, told to the sessions of this worker. One thread; nothing here blocks.
#include "routing/model/consult.hpp"
#include "routing/model/conversation.hpp"
#include "routing/model/incident.hpp"

#include <functional>
#include <memory>
#include <set>
#include <unordered_map>
#include <utility>
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

// A consult as it is now, and the conversation that it is about.
struct told_consult {
  std::shared_ptr<consult const> now;
  conversation_ptr of;
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
  virtual void on_consult(told_consult const&) {}
  virtual void on_incident(incident const&) {}
  virtual void on_user(officer_id const&) {}  // an account changed: look at it again
  virtual void on_revoked() {}  // the visitor's token counts no more
  virtual void on_look() {}     // every few seconds: does the login or token still hold?
  virtual void on_new_epoch() {}  // what was read may be gone: begin anew
  virtual void heads(std::set<conversation_id>&) const {}  // adds every conversation whose state this listener shows
  virtual void on_presence(officer_id const&, std::string_view /*window*/, std::string_view /*state*/, std::uint32_t /*capacity*/) {}

 private:
  friend class hub;
  std::uint64_t in_audience_ = 0;  // the last one that it was counted into
};

// What an officer's window shows besides the conversations that it follows.
struct interest {
  officer_id officer;              // whose window it is
  std::vector<queue_id> queues;    // whose waiting line and tickets it shows…
  bool every_queue = false;        // …or those of all
  role as{};                       // what is asked of a role reaches it
};

// Who is told of what. A line that only joins a conversation reaches those who follow that one. A change of its state reaches
// also the windows that show its queue, its units' tickets or its officer's list, before or after. So a message costs the
// same however many officers are there. A listener may begin and end to listen while it is being told something.
class hub {
 public:
  // One conversation, every line: its visitor, and the windows that show its thread.
  void follow(conversation_id const& id, listener* l) { by_conversation_[id].push_back(l); }
  void unfollow(conversation_id const& id, listener* l) { remove(by_conversation_, id, l); }
  // Everything of the office.
  void follow_office(listener* l) { office_.push_back(l); }
  void unfollow_office(listener* l) { std::erase(office_, l); }
  // An officer's window.
  void follow_as(interest what, listener* l) {
    windows_.push_back(l);
    by_officer_[what.officer].push_back(l);
    by_role_[what.as].push_back(l);
    if (what.every_queue) every_queue_.push_back(l);
    else
      for (auto const& q : what.queues) by_queue_[q].push_back(l);
    interests_.emplace(l, std::move(what));
  }
  void unfollow_as(listener* l) {
    auto const it = interests_.find(l);
    if (it == interests_.end()) return;
    std::erase(windows_, l);
    remove(by_officer_, it->second.officer, l);
    remove(by_role_, it->second.as, l);
    std::erase(every_queue_, l);
    for (auto const& q : it->second.queues) remove(by_queue_, q, l);
    interests_.erase(it);
  }

  // Whether anybody here must hear of it.
  bool followed(conversation_id const& id) const { return !windows_.empty() || !office_.empty() || by_conversation_.contains(id); }
  std::vector<conversation_id> live() const {
    std::vector<conversation_id> ids;
    for (auto const& [id, _] : by_conversation_) ids.push_back(id);
    return ids;
  }
  bool anyone() const { return !windows_.empty() || !office_.empty() || !by_conversation_.empty(); }

  void tell(change_ptr const& c) {
    audience those(*this);
    add(those, office_);
    add(those, by_conversation_, c->now->record.id);
    if (c->state_changed || !c->noted.empty() || c->said) add_windows(those, *c);
    for (auto* l : those.all) l->on_change(c);
  }
  void tell(told_consult const& c) {
    audience those(*this);
    auto const& about = c.of->record;
    add(those, every_queue_);
    add(those, by_queue_, about.queue);
    add(those, by_officer_, about.officer);
    add(those, by_officer_, c.now->by);
    add_addressee(those, c.now->to);
    for (auto* l : those.all) l->on_consult(c);
  }
  void tell(signal const& s) {
    audience those(*this);
    add(those, by_conversation_, s.conversation);
    for (auto* l : those.all) l->on_signal(s);
  }
  void record_changed(std::string_view kind, std::string_view id) {
    audience those(*this);
    add_everybody(those);
    for (auto* l : those.all) l->on_record(kind, id);
  }
  void queue_moved(queue_id const& q, std::uint64_t waiting, std::optional<utc_time> oldest) {
    audience those(*this);
    add(those, by_queue_, q);
    add(those, every_queue_);
    for (auto* l : those.all) l->on_queue(q, waiting, oldest);
  }
  void account_changed(officer_id const& who) {
    audience those(*this);
    add(those, by_officer_, who);
    for (auto* l : those.all) l->on_user(who);
  }
  void presence_set(officer_id const& who, std::string_view window, std::string_view state, std::uint32_t capacity) {
    audience those(*this);
    add(those, by_officer_, who);
    for (auto* l : those.all) l->on_presence(who, window, state, capacity);
  }
  void revoked(conversation_id const& id) {
    audience those(*this);
    add(those, by_conversation_, id);
    for (auto* l : those.all) l->on_revoked();
  }
  void new_epoch() {
    audience those(*this);
    add_everybody(those);
    for (auto* l : those.all) l->on_new_epoch();
  }
  void look() {
    audience those(*this);
    add_everybody(those);
    for (auto* l : those.all) l->on_look();
  }
  template <class F>
  void windows(F f) {
    audience those(*this);
    add(those, windows_);
    for (auto* l : those.all) f(*l);
  }

 private:
  using listeners = std::vector<listener*>;
  // Who is told now, each once: apart from the lists, since whoever is told may begin or end to listen. The memory is kept for the
  // next one; an audience within an audience has its own.
  struct audience {
    explicit audience(hub& h) : from(h), all(std::exchange(h.spare_, {})) {
      all.clear();
      ++h.audiences_;
    }
    ~audience() { from.spare_ = std::move(all); }
    audience(audience const&) = delete;
    hub& from;
    listeners all;
  };
  template <class Map>
  static void remove(Map& from, typename Map::key_type const& key, listener* l) {
    auto const it = from.find(key);
    if (it == from.end()) return;
    std::erase(it->second, l);
    if (it->second.empty()) from.erase(it);
  }
  void add(audience& to, listeners const& some) {
    for (auto* l : some)
      if (std::exchange(l->in_audience_, audiences_) != audiences_) to.all.push_back(l);
  }
  template <class Map>
  void add(audience& to, Map const& from, typename Map::key_type const& key) {
    if (auto const it = from.find(key); it != from.end()) add(to, it->second);
  }
  void add_windows(audience& to, change const& c) {
    if (!c.before) return add(to, windows_);  // who showed it until now is not known
    add(to, every_queue_);
    for (auto const* r : {&c.before->record, &c.now->record}) {
      add(to, by_queue_, r->queue);
      for (auto const& tk : r->tickets)
        if (!tk.unit.empty()) add(to, by_queue_, tk.unit);
      for (auto const* who : {&r->officer, &r->last_officer}) add(to, by_officer_, *who);
      for (auto const& asked : r->consults) {
        add_addressee(to, asked.to);
        add(to, by_officer_, asked.by);
      }
    }
  }
  void add_addressee(audience& to, addressee const& who) {
    if (who.of_role) add(to, by_role_, *who.of_role);
    if (!who.queue.empty()) add(to, by_queue_, who.queue);
    if (!who.officer.empty()) add(to, by_officer_, who.officer);
  }
  void add_everybody(audience& to) {
    add(to, office_);
    add(to, windows_);
    for (auto const& [_, some] : by_conversation_) add(to, some);
  }

  std::unordered_map<conversation_id, listeners> by_conversation_;
  listeners office_, windows_, every_queue_;
  std::unordered_map<queue_id, listeners> by_queue_;
  std::unordered_map<officer_id, listeners> by_officer_;
  std::map<role, listeners> by_role_;
  std::unordered_map<listener*, interest> interests_;
  listeners spare_;
  std::uint64_t audiences_ = 0;  // ever put together
};

}  // namespace sahut
