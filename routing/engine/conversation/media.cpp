#include "routing/engine/conversation/media.hpp"

#include <algorithm>

namespace sahut {
namespace {

std::string megabytes(std::uint64_t bytes) {
  auto const tenths = bytes * 10 / 1'000'000;
  return std::to_string(tenths / 10) + (tenths % 10 ? "." + std::to_string(tenths % 10) : "") + " MB";
}

}  // namespace

std::optional<std::string> file_fault(channel_traits const& channel, message_kind kind, std::string_view type, std::uint64_t bytes) {
  if (channel.media.empty()) return "this channel takes no files";
  std::string types;
  std::uint64_t largest = 0;
  bool fits_a_type = false;
  for (auto const& limit : channel.media) {
    bool const any = limit.types.empty();
    if (!any && (limit.kind != kind || std::find(limit.types.begin(), limit.types.end(), type) == limit.types.end())) {
      for (auto const& t : limit.types) types += (types.empty() ? "" : ", ") + std::string(t);
      continue;
    }
    if (limit.bytes == 0 || bytes <= limit.bytes) return std::nullopt;
    fits_a_type = true;
    largest = std::max(largest, limit.bytes);
  }
  if (fits_a_type) return "this channel takes a file of this type up to " + megabytes(largest);
  return "this channel does not take a file of this type; it takes " + types;
}

result<attachment> attach(media_file& file, attaching const& how, channel_traits const& channel) {
  bool const theirs = file.from == how.from && file.owner == how.owner && file.state == file_state::ready;
  bool const again = file.conversation == how.to && file.sent_as == how.sent_as;
  if (!theirs || (!file.conversation.empty() && !again))
    return error{errc::bad_field, "media", "there is no such upload of yours that can be sent; upload the file again"};
  if (auto fault = file_fault(channel, file.kind, file.type, file.bytes)) return error{errc::bad_field, "media", std::move(*fault)};
  attachment a;
  a.kind = file.kind;
  a.state = file_state::ready;
  a.media = file.id;
  a.name = file.name;
  a.type = file.type;
  a.bytes = file.bytes;
  a.object = file.object;
  a.key = std::exchange(file.key, {});
  a.preview = file.preview;
  a.preview_type = file.preview_type;
  file.conversation = how.to;
  file.sent_as = how.sent_as;
  return a;
}

message_kind kind_with(std::string_view text, std::vector<attachment> const& files) {
  return !text.empty() || files.empty() ? message_kind::text : files.front().kind;
}

std::vector<attachment> const& attachments_now(log_message const& m, annotation const& noted) {
  return noted.attachments.empty() ? m.attachments : noted.attachments;
}

media_file file_to_fetch(media_id id, account_id const& channel, conversation_id in, attachment const& of, utc_time now) {
  media_file f;
  f.id = std::move(id);
  f.state = file_state::pending;
  f.from = media_origin::platform;
  f.owner = channel.text();
  f.conversation = std::move(in);
  f.kind = of.kind;
  f.name = of.name;
  f.type = of.type;
  f.bytes = of.bytes;
  f.created_at = now;
  f.next_at = now;
  return f;
}

milliseconds fetch_again_after(std::uint32_t attempts) {
  return std::min<milliseconds>(std::chrono::seconds{2} * (1u << std::min(attempts, 10u)), std::chrono::minutes{30});
}

std::optional<transition> on_fetched(conversation const& before, std::uint64_t seq, log_message const& m, annotation noted, attachment const& now) {
  if (noted.removed) return std::nullopt;
  auto list = attachments_now(m, noted);
  auto const it = std::find_if(list.begin(), list.end(), [&](attachment const& a) { return a.media == now.media; });
  if (it == list.end() || it->state != file_state::pending) return std::nullopt;
  *it = now;
  noted.attachments = std::move(list);
  transition t;
  t.after = before;
  t.annotate.push_back({seq, std::move(noted)});
  return t;
}

}  // namespace sahut
