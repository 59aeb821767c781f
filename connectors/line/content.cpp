#include "connectors/line/content.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connectors/common/json_guard.hpp"

namespace sahut::line {
namespace {

using connector::at;
using connector::id_of;
using connector::number_of;
using connector::text_of;
using nlohmann::json;

constexpr std::size_t keywords_max = 15;  // as many as LINE gives

bool is_web_link(std::string_view url) { return url.starts_with("https://") || url.starts_with("http://"); }

// Where a provider of one's own holds the file there is an address; else the message's id leads to it.
attachment read_file(json const& m, message_kind kind, std::string title) {
  attachment a;
  a.kind = kind;
  a.title = std::move(title);
  a.platform_id = id_of(at(m, "id"));
  auto url = text_of(at(at(m, "contentProvider"), "originalContentUrl"));
  if (is_web_link(url)) a.url = std::move(url);
  if (a.platform_id.empty() && a.url.empty()) return a;
  a.state = file_state::pending;
  a.name = text_of(at(m, "fileName"));
  auto const size = number_of(at(m, "fileSize"));
  if (size && *size > 0 && *size < 1e12) a.bytes = static_cast<std::uint64_t>(*size);
  return a;
}

std::string with_length(std::string title, json const& m) {
  auto const ms = number_of(at(m, "duration"));
  if (!ms || *ms < 1000 || *ms > 1e10) return title;
  return std::move(title) + " (" + std::to_string(static_cast<std::int64_t>(*ms / 1000)) + " detik)";
}

// "2 dari 3", of pictures that were sent together.
std::string place_in_set(json const& m) {
  auto const& set = at(m, "imageSet");
  auto index = id_of(at(set, "index")), total = id_of(at(set, "total"));
  if (index.empty() || total.empty() || index.size() > 4 || total.size() > 4) return {};
  return "gambar " + index + " dari " + total;
}

attachment read_sticker(json const& m) {
  attachment a;
  a.kind = message_kind::sticker;
  auto words = text_of(at(m, "text"));
  auto const& keywords = at(m, "keywords");
  if (words.empty() && keywords.is_array())
    for (std::size_t i = 0; i < keywords.size() && i < keywords_max; ++i)
      if (auto word = text_of(keywords[i]); !word.empty()) words += (words.empty() ? "" : ", ") + word;
  a.title = words.empty() ? "stiker" : "stiker: " + words;
  auto pack = id_of(at(m, "packageId")), sticker = id_of(at(m, "stickerId"));
  a.platform_id = pack.empty() ? std::move(sticker) : std::move(pack) + '/' + sticker;
  return a;
}

attachment read_location(json const& m) {
  attachment a;
  a.kind = message_kind::location;
  auto title = text_of(at(m, "title")), address = text_of(at(m, "address"));
  a.title = title.empty() || address.empty() ? title + address : std::move(title) + ", " + address;
  auto const lat = number_of(at(m, "latitude")), lon = number_of(at(m, "longitude"));
  if (!lat || !lon || *lat < -90 || *lat > 90 || *lon < -180 || *lon > 180) return a;
  a.latitude = lat;
  a.longitude = lon;
  return a;
}

attachment read_image(json const& m) { return read_file(m, message_kind::image, place_in_set(m)); }
attachment read_video(json const& m) { return read_file(m, message_kind::video, with_length("video", m)); }
attachment read_audio(json const& m) { return read_file(m, message_kind::audio, with_length("pesan suara", m)); }
attachment read_named_file(json const& m) { return read_file(m, message_kind::file, text_of(at(m, "fileName"))); }

struct kind_row {
  std::string_view type;
  attachment (*read)(json const& message);  // null: its text alone
};
constexpr kind_row kinds[] = {
    {"text", nullptr},        {"image", read_image},       {"video", read_video},     {"audio", read_audio},
    {"file", read_named_file}, {"location", read_location}, {"sticker", read_sticker},
};

}  // namespace

content read_content(json const& m) {
  content out;
  auto const type = text_of(at(m, "type"));
  auto const row = std::find_if(std::begin(kinds), std::end(kinds), [&](kind_row const& k) { return k.type == type; });
  if (row == std::end(kinds)) return out;
  out.known = true;
  if (!row->read) {
    out.text = text_of(at(m, "text"));
    return out;
  }
  out.items.push_back(row->read(m));
  out.kind = out.items.back().kind;
  out.courtesy = out.kind == message_kind::sticker;
  return out;
}

std::string words_of_postback(json const& p) {
  auto words = text_of(at(p, "data"));
  auto const& params = at(p, "params");
  if (!params.is_object()) return words;
  for (auto const key : {"datetime", "date", "time", "newRichMenuAliasId"})
    if (auto chosen = text_of(at(params, key)); !chosen.empty()) words += words.empty() ? chosen : " (" + chosen + ")";
  return words;
}

}  // namespace sahut::line
