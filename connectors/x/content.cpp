#include "connectors/x/content.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>

#include "connectors/common/json_guard.hpp"

namespace sahut::x {
namespace {

using connector::at;
using connector::flag_of;
using connector::id_of;
using connector::number_of;
using connector::text_of;
using nlohmann::json;

constexpr std::size_t urls_max = 256, buttons_max = 16;

bool is_web_link(std::string_view url) {
  auto const starts = [&](std::string_view scheme) {
    return url.size() > scheme.size() && std::equal(scheme.begin(), scheme.end(), url.begin(), [](char a, unsigned char b) {
             return a == static_cast<char>(std::tolower(b));
           });
  };
  return starts("https://") || starts("http://");
}

std::string link_of(json const& value) {
  auto url = text_of(value);
  return is_web_link(url) ? url : std::string();
}

// Short link -> what to show instead of it.
using short_links = std::map<std::string, std::string, std::less<>>;

short_links links_of(json const& data, json const& media) {
  short_links out;
  auto const& urls = at(at(data, "entities"), "urls");
  if (urls.is_array())
    for (std::size_t i = 0; i < std::min(urls.size(), urls_max); ++i)
      if (auto shown = link_of(at(urls[i], "expanded_url")); !shown.empty()) out.insert_or_assign(text_of(at(urls[i], "url")), std::move(shown));
  if (auto own = text_of(at(media, "url")); !own.empty()) out.insert_or_assign(std::move(own), std::string());  // it is shown as an attachment
  return out;
}

bool is_short_link_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

std::string_view trimmed(std::string_view s) {
  constexpr std::string_view white = " \t\r\n";
  auto const first = s.find_first_not_of(white);
  return first == s.npos ? std::string_view() : s.substr(first, s.find_last_not_of(white) - first + 1);
}

std::string readable(std::string_view text, short_links const& links, bool decodes_entities) {
  std::string out, plain;
  bool dropped = false;
  auto const flush = [&] {
    out += decodes_entities ? without_entities(plain) : plain;
    plain.clear();
  };
  while (!text.empty()) {
    auto const start = text.find("t.co/");
    auto begin = start;
    for (std::string_view const scheme : {std::string_view("https://"), std::string_view("http://")})
      if (begin == start && start != text.npos && start >= scheme.size() && text.substr(start - scheme.size(), scheme.size()) == scheme)
        begin = start - scheme.size();
    if (start == text.npos) {
      plain += text;
      break;
    }
    auto end = start + 5;
    while (end < text.size() && is_short_link_char(text[end])) ++end;
    auto const known = links.find(text.substr(begin, end - begin));
    if (known == links.end()) {
      plain += text.substr(0, end);
    } else {
      plain += text.substr(0, begin);
      flush();
      out += known->second;
      dropped = dropped || known->second.empty();
    }
    text.remove_prefix(end);
  }
  flush();
  return dropped ? std::string(trimmed(out)) : out;
}

attachment of_media(json const& media) {
  attachment out;
  auto const type = text_of(at(media, "type"));
  if (flag_of(at(media, "audio_only"))) out.kind = message_kind::audio;
  else if (type == "photo" || type == "image") out.kind = message_kind::image;
  else if (type == "video" || type == "animated_gif") out.kind = message_kind::video;
  else if (type == "audio" || type == "voice") out.kind = message_kind::audio;
  else out.title = "lampiran yang tidak dikenal";
  if (type == "animated_gif") out.title = "GIF";
  out.url = link_of(at(media, "media_url_https"));
  if (out.url.empty()) out.url = link_of(at(media, "media_url"));
  out.platform_id = text_of(at(media, "id_str"));  // the number beside it has lost its last digits
  if (out.platform_id.empty()) out.platform_id = id_of(at(media, "id"));
  if (!out.url.empty()) out.state = file_state::pending;
  return out;
}

attachment of_location(json const& location) {
  attachment out;
  out.kind = message_kind::location;
  auto const& point = at(at(at(location, "shared_coordinate"), "coordinates"), "coordinates");
  if (point.is_array() && point.size() == 2) {
    auto const lon = number_of(point[0]), lat = number_of(point[1]);
    if (lat && lon && *lat >= -90 && *lat <= 90 && *lon >= -180 && *lon <= 180) out.latitude = lat, out.longitude = lon;
  }
  auto const& place = at(at(location, "shared_place"), "place");
  out.title = text_of(at(place, "full_name"));
  if (out.title.empty()) out.title = text_of(at(place, "name"));
  return out;
}

// False: of a kind that is not known.
bool read_attachment(json const& item, content& into) {
  auto const type = text_of(at(item, "type"));
  bool known = true;
  attachment out;
  if (auto const& media = at(item, "media"); media.is_object()) {
    out = of_media(media);
    known = out.kind != message_kind::other || !out.url.empty();
  } else if (auto const& location = at(item, "location"); location.is_object()) {
    out = of_location(location);
  } else {
    known = false;
    auto const tellable = !type.empty() && type.size() <= 40 && std::all_of(type.begin(), type.end(), [](unsigned char c) { return c > ' ' && c < 0x7F; });
    out.title = tellable ? "lampiran yang tidak dikenal (" + type + ")" : "lampiran yang tidak dikenal";
  }
  into.items.push_back(std::move(out));
  return known;
}

void read_buttons(json const& buttons, content& into) {
  if (!buttons.is_array()) return;
  for (std::size_t i = 0; i < std::min(buttons.size(), buttons_max); ++i) {
    attachment out;
    out.title = text_of(at(buttons[i], "label"));
    out.url = link_of(at(buttons[i], "url"));
    if (out.url.empty()) out.url = link_of(at(buttons[i], "tco_url"));
    if (!out.title.empty() || !out.url.empty()) into.items.push_back(std::move(out));
  }
}

}  // namespace

message_kind content::kind() const {
  for (auto const& item : items)
    if (item.kind != message_kind::other) return item.kind;
  return text.empty() && !items.empty() ? message_kind::other : message_kind::text;
}

std::string without_entities(std::string_view text) {
  struct entity {
    std::string_view name;
    char is;
  };
  constexpr entity entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    auto const next = text.find('&');
    out += text.substr(0, next);
    if (next == text.npos) break;
    text.remove_prefix(next);
    auto const known = std::find_if(std::begin(entities), std::end(entities), [&](entity const& e) { return text.starts_with(e.name); });
    bool const found = known != std::end(entities);
    out += found ? known->is : '&';
    text.remove_prefix(found ? known->name.size() : 1);
  }
  return out;
}

content read_content(json const& data, bool decodes_entities) {
  content out;
  auto const& item = at(data, "attachment");
  auto const links = links_of(data, at(item, "media"));
  out.text = readable(id_of(at(data, "text")), links, decodes_entities);
  bool const known = !item.is_object() || read_attachment(item, out);
  read_buttons(at(data, "ctas"), out);
  out.payload = text_of(at(at(data, "quick_reply_response"), "metadata"));
  if (out.empty()) out.text = out.payload;
  out.unreadable = !known && out.text.empty();
  return out;
}

}  // namespace sahut::x
