#pragma once
// What a citizen is told on an event. Pure functions: the caller knows names, times and deadlines and says whether a
// greeting is due; these know which texts belong together, in which order, and what a channel's manner makes of them.
// Source: the domain's table of standard texts and when they are said.
#include "routing/engine/texts/local_time.hpp"

namespace sahut::texts {

// One text of an automatic message. Several are always one message, in the order of the list.
struct said {
  text_key key;
  std::string text;
  bool folded = false;  // pages show it on demand
  bool operator==(said const&) const = default;
};
std::string joined(std::vector<said> const& parts);  // paragraphs
text_key key_of(std::vector<said> const& parts);     // the message's: the promise's, else the first that is no mere notice

// How a channel is spoken to.
struct manner {
  bool direct_message = false;    // read as one text: in the order notice, promise, fee, complaints
  bool automated_notice = false;  // the platform's policy asks that automatic texts say so (Messenger, Instagram)
  bool reply_window = false;      // the platform limits how late we may reply
};

enum class arrival : std::uint8_t {
  office_hours,   // queue_position
  late_window,    // late_window
  outside_hours,  // outside_hours, fraud_warning
  long_closure,   // long_closure: shut for three days or longer
};

// A citizen's message came. Fields that the occasion does not use may stay empty.
struct opening_event {
  language lang = language::id;
  manner on;
  bool greeting_due = false;   // the contact's first message in 24 hours
  bool request_opens = false;  // not when it joins an open request or ticket
  bool asks_for_words = false;  // nothing was asked yet: ask_question
  bool unsupported = false;     // something came that cannot be read: unsupported_content
  arrival when = arrival::office_hours;

  std::string office_name, controller_name, privacy_url;
  std::string complaint_channels;  // the office's own, beside the national ones; may be empty
  int retention_days = 365;

  local_time received;  // also decides the greeting's part of the day
  local_time
      deadline;  // office_hours, outside_hours, long_closure: when answer or ticket is due; late_window: the answer
  local_time next_open;  // outside_hours, long_closure
  std::string zone;      // WIB, WITA, WIT
  char time_separator = '.';
  std::string hours_text, closure_name, reference_no, status_url;
  std::int64_t position = 1;
};

// On web chat the promise comes first and the rest is folded. On a direct message: the greeting's salutation, the
// automated and privacy notices, the promise (window_limit, fraud_warning), the greeting's sentence on the fee, complaints.
// Where the platform has a reply window, window_limit gives the status link with the receipt, since a later automatic
// text may not be allowed.
std::vector<said> opening_texts(opening_event const& c);

// Once per officer, and only on web chat.
std::vector<said> officer_joined_texts(language lang, manner on, std::string const& officer_alias);

enum class issued : std::uint8_t { automatically, by_officer };
struct ticket_event {
  language lang = language::id;
  manner on;
  issued how = issued::automatically;
  std::string ticket_no, zone, status_url;
  local_time deadline;
  char time_separator = '.';
};
std::vector<said> ticket_texts(ticket_event const& c);

// Its deadline is another one, since the office's calendar changed.
std::vector<said> deadline_changed_texts(ticket_event const& c);

// Its answer is late. Complaints go to the national address, and to the office's own channels where it has some.
enum class escalated_to : std::uint8_t { coordinator, superior };
struct delay_event {
  ticket_event of;
  escalated_to with = escalated_to::coordinator;
  local_time expected;
  std::string complaint_channels;
};
std::vector<said> ticket_delay_texts(delay_event const& c);

// A citizen has filed a ticket (CEISA Care). `categories` as ict_complaint, …: the first is named first.
struct filed_event {
  language lang = language::id;
  std::string ticket_no, zone;
  std::vector<std::string> categories;
  local_time received, deadline;
  char time_separator = '.';
};
said filed_text(filed_event const& c);
std::string_view category_words(std::string_view category, language lang);  // empty: there is no such category

// An officer's answer to a ticket: written by a human, so it carries no automated notice. An empty name is allowed.
said ticket_answer_text(language lang, std::string const& citizen_name, std::string const& ticket_no,
                        std::string const& answer);

struct closing_event {
  language lang = language::id;
  manner on;
  std::string other_office, other_contact;  // where the citizen was sent; empty: nowhere
  std::string unanswered;      // reference of a question that ends without an answer: ended_unanswered instead of closing
  bool no_reply = false;       // closed_no_reply instead of closing
  bool to_compliance = false;  // a complaint about staff: complaint_redirect before it
  std::string office_name;
  std::string complaint_channels;  // the office's own, beside the national ones; may be empty
  std::string survey_url;          // empty: no survey is offered
};
std::vector<said> closing_texts(closing_event const& c);

// A complaint about staff: where those go. `complaint_channels`: the office's own, may be empty.
std::vector<said> complaint_redirect_texts(language lang, manner on, std::string const& office_name, std::string const& complaint_channels);

// An answer was taken back by the office, or denied by the citizen: when there will be another one.
struct new_answer_event {
  language lang = language::id;
  manner on;
  std::string zone;
  std::optional<local_time> deadline;  // none: its time is over
  char time_separator = '.';
};
std::vector<said> answer_withdrawn_texts(new_answer_event const& c);
std::vector<said> answer_denied_texts(new_answer_event const& c);

// The citizen ends the conversation, and the ticket goes on.
std::vector<said> ended_ticket_texts(ticket_event const& c);

// The question is recorded already, and answered through that ticket.
std::vector<said> duplicate_texts(language lang, manner on, std::string const& ticket_no);

// A request of nothing but courtesy reached its limit: its question is asked for.
std::vector<said> no_question_texts(language lang, manner on);

}  // namespace sahut::texts
