#pragma once
// The store port: one transaction (compare, then apply), a handful of reads, a claim, a number counter, a wake bus.
//
// A *record* is one key with named fields. Three of them are the store's own:
//   v  the version: counts changes of state, not messages
//   n  the end of the record's log: how many messages were ever appended
//   m<seq>, d<digest>  a log entry; the memory that an external id was used (value "<first seq>:<fingerprint>")
// All other field names are the caller's. Values are opaque bytes: sealing is done above this port.
// Every key of one transaction belongs to one office and carries its hash tag, `s:{priok}:…`.
//
// Two implementations are held to each other by tests: the Redis one (gateway/store) and a twin in memory.
#include "routing/model/error.hpp"
#include "routing/model/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace sahut {

// One record in a transaction: its conditions, then what is written when every condition of the transaction holds.
struct record_change {
  std::string key;

  std::optional<std::uint64_t> if_version;  // the version must be this; 0: the record must not have one
  std::optional<std::uint64_t> if_end;      // the log must end here; 0: nothing appended yet
  std::string once;                         // digest of the caller's id; not empty: the change happens once for ever
  std::string fingerprint;                  // of the content sent under that id; same id, other fingerprint: id reused

  bool new_version = false;                                // v becomes v + 1
  std::vector<std::string> append;                         // become m<n+1>, m<n+2>, …; n moves on
  std::vector<std::pair<std::string, std::string>> set;    // fields written
  std::vector<std::string> remove;                         // fields deleted
};

struct field_is {      // a fence: the transaction holds only while this field has this value
  std::string key, field, value;
};
struct smaller_than {  // a bound: the collection (record: number of fields) must hold fewer than `max` entries
  enum class kind { sorted_set, set, record } of = kind::set;
  std::string key;
  std::uint64_t max = 0;
};
struct member_of {  // the sorted set or set must contain (or, with `present = false`, lack) the member
  bool sorted = true;
  std::string key, member;
  bool present = true;
};
using condition = std::variant<field_is, smaller_than, member_of>;

struct sorted_add {
  std::string key, member;
  std::int64_t score = 0;  // milliseconds since 1970, or any integer below 2^53
  enum class when { always, if_absent, only_later, only_earlier } mode = when::always;
};
struct sorted_remove { std::string key, member; };
struct set_add { std::string key, member; };
struct set_remove { std::string key, member; };
struct drop { std::string key; };                                  // delete a whole key
struct expire { std::string key; seconds after{}; };
struct publish {       // published as head + <end of the log of record 0 after this transaction> + ' ' + body
  std::string channel, head, body;
};
using operation = std::variant<sorted_add, sorted_remove, set_add, set_remove, drop, expire, publish>;

struct transaction {
  std::vector<record_change> records;
  std::vector<condition> conditions;
  std::vector<operation> operations;
};

// Limits that the store itself enforces before it sends anything (error `internal`: a programmer's fault).
inline constexpr std::size_t transaction_keys_max = 64;
inline constexpr std::size_t transaction_bytes_max = 4u << 20;

struct committed {
  std::vector<std::uint64_t> ends;  // per record: the log's end after the transaction
};
struct duplicate {                  // record `record` has already seen its `once`; nothing was written
  std::size_t record = 0;
  std::uint64_t first_seq = 0;      // what the first sending was given: the seq of its first appended entry (0: none)
  bool same_content = true;         // false: the id was reused with other content
};
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"  // g++ 12 takes the scoped enumerator for a shadow of the type
struct conflict {                   // nothing was written
  enum class what { version, end, condition } why = what::version;
  std::size_t index = 0;            // of the record or condition that did not hold; the first in order
};
#pragma GCC diagnostic pop
using commit_result = std::variant<committed, duplicate, conflict>;

using field_values = std::vector<std::optional<std::string>>;
struct scored { std::string member; std::int64_t score = 0; };
struct scan_page { std::vector<std::string> members; std::string next; };

class store {
 public:
  virtual ~store() = default;

  // Checks everything before it writes anything. Order of checks: every record's `once` (duplicate wins over all else),
  // then every record's version and end, then the conditions. Errors: `unavailable` (away, or takes no writes; also: the
  // reply was lost, so the outcome is unknown and the same transaction may be sent again if it has a `once` or an
  // `if_version`), `full` (too much is on its way already: nothing was sent).
  virtual boost::asio::awaitable<result<commit_result>> commit(transaction t) = 0;

  // The fields in the order asked for; a missing key gives all absent. At most 2,048 fields.
  virtual boost::asio::awaitable<result<field_values>> fields(std::string key, std::vector<std::string> names) = 0;
  // Every field of a record. For small records and takeovers only.
  virtual boost::asio::awaitable<result<std::vector<std::pair<std::string, std::string>>>> record(std::string key) = 0;

  // Ascending by (score, member), from the lowest; at most `limit`.
  virtual boost::asio::awaitable<result<std::vector<scored>>> lowest(std::string sorted_key, std::size_t limit) = 0;
  // Some members of a sorted set, and where to go on; an empty cursor begins, an empty `next` ends. Whatever is a member
  // from the beginning to the end is given at least once, though scores change; about `count` at a time.
  virtual boost::asio::awaitable<result<scan_page>> scan(std::string sorted_key, std::string cursor, std::size_t count) = 0;
  virtual boost::asio::awaitable<result<std::optional<std::int64_t>>> score(std::string sorted_key, std::string member) = 0;
  virtual boost::asio::awaitable<result<std::uint64_t>> size_of(smaller_than::kind of, std::string key) = 0;
  virtual boost::asio::awaitable<result<std::vector<std::string>>> members(std::string set_key) = 0;
  // How many members of the sorted set come before this one; absent if it is not in the set.
  virtual boost::asio::awaitable<result<std::optional<std::uint64_t>>> rank(std::string sorted_key, std::string member) = 0;

  // Takes at most `limit` members whose score is <= now and moves their score to now + hold, so that no other sweeper
  // takes them meanwhile. `scored::score` is the score before the move.
  virtual boost::asio::awaitable<result<std::vector<scored>>> claim_due(std::string sorted_key, utc_time now,
                                                                        std::size_t limit, milliseconds hold) = 0;

  // Reserves `count` consecutive numbers of a counter (first number ever: 1) and returns the first. The counter's key
  // expires `keep` after its last use.
  virtual boost::asio::awaitable<result<std::uint64_t>> reserve(std::string counter_key, std::uint64_t count,
                                                                seconds keep) = 0;

  // The store's clock.
  virtual boost::asio::awaitable<result<utc_time>> time() = 0;

  // One subscription a channel. `on_message` gets each payload; `on_ready` runs after every confirmed (re)subscription,
  // before any payload that follows it: whoever listens must then read what it may have missed. Both run on the worker's
  // thread. Destroying the handle ends the subscription.
  class subscription {
   public:
    virtual ~subscription() = default;
  };
  virtual std::unique_ptr<subscription> subscribe(std::string channel, std::function<void(std::string_view)> on_message,
                                                  std::function<void()> on_ready) = 0;

  // The keys that begin with `prefix`, whatever they hold, given as `scan` gives members; a page may be empty though more follow.
  // Looks through every key of the store: for an operator's commands only.
  virtual boost::asio::awaitable<result<scan_page>> scan_keys(std::string prefix, std::string cursor, std::size_t count) = 0;
};

}  // namespace sahut
