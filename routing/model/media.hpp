#pragma once
// The record of one file, from its upload or its arrival at a platform to the message that it belongs to.
#include "routing/model/message.hpp"

namespace sahut {

enum class media_origin : std::uint8_t { citizen, officer, holder, platform };

struct media_file {
  media_id id;
  file_state state = file_state::ready;
  media_origin from = media_origin::citizen;
  std::string owner;             // who uploaded it: a conversation, an officer, an account holder; a platform's channel id
  conversation_id conversation;  // where it belongs; empty: to no message yet
  std::string sent_as;           // the sender's id of that message, so that a resent one finds its file
  message_kind kind = message_kind::file;
  std::string name, type;
  std::uint64_t bytes = 0;
  std::string object, key;       // the key only until the file belongs to a message: then it lies there
  std::string preview, preview_type;
  std::string reason;
  utc_time created_at{};
  utc_time expires_at{};         // when an upload goes that was not sent
  utc_time next_at{};            // pending: when it is to be fetched (again)
  std::uint32_t attempts = 0;
  std::string newer{};           // fields of a newer build
  bool operator==(media_file const&) const = default;
};

}  // namespace sahut
