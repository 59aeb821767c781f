#pragma once
// Uploaded files on their way into a message, as part of the decision that appends it.
#include "gateway/service/core/desk.hpp"
#include "routing/engine/conversation/media.hpp"

namespace sahut {

// What a sender names: uploads of theirs.
struct sent_files {
  std::vector<media_id> ids;
  media_origin from = media_origin::citizen;
  std::string owner;
  std::string as_content() const;  // for the command's fingerprint; empty where there are none
};

// What somebody says in one message.
struct written {
  written() {}
  written(std::string words) : text(std::move(words)) {}
  written(char const* words) : text(words) {}
  written(std::string words, sent_files with) : text(std::move(words)), files(std::move(with)) {}
  std::string text;  // may be empty beside files
  sent_files files;
};

struct attached_files {
  std::vector<attachment> list;
  std::vector<std::any> records;
};

// The external id under which the log entry of a file is found (repository::find_external).
inline std::string external_of(media_id const& file) { return "media:" + file.text(); }

// Reads the uploads' records, which become conditions, and takes their keys out of them. bad_field attachments[i].media.
boost::asio::awaitable<result<attached_files>> attach_files(desk& d, records_read& also, sent_files const& files, conversation const& to,
                                                            std::string_view sent_as);
// What else the transaction writes: the records, and where each file's message is. The message is the first that `t` appends.
void write_files(attached_files files, transition& t);

// Files of a platform's message that are to be fetched become records; each attachment is given its record's id.
boost::asio::awaitable<result<attached_files>> begin_fetching(desk& d, records_read& also, account_id channel, conversation_id in,
                                                              std::string external_id, std::vector<attachment> came_with);

}  // namespace sahut
