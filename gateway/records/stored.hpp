#pragma once
// Records that only the gateway knows: sendings under way, accounts of officers, presence, logins, journals.
#include "routing/model/official.hpp"

namespace sahut {

// One entry of a conversation's officers' log, kept under the record's version (`rev`).
struct revision_item {
  std::vector<note> said;         // at most one
  std::vector<annotated> noted;
  bool operator==(revision_item const&) const = default;
};

enum class part_state : std::uint8_t { waiting, sending, sent, failed, unknown, dropped };

struct outbox_part {
  std::string text;
  part_state state = part_state::waiting;
  std::string external_id;        // the platform's, once accepted
  std::string token;              // ours: metadata of the sending
  utc_time sent_at;               // when the request was begun
  std::optional<attachment> file{};  // it is this file instead of a text
  std::string newer{};            // fields of a newer build
  bool operator==(outbox_part const&) const = default;
};

// One message on its way to a platform. Its parts go one after another; later messages to the same recipient wait.
struct outbox_entry {
  conversation_id conversation;
  std::uint64_t seq = 0;
  std::string recipient;
  bool human = false;
  ticket_number ticket;           // announces this ticket number: may be sent again
  utc_time created_at;
  std::uint32_t attempts = 0;
  utc_time next_at;
  std::vector<outbox_part> parts;
  bool held = false;              // outside the platform's window: waits for the citizen's next message
  std::string reason;             // the last refusal, for operators
  std::uint32_t retold = 0;       // how often a ticket's text of unknown fate was sent again
  utc_time unknown_since{};       // a part's fate is unknown since then; zero: of none
  // Outside the window a message template asks the citizen to write. When the citizen spoke last before it was sent: while it is not
  // known whether it went, and once it is (or can't go). Zero: not so. It is not sent again before they have spoken later.
  utc_time asking_after{}, asked_after{};
  std::string newer{};            // fields of a newer build
  bool operator==(outbox_entry const&) const = default;
};

// What an officer proves beside the password (RFC 6238: TOTP).
struct second_factor {
  std::string key;                // sealed; empty: none has been set up
  std::uint64_t last_step = 0;    // of the newest code that was accepted: none is accepted twice
  std::vector<std::string> recovery_digests;  // of the recovery codes that are still unused
  utc_time since{};
  std::string newer{};            // fields of a newer build
  bool operator==(second_factor const&) const = default;
};

struct user_account : official {
  std::string password_hash;      // argon2id
  utc_time created_at;
  sahut::second_factor second_factor;
  std::string subject;            // who signs in by OpenID Connect: the issuer's `sub`; empty until the first time
  std::string newer{};            // fields of a newer build
  bool operator==(user_account const&) const = default;
};

enum class presence : std::uint8_t { offline, away, available };
std::string_view name_of(presence p);
std::optional<presence> presence_of(std::string_view name);

struct presence_record {
  presence state = presence::away;
  std::uint32_t capacity = 0;     // 0: the configured default
  utc_time last_assigned_at{};
  std::optional<utc_time> gone_at;  // the last window closed then
  std::string newer{};            // fields of a newer build
  bool operator==(presence_record const&) const = default;
};

struct login_session {
  officer_id user;
  utc_time expires_at;
  std::uint64_t user_version = 0;
  bool two_factors = false;       // the second one was proved as well
  bool by_provider = false;       // signed in by OpenID Connect: what else must be proved is the provider's business
  std::string newer{};            // fields of a newer build
};

// What a reference or ticket number leads to.
struct number_entry {
  conversation_id conversation;
  std::string secret_hash;
  bool is_ticket = false;
  std::uint32_t ordinal = 0;      // of the request; for a ticket, of the request that became it
  std::string newer{};            // fields of a newer build
};

struct journal_entry {
  std::string body;               // as received
  utc_time received_at;
};

}  // namespace sahut
