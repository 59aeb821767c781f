#pragma once
// Conversations with their tickets in the store: loading, one transaction per transition, reading the log. What is stored is
// sealed here. Other kinds of records: records_read.hpp.
// One per office and worker; single thread.
#include "gateway/records/keys.hpp"
#include "gateway/records/stored.hpp"
#include "gateway/records/wake_up.hpp"
#include "gateway/service/core/hub.hpp"
#include "gateway/service/core/passing_keys.hpp"
#include "gateway/service/core/records_read.hpp"
#include "routing/engine/conversation/transition.hpp"
#include "routing/engine/ticket/number.hpp"
#include "routing/model/channel_traits.hpp"
#include "routing/ports/random.hpp"
#include "routing/ports/store.hpp"

#include <list>

namespace sahut {

struct log_page {
  std::uint64_t first_seq = 0;
  std::vector<log_message> messages;   // consecutive from first_seq; an entry that cannot be opened is an empty `other`
  std::vector<annotation> noted;       // one for each
};

// What a caller's own id protects: the same id again has no second effect.
// Not an aggregate: g++ 12.2 moves braced aggregates inside an await expression bit by bit, which breaks short strings.
struct command_id {
  command_id() {}
  command_id(std::string o, std::string f) : once(std::move(o)), fingerprint(std::move(f)) {}
  std::string once;         // empty: the change needs none
  std::string fingerprint;  // of what was sent under it
};

struct stored_change {
  bool duplicate = false;        // nothing was written: the id was used before…
  bool same_content = true;      // …for the same thing
  std::uint64_t first_seq = 0;   // of the first appended message, then or now; 0: none
  conversation_ptr now;          // null after a duplicate
};

struct found_number {
  number_entry entry;
  std::string key;                     // of the number's record
  std::optional<std::string> sealed;  // its ticket
};
struct numbered {
  conversation_ptr of;
  std::optional<request> req;
  std::optional<ticket> tk;            // of the number; of a reference, what its request became
};

// A ticket of which only the number has been read.
inline bool is_only_named(ticket const& tk) { return tk.issued_at == utc_time{}; }

// Sent by us to a platform, and pending from the moment it is written. What a human said elsewhere has no officer.
bool goes_to_platform(channel_traits const& channel, log_message const& m);

class repository {
 public:
  repository(store& s, vault const& keys, random_source& random, key_space space, channel_directory const& channels, std::size_t cache_max);

  // Nobody else reads this store, so nobody is to be woken after a commit: one worker on an embedded server.
  void nobody_else() { wakes_others_ = false; }
  // Called when a commit's reply was lost: what it may have written is told by nobody.
  void on_lost_reply(std::function<void()> f) { lost_reply_ = std::move(f); }

  // As cached, or from the store; `now->version == 0` means that it does not exist. `unavailable`; `internal`: it cannot be
  // read, which is said and counted, and whoever asked for others too passes over it.
  boost::asio::awaitable<result<conversation_ptr>> load(conversation_id id);
  boost::asio::awaitable<result<conversation_ptr>> reload(conversation_id id);
  void forget(conversation_id const& id);
  void forget_all();
  conversation_ptr cached(conversation_id const& id) const;

  // Writes the transition if `base` and all of `also` still hold; otherwise an empty optional (and the cache is fresh for the
  // next try). `extra` conditions and records join the transaction. `t` is used up.
  boost::asio::awaitable<result<std::optional<stored_change>>> commit(conversation_ptr base, transition& t, records_read& also, command_id id,
                                                                     transaction extra, change* told);
  // Of a decision about other records alone.
  boost::asio::awaitable<result<std::optional<stored_change>>> commit(transition& t, records_read& also, command_id id, transaction extra);
  records_read begin_reading(record_forms const& forms) { return {store_, keys_, random_, space_, forms}; }

