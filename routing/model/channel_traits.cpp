#include "routing/model/channel_traits.hpp"

namespace sahut {
namespace {

constexpr channel_traits not_built_in{.carried = true, .direct_message = true, .automated_notice = true, .window = reply_window{}, .longest_text = {}};

}  // namespace

channel_directory::channel_directory() {
  traits_.fill(not_built_in);
  for (auto const ours : {channel_kind::webchat, channel_kind::care}) {
    channel_traits any_file;
    any_file.media.push_back({});
    add(ours, std::move(any_file));
  }
}

void channel_directory::add(channel_kind kind, channel_traits traits) { traits_.at(static_cast<std::size_t>(kind)) = std::move(traits); }

channel_traits const& channel_directory::of(channel_kind kind) const {
  auto const at = static_cast<std::size_t>(kind);
  return at < traits_.size() ? traits_[at] : not_built_in;
}

}  // namespace sahut
