#include "connectors/meta/attachments.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connectors/common/json_guard.hpp"

namespace sahut::meta {
namespace {

using connector::at;
using connector::id_of;
using connector::text_of;
using nlohmann::json;

struct type_row {
  std::string_view type;
  message_kind kind;
  std::string_view title;  // where the platform gives none
};
constexpr type_row types[] = {
    {"image", message_kind::image, ""},
    {"video", message_kind::video, ""},
    {"audio", message_kind::audio, ""},
    {"file", message_kind::file, ""},
    {"location", message_kind::location, ""},
    {"sticker", message_kind::sticker, "stiker"},
    {"like_heart", message_kind::sticker, "❤️"},
    {"fallback", message_kind::other, "tautan yang dibagikan"},
    {"share", message_kind::other, "kiriman yang dibagikan"},
    {"post", message_kind::other, "kiriman yang dibagikan"},
    {"ig_post", message_kind::other, "kiriman yang dibagikan"},
    {"reel", message_kind::other, "video pendek yang dibagikan"},
    {"ig_reel", message_kind::other, "video pendek yang dibagikan"},
    {"story", message_kind::other, "cerita yang dibagikan"},
    {"ig_story", message_kind::other, "cerita yang dibagikan"},
    {"story_mention", message_kind::other, "penyebutan dalam cerita"},
    {"media", message_kind::other, "media yang dibagikan"},
    {"template", message_kind::other, "pesan terstruktur"},
    {"appointment_booking", message_kind::other, "pemesanan janji temu"},
};

type_row const* row_of(std::string_view type) {
  return std::find_if(std::begin(types), std::end(types), [&](type_row const& r) { return r.type == type; });
}

// Of a kind that nobody knows, and with nothing to show: what vanishes after a look, what came after this was written.
bool is_unreadable(json const& item, attachment const& read) {
  bool const known = row_of(text_of(at(item, "type"))) != std::end(types);
  return !known && read.url.empty() && read.platform_id.empty() && text_of(at(at(item, "payload"), "title")).empty() &&
         text_of(at(item, "title")).empty();
}

// The three sizes of the thumb. Source: Messenger Platform, sticker ids.
bool is_thumb(std::string_view sticker_id) {
  return sticker_id == "369239263222822" || sticker_id == "369239343222814" || sticker_id == "369239383222810";
}

// A platform's name for a kind: enough of it to be told and looked up.
std::string shortened(std::string type) {
  constexpr std::size_t longest = 40;
  if (type.size() <= longest) return type;
  type.resize(longest);
  while (!type.empty() && (static_cast<unsigned char>(type.back()) & 0xC0) == 0x80) type.pop_back();
  if (!type.empty() && static_cast<unsigned char>(type.back()) >= 0xC0) type.pop_back();
  return type + "…";
}

std::string first_id(json const& payload) {
  for (auto const key : {"sticker_id", "reel_video_id", "ig_post_media_id", "story_media_id", "id"})
    if (auto id = id_of(at(payload, key)); !id.empty()) return id;
  return {};
}

void read_coordinates(json const& coordinates, attachment& into) {
  auto const lat = connector::number_of(at(coordinates, "lat")), lon = connector::number_of(at(coordinates, "long"));
  if (!lat || !lon || *lat < -90 || *lat > 90 || *lon < -180 || *lon > 180) return;
  into.latitude = lat;
  into.longitude = lon;
}

// What a structured message says in words: a button template's text, or its first element; of a shop's product its price too.
void read_template(json const& payload, attachment& into) {
  auto const& product = at(payload, "product");
  auto const& elements = at(product.is_object() ? product : payload, "elements");
  auto const& first = elements.is_array() && !elements.empty() ? elements.front() : elements;
  if (into.title.empty()) into.title = text_of(at(payload, "text"));
  if (into.title.empty()) {
    into.title = text_of(at(first, "title"));
    auto const price = product.is_object() ? text_of(at(first, "subtitle")) : std::string{};
    if (!into.title.empty() && !price.empty()) into.title += ", " + price;
  }
  if (into.url.empty()) into.url = link_of(at(first, "url"));
  if (into.url.empty()) into.url = link_of(at(first, "image_url"));
}

attachment read_one(json const& item) {
  attachment out;
  auto const type = text_of(at(item, "type"));
  auto const row = row_of(type);
  bool const known = row != std::end(types);
  if (known) out.kind = row->kind;

  auto const& payload = at(item, "payload");
  out.url = link_of(at(payload, "url"));
  if (out.url.empty()) out.url = link_of(at(item, "url"));
  out.title = text_of(at(payload, "title"));
  if (out.title.empty()) out.title = text_of(at(item, "title"));
  if (type == "template") read_template(payload, out);
  out.platform_id = first_id(payload);
  if (!id_of(at(payload, "sticker_id")).empty()) out.kind = message_kind::sticker;
  if (out.kind == message_kind::location) read_coordinates(at(payload, "coordinates"), out);
  bool const file = type == "image" || type == "video" || type == "audio" || type == "file";
  if (file && out.kind != message_kind::sticker && out.url.find("://") != out.url.npos) {
    out.state = file_state::pending;
    out.name = out.title;
  }
  if (out.title.empty()) {
    if (is_thumb(out.platform_id))
      out.title = "👍";
    else if (known)
      out.title = row->kind == message_kind::image && out.kind == message_kind::sticker ? "stiker" : row->title;
    else
      out.title = type.empty() ? "lampiran yang tidak dikenal" : "lampiran yang tidak dikenal (" + shortened(type) + ")";
  }
  return out;
}

}  // namespace

std::string link_of(json const& value) {
  auto url = text_of(value);
  auto const starts = [&](std::string_view scheme) {
    return url.size() > scheme.size() && std::equal(scheme.begin(), scheme.end(), url.begin(), [](char a, char b) {
             return a == (b >= 'A' && b <= 'Z' ? b + 32 : b);
           });
  };
  if (starts("https://") || starts("http://") || url.find(':') == url.npos) return url;
  return {};
}

attachment_list read_attachments(json const& list) {
  attachment_list out;
  std::size_t mentions = 0, unreadable = 0;
  auto const read = [&](json const& item) {
    out.items.push_back(read_one(item));
    mentions += text_of(at(item, "type")) == "story_mention";
    unreadable += is_unreadable(item, out.items.back());
  };
  if (list.is_object())
    read(list);
  else if (list.is_array())
    for (auto const& item : list) read(item);
  out.starter = !out.items.empty() && mentions == out.items.size();
  out.unreadable = !out.items.empty() && unreadable == out.items.size();
  out.courtesy = !out.items.empty() && std::all_of(out.items.begin(), out.items.end(),
                                                   [](attachment const& a) { return a.kind == message_kind::sticker; });
  return out;
}

message_kind kind_of(std::string const& text, std::vector<attachment> const& items) {
  for (auto const& item : items)
    if (item.kind != message_kind::other) return item.kind;
  return text.empty() && !items.empty() ? message_kind::other : message_kind::text;
}

}  // namespace sahut::meta
