#pragma once
// What the server says on both WebSockets, as JSON text (contract §4; docs/asyncapi.yaml holds the schemas). Pure.
#include "gateway/service/core/hub.hpp"
#include "gateway/records/stored.hpp"
#include "gateway/wire/json_writer.hpp"
#include "routing/engine/conversation/context.hpp"
#include "routing/model/error.hpp"

#include <functional>

namespace sahut::wire {

// Who reads a message: the sender's own id goes back to that sender alone.
struct reader {
  bool visitor = true;
  officer_id officer;
  // For a visitor: an officer's opaque id. Without it none is told; an account's name never is.
  std::function<std::string(officer_id const&)> alias = {};
};

std::string message_frame(conversation_id const& c, std::uint64_t seq, log_message const& m, annotation const& a, reader const& r);
// Whether a visitor is told of it: not of a reason.
bool concerns_visitor(annotation a);
std::string update_frame(conversation_id const& c, std::uint64_t rev, annotated const& what, reader const& r);
std::string note_frame(conversation_id const& c, std::uint64_t rev, note const& n);

std::string error_frame(std::string_view re, error const& e);                          // `re` empty: none
// As many of `missed` as fit, one at least; `more`: there are others after them.
std::string stale_frame(std::string_view re, error const& e, conversation_id const& c, std::vector<logged_message> const& missed,
                        reader const& r, bool more = false, std::size_t bytes_max = 524'288);

struct ack {
  std::string re;
  conversation_id conversation;          // empty: left out
  std::uint64_t seq = 0;                 // 0: left out
  std::optional<utc_time> received_at;
  std::optional<std::uint64_t> rev;
  std::string extra;                     // further fields, as `"a":1,"b":[]`
};
std::string ack_frame(ack const& a);

struct page {
  std::vector<std::string> messages;     // frames
  bool more = false;
};
std::string page_fields(page const& p);  // `"messages":[…],"more":false`

// How large and how many files of one message may be; nothing where none can be sent.
struct files_taken {
  std::uint64_t bytes = 0;
};
void put_files(json_writer& w, std::optional<files_taken> const& files);
// How the office writes its times: zone, its label, and what stands between hours and minutes.
void put_clock(json_writer& w, office_facts const& office);
// Which change of the record a ticket's frame shows, and its owner's name where that is known.
struct ticket_details {
  std::uint64_t rev = 0;                 // 0: left out
  std::string_view owner_name = {};
};
// `shows_identity`: who the citizen is, is for whoever reads this frame to see.
std::string ticket_fields(office_facts const& office, conversation const& c, ticket const& tk, bool for_officer, bool shows_identity = false,
                          ticket_details details = {});
std::string ticket_state(ticket const& tk);
// Officers also see that colleagues are being asked about it.
std::string ticket_state(conversation const& c, ticket const& tk);
std::string visitor_ticket_frame(office_facts const& office, conversation const& c, ticket const& tk);
std::string officer_ticket_frame(office_facts const& office, conversation const& c, ticket const& tk, bool shows_identity = false,
                                 ticket_details details = {});

// The request that a conversation's frames speak of: the oldest unanswered, else the newest there was.
request const* request_shown(conversation const& c);
std::string visitor_conversation_frame(office_facts const& office, conversation const& c, std::optional<std::uint64_t> position,
                                       reader const& r);
// The citizen's newest words as a row shows them: one line, at most words_chars_max characters, no link's secret.
struct last_words {
  std::uint64_t seq = 0;
  std::string text, kind, title;  // kind: of its first attachment, else the message's where it is no text
};
inline constexpr std::size_t words_chars_max = 120;
// Nothing of what nobody but the citizen said, or of what was taken back.
std::optional<last_words> words_of(std::uint64_t seq, log_message const& m, annotation const& a);
void change_words(std::optional<last_words>& words, annotated const& what);  // edited or taken back since

std::string officer_conversation_frame(office_facts const& office, known_conversation const& k, std::string_view officer_name,
                                       bool shows_identity, last_words const* words = nullptr);

// What the citizen gave as who they are, `{name, email, phone, nik, npwp, documents}`: for the officer who handles it alone.
std::string identity_object(conversation const& c, bool masked);

std::string typing_frame(conversation_id const& c, officer_id const& officer, std::string_view officer_name, reader const& r);
std::string read_frame(conversation_id const& c, bool by_officer, std::uint64_t seq);
std::string queue_frame(queue_id const& q, std::uint64_t waiting, std::optional<utc_time> oldest);

}  // namespace sahut::wire
