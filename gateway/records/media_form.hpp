#pragma once
// The record of a file. What waits to be fetched lies in its channel's list; what belongs to no message is due to go.
#include "gateway/records/model_fields.hpp"
#include "gateway/records/record_form.hpp"
#include "routing/model/media.hpp"

namespace sahut::records {
template <> inline constexpr auto last_known<media_origin> = media_origin::platform;
}

namespace sahut {

inline std::string media_list(std::string_view channel) { return "media:" + std::string(channel); }

template <class A>
void describe(A& a, media_file& v) {
  if constexpr (A::reading) v.state = file_state{}, v.kind = message_kind{};
  a(1, v.id), a(2, v.state), a(3, v.from), a(4, v.owner), a(5, v.conversation), a(6, v.sent_as), a(7, v.kind), a(8, v.name);
  a(9, v.type), a(10, v.bytes), a(11, v.object), a(12, v.key), a(13, v.preview), a(14, v.preview_type), a(15, v.reason);
  a(16, v.created_at), a(17, v.next_at), a(18, v.attempts), a(19, v.expires_at);
}
template <>
struct record_form<media_file> {
  static constexpr std::string_view kind = "media";
  static std::string const& id(media_file const& f) { return f.id.text(); }
  static std::vector<record_place> places(media_file const& f) {
    if (f.state == file_state::pending) return {{media_list(f.owner), f.id.text(), to_millis(f.next_at)}};
    if (f.state == file_state::ready && f.conversation.empty()) return {due_place(kind, f.id.text(), f.expires_at)};
    return {};
  }
};

}  // namespace sahut
