#pragma once
// Files and the messages that they come with: which may be sent where, by whom, and what becomes of both (docs/decisions/0012-media.md).
#include "routing/engine/conversation/transition.hpp"
#include "routing/model/channel_traits.hpp"
#include "routing/model/error.hpp"
#include "routing/model/media.hpp"

namespace sahut {

// Why this channel does not take the file, in words that say what it takes; nothing if it does.
std::optional<std::string> file_fault(channel_traits const& channel, message_kind kind, std::string_view type, std::uint64_t bytes);

// Who sends which uploaded file with which message.
struct attaching {
  media_origin from = media_origin::citizen;
  std::string owner;        // as the upload's record says it
  std::string sent_as;      // the sender's id of the message
  conversation_id to;
};
// The file joins the message: its key moves from the record into the attachment. Sent again under the same id it stays as it
// is. bad_field: there is no such upload of theirs, it is in another message, its kind does not fit the channel.
result<attachment> attach(media_file& file, attaching const& how, channel_traits const& channel);

// What a message's kind is with these files: its text's, else the first file's.
message_kind kind_with(std::string_view text, std::vector<attachment> const& files);

// What is known of a message's attachments by now.
std::vector<attachment> const& attachments_now(log_message const& m, annotation const& noted);

// Of one message of a platform so many are fetched, more than any of them lets a citizen send; of the rest is told that they came.
inline constexpr std::size_t files_fetched_most = 20;

// A file that came through a platform, as it begins: pending. `of`: what its codec made of it.
media_file file_to_fetch(media_id id, account_id const& channel, conversation_id in, attachment const& of, utc_time now);

// How often and how long a fetch is tried: a platform's address lives for minutes to days, so quickly at first.
inline constexpr std::uint32_t fetch_attempts_most = 10;
milliseconds fetch_again_after(std::uint32_t attempts);

// What a fetch came to, for the message `seq` that the file came with. Nothing where the message was taken back: then the file goes.
std::optional<transition> on_fetched(conversation const& before, std::uint64_t seq, log_message const& m, annotation noted, attachment const& now);

}  // namespace sahut
