#pragma once
// What a platform tells of a message besides its text: edits, unsends, reactions, receipts. They come in any order, also
// before their message, and the end is the same. A remark about a message that is not here waits in the conversation's
// record, at most `early_remarks_max` of them; where there are more, the oldest that is no unsend goes first.
#include "routing/engine/conversation/context.hpp"
#include "routing/engine/conversation/transition.hpp"

#include <string_view>

namespace sahut {

struct remark {
  bool removed = false;
  std::optional<std::string> text;      // what it says after an edit
  author by = author::visitor;          // who had said it
  bool asks = false;                    // by a citizen, and more than a courtesy
  std::uint32_t number = 0;             // the platform's count of edits, the highest wins; 0: not given, by arrival
  std::optional<std::string> reaction;  // empty: taken back
  std::optional<utc_time> at;           // the platform's own time
  delivery receipt = delivery::none;    // delivered or read
};

// About log entry `seq`, whose platform id has the digest `of`. A receipt is not for here (on_delivery). `received`: a
// reaction opens the platform's reply window, as a message does. Empty if it changes nothing.
std::optional<transition> on_remark(context const& ctx, conversation const& before, std::uint64_t seq, annotation const& noted, std::string_view of,
                                    remark const& r, utc_time received);

// About a message that is not here (yet). Empty if it changes nothing.
std::optional<transition> on_early_remark(conversation const& before, std::string of, remark const& r);

// Everything up to `up_to`, in the platform's time, was delivered or read, and something of ours is still on its way.
std::optional<transition> on_early_receipt(conversation const& before, delivery how, utc_time up_to);

// The platform took the part of message `seq` whose id has the digest `of`; `begun`: when its request was begun. With the
// last part the message is sent, or what has been told of it since. Always writes, so that the id can be kept.
transition on_part_accepted(context ctx, conversation const& before, std::uint64_t seq, annotation const& noted,
                            std::string_view of, bool last, utc_time begun);

// Appends what a person said, with what was told of it before. What was taken back loses its text. `of`: empty on web chat.
void append_said(transition& t, log_message entry, std::string_view of, std::uint32_t edit_number);

}  // namespace sahut