  // Entries first..last (both inclusive, at most 500), with what became of them.
  boost::asio::awaitable<result<log_page>> read_log(conversation_ptr c, std::uint64_t first, std::uint64_t last);
  // Notes and annotations of revisions after_rev+1..upto, at most to the newest. What was taken back since is told by none of its edits.
  struct revision { std::uint64_t rev = 0; revision_item item; };
  boost::asio::awaitable<result<std::vector<revision>>> read_revisions(conversation_ptr c, std::uint64_t after_rev, std::uint64_t upto);
  boost::asio::awaitable<result<std::vector<revision>>> read_revisions(conversation_ptr c, std::uint64_t after_rev) {
    auto const newest = c->version;
    return read_revisions(std::move(c), after_rev, newest);
  }
  boost::asio::awaitable<result<annotation>> read_annotation(conversation_ptr c, std::uint64_t seq);
  // Those of entries first..last (both inclusive, at most 500) of which something became; their texts are not read.
  boost::asio::awaitable<result<std::vector<annotated>>> read_annotations(conversation_ptr c, std::uint64_t first, std::uint64_t last);
  // What an id of the caller led to, if it was used before; `key`: of the record that remembers it.
  boost::asio::awaitable<result<std::optional<stored_change>>> find_command(std::string key, command_id what);
  // Which log entry has this external id; absent if none.
  boost::asio::awaitable<result<std::optional<std::uint64_t>>> find_external(conversation_id id, std::string external_id);

  // A number as somebody typed it, in one read; a ticket's finds no request, and the reverse.
  boost::asio::awaitable<result<std::optional<found_number>>> find_number(typed_number typed);
  // The conversation that a number leads to, with the request and the ticket, however old they are. Absent: it is gone.
  boost::asio::awaitable<result<std::optional<numbered>>> follow(found_number found);
  // Requests that have left the record's body, those of first..last (both inclusive, at most 500) that there are, ascending.
  boost::asio::awaitable<result<std::vector<request>>> read_older_requests(conversation_ptr c, std::uint32_t first, std::uint32_t last);

  // A wake of another worker: what it appended, opened with this conversation's key; empty if it must be read.
  std::vector<log_message> open_wake(wake_up::conversation_changed const& w) const;
  void note_end(conversation_id const& id, std::uint64_t end);

  std::string digest_of(std::string_view kind, std::string_view value) const;
  key_space const& space() const { return space_; }
  store& backing() { return store_; }
  vault const& keys() const { return keys_; }
  passing_keys& passing() { return passing_; }
  random_source& random() { return random_; }

  // The account's key of the day must be there: `passing().ready`.
  outbox_entry make_outbox_entry(conversation const& c, outgoing const& o, std::uint64_t seq, utc_time now);
  std::string seal_outbox(account_id const& account, outbox_entry const& e);
  result<outbox_entry> open_outbox(account_id const& account, std::string_view sealed);

 private:
  struct slot {
    conversation_ptr known;
    data_key key;
    std::list<conversation_id>::iterator recent;
  };
  slot& remember(conversation_ptr known, data_key key);
  void remember_newer(conversation_ptr const& known, data_key key);
  struct opened_record {
    conversation record;
    std::uint64_t version, end;
    data_key key;
  };
  result<opened_record> open_record(std::string const& key, field_values const& f) const;
  boost::asio::awaitable<result<ticket>> read_ticket(ticket_number number, data_key key);
  result<ticket> open_ticket(std::string const& at, std::optional<std::string> const& sealed, data_key const& key) const;
  std::string ticket_key(std::string_view number) const;

  struct writing;
  void write_log(writing& w);
  void write_numbers(writing& w);
  void write_body(writing& w);
  void write_revision(writing& w);
  void write_places(writing& w);
  void write_outbox(writing& w);
  void write_wake(writing& w);
  static void join(transaction& tx, transaction extra);
  static stored_change seen_before(duplicate const& dup);

  data_key const* key_of(conversation_id const& id) const;
  boost::asio::awaitable<result<data_key>> key_for(conversation_id id);

  store& store_;
  vault const& keys_;
  random_source& random_;
  key_space space_;
  passing_keys passing_;
  channel_directory const& channels_;
  std::size_t cache_max_;
  bool wakes_others_ = true;
  std::function<void()> lost_reply_ = [] {};
  std::unordered_map<conversation_id, slot> slots_;
  std::list<conversation_id> recent_;  // most recently used first
};

}  // namespace sahut
