#pragma once
// What a channel can do, as data. Rules and the service ask these traits and never the channel's kind.
// Each channel states its traits in its folder under connectors/, with the platform's document that they come from.
#include "routing/model/message.hpp"

#include <array>

namespace sahut {

enum class text_unit : std::uint8_t { utf16, utf8_bytes };

struct text_limit {
  std::size_t max = 0;  // at least 4
  text_unit unit = text_unit::utf16;
};

// How late the platform takes a reply, counted from the citizen's last words in the platform's time.
struct reply_window {
  milliseconds closes{};     // the platform's own limit, as officers are shown it
  milliseconds automatic{};  // an automatic text may leave before this: `closes` less the way
  milliseconds human{};      // an officer's text may leave before this, under the permission for human agents; 0: there is none
};

// Files of one kind that a channel takes. `types` empty: any; `bytes` 0: no limit of its own.
struct media_limit {
  message_kind kind = message_kind::file;
  std::vector<std::string_view> types = {};
  std::uint64_t bytes = 0;
};

struct channel_traits {
  bool carried = false;           // an outbox carries messages to a platform; false: the client reads the log itself
  bool direct_message = false;    // every message rings a telephone: automatic texts are one message, and only those that are needed
  bool automated_notice = false;  // the platform's policy asks that automatic texts say that they are automatic
  std::optional<reply_window> window;  // none: a reply may come at any time
  std::optional<text_limit> longest_text;  // what is longer goes in parts; none: no limit
  std::vector<media_limit> media = {};     // what an officer's file may be; empty: the channel takes none
  bool media_by_link = false;              // the platform fetches a file from an address of ours
  milliseconds repeatable_for{};           // for how long a part may be sent again and arrives once, since the platform knows it by our id; 0: never
  bool several_ids = false;                // the platform has several ids of one citizen, and gives now one, now another (inbound::origin::alias)
  // One body may hold other accounts' entries as well: one application posts all its accounts to one address. False: what comes to an
  // account's address is that account's alone, whoever has the same secret.
  bool shared_webhook = false;
  // The account's option that names its approved message template, which asks the citizen to open the reply window; empty: there is no such thing.
  std::string_view template_option = {};
};

// The traits of every kind that is built in. Web chat and CEISA Care always are.
class channel_directory {
 public:
  channel_directory();
  void add(channel_kind kind, channel_traits traits);
  // A kind that is not built in sends nothing: its window is always shut.
  channel_traits const& of(channel_kind kind) const;

 private:
  std::array<channel_traits, channel_kinds> traits_;
};

}  // namespace sahut
