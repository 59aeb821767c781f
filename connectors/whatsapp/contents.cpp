#include "connectors/whatsapp/contents.hpp"

#include <nlohmann/json.hpp>

#include "connectors/common/json_guard.hpp"
#include "connectors/meta/attachments.hpp"

namespace sahut::whatsapp {
namespace {

using connector::at;
using connector::flag_of;
using connector::id_of;
using connector::text_of;
using nlohmann::json;

constexpr std::size_t cards_max = 50, products_max = 50, answers_max = 100;
constexpr std::size_t title_bytes_max = 500, type_bytes_max = 100;

void append(std::string& to, std::string const& word, std::string_view between = ", ") {
  if (word.empty()) return;
  if (!to.empty()) to += between;
  to += word;
}

std::string first_of(json const& list, std::string_view key) {
  return list.is_array() && !list.empty() ? text_of(at(list.front(), key)) : std::string();
}

// A number as the platform writes it: 30, 12.5.
std::string number_text(json const& value) { return value.is_number() ? value.dump() : text_of(value); }

attachment titled(std::string title) {
  attachment out;
  out.title = shortened(std::move(title), title_bytes_max);
  return out;
}

}  // namespace

std::string shortened(std::string text, std::size_t longest) {
  if (text.size() <= longest) return text;
  auto end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return text + "…";
}

std::optional<attachment> read_media(std::string_view type, json const& value) {
  attachment out;
  if (type == "image") out.kind = message_kind::image;
  else if (type == "video") out.kind = message_kind::video;
  else if (type == "audio" || type == "voice") out.kind = message_kind::audio;
  else if (type == "document") out.kind = message_kind::file;
  else if (type == "sticker") out.kind = message_kind::sticker;
  else return std::nullopt;
  out.platform_id = id_of(at(value, "id"));
  out.title = shortened(text_of(at(value, "filename")), title_bytes_max);
  if (out.kind != message_kind::sticker && !out.platform_id.empty()) {
    out.state = file_state::pending;
    out.name = out.title;
    out.type = shortened(text_of(at(value, "mime_type")), type_bytes_max);
  }
  if (!out.title.empty()) return out;
  if (type == "sticker") out.title = "stiker";
  if (type == "voice" || flag_of(at(value, "voice"))) out.title = "pesan suara";
  return out;
}

attachment read_location(json const& value) {
  std::string title = text_of(at(value, "name"));
  append(title, text_of(at(value, "address")));
  auto out = titled(std::move(title));
  out.kind = message_kind::location;
  out.url = meta::link_of(at(value, "url"));
  auto const lat = connector::number_of(at(value, "latitude")), lon = connector::number_of(at(value, "longitude"));
  if (lat && lon && *lat >= -90 && *lat <= 90 && *lon >= -180 && *lon <= 180) out.latitude = lat, out.longitude = lon;
  return out;
}

std::vector<attachment> read_contact_cards(json const& list) {
  std::vector<attachment> out;
  if (!list.is_array()) return out;
  for (auto const& card : list) {
    if (out.size() == cards_max) break;
    auto const& name = at(card, "name");
    std::string words = text_of(at(name, "formatted_name"));
    if (words.empty()) {
      words = text_of(at(name, "first_name"));
      append(words, text_of(at(name, "last_name")), " ");
    }
    if (auto const& phones = at(card, "phones"); phones.is_array())
      for (auto const& phone : phones) {
        auto number = text_of(at(phone, "phone"));
        append(words, number.empty() ? id_of(at(phone, "wa_id")) : number);
      }
    append(words, first_of(at(card, "emails"), "email"));
    append(words, text_of(at(at(card, "org"), "company")));
    out.push_back(titled(words.empty() ? "kontak" : "kontak: " + words));
  }
  return out;
}

attachment read_order(json const& value) {
  std::string words;
  if (auto const& items = at(value, "product_items"); items.is_array())
    for (std::size_t i = 0; i < items.size() && i < products_max; ++i) {
      auto const& item = items[i];
      auto product = id_of(at(item, "product_retailer_id"));
      if (product.empty()) continue;
      auto line = number_text(at(item, "quantity"));
      append(line, product, " × ");
      auto price = number_text(at(item, "item_price"));
      append(price, text_of(at(item, "currency")), " ");
      append(words, price.empty() ? line : line + " (" + price + ")");
    }
  auto out = titled(words.empty() ? "pesanan" : "pesanan: " + words);
  out.platform_id = id_of(at(value, "catalog_id"));
  return out;
}

std::optional<attachment> read_referral(json const& value) {
  if (!value.is_object()) return std::nullopt;
  auto words = text_of(at(value, "headline"));
  if (words.empty()) words = text_of(at(value, "body"));
  bool const post = text_of(at(value, "source_type")) == "post";
  std::string const kind = post ? "kiriman" : "iklan";
  auto out = titled(words.empty() ? kind : kind + ": " + words);
  out.url = meta::link_of(at(value, "source_url"));
  out.platform_id = id_of(at(value, "source_id"));
  return out;
}

void read_context(json const& context, std::vector<attachment>& into) {
  if (flag_of(at(context, "frequently_forwarded"))) into.push_back(titled("pesan yang sering diteruskan"));
  else if (flag_of(at(context, "forwarded"))) into.push_back(titled("pesan terusan"));
  auto const& product = at(context, "referred_product");
  if (!product.is_object()) return;
  auto const id = id_of(at(product, "product_retailer_id"));
  auto out = titled(id.empty() ? "produk" : "produk: " + id);
  out.platform_id = id_of(at(product, "catalog_id"));
  into.push_back(std::move(out));
}

std::string read_form(json const& reply) {
  std::string words = text_of(at(reply, "body"));
  if (words == "Sent") words.clear();
  auto const response = text_of(at(reply, "response_json"));
  auto const parsed = connector::parse_guarded(response, {256 * 1024, 8});
  std::size_t told = 0;
  if (parsed.has_value() && parsed->is_object())
    for (auto const& [key, value] : parsed->items()) {
      if (key == "flow_token" || ++told > answers_max) continue;
      auto answer = id_of(value);
      if (answer.empty() && !value.is_string()) answer = value.dump(-1, ' ', false, json::error_handler_t::replace);
      append(words, key + ": " + answer, "\n");
    }
  return words;
}

}  // namespace sahut::whatsapp
