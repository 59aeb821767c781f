#include "connectors/meta/elements.hpp"

#include <nlohmann/json.hpp>
#include <optional>

#include "connectors/common/json_guard.hpp"
#include "connectors/meta/attachments.hpp"
#include "connectors/meta/reasons.hpp"

namespace sahut::meta {
namespace {

using connector::at;
using connector::flag_of;
using connector::id_of;
using connector::text_of;
using connector::time_of;
using nlohmann::json;

// What tells one message without an id from another.
std::string content_of(std::string const& text, std::vector<attachment> const& items) {
  std::string out = text;
  for (auto const& a : items) (((out += '|') += name_of(a.kind)) += ' ' + a.platform_id + ' ') += a.url;
  return out;
}

inbound::event read_unsend(element const& e, std::string mid) {
  if (mid.empty()) return e.notice(reason::bad_unsend);
  auto from = e.origin({}, "unsend", mid);
  return inbound::unsend{std::move(from), std::move(mid)};
}

inbound::event read_echo(element const& e, json const& m, std::string mid, std::string text, attachment_list with) {
  inbound::echo echo;
  echo.from = e.origin(std::move(mid), "echo", content_of(text, with.items));
  echo.app_id = id_of(at(m, "app_id"));
  echo.metadata = text_of(at(m, "metadata"));
  bool const empty = text.empty() && with.items.empty();
  echo.kind = empty ? message_kind::other : kind_of(text, with.items);
  echo.text = std::move(text);
  echo.attachments = std::move(with.items);
  return echo;
}

// An advertisement or a link through which the citizen came: they ask about it, so it is content.
std::optional<attachment> read_referral(json const& r) {
  if (!r.is_object()) return std::nullopt;
  auto const& ad = at(r, "ads_context_data");
  attachment out;
  auto title = text_of(at(ad, "ad_title"));
  out.url = link_of(at(r, "source_url"));
  if (out.url.empty()) out.url = link_of(at(r, "referer_uri"));
  if (out.url.empty()) out.url = link_of(at(ad, "video_url"));
  if (out.url.empty()) out.url = link_of(at(ad, "photo_url"));
  out.platform_id = id_of(at(r, "ad_id"));
  if (out.platform_id.empty()) out.platform_id = id_of(at(ad, "post_id"));
  auto product = id_of(at(at(r, "product"), "id"));
  bool const is_ad = !title.empty() || !out.platform_id.empty() || text_of(at(r, "source")) == "ADS";
  if (out.platform_id.empty()) out.platform_id = product;
  if (is_ad) out.title = title.empty() ? "iklan" : "iklan: " + title;
  else if (!product.empty()) out.title = "produk";
  else if (auto ref = id_of(at(r, "ref")); !ref.empty()) out.title = "tautan masuk: " + ref;
  else if (!out.url.empty()) out.title = "tautan masuk";
  if (out.title.empty()) return std::nullopt;
  return out;
}

// The button that opens a conversation says nothing of the citizen's own.
bool is_get_started(std::string_view title, std::string_view payload) {
  auto const plain = [](std::string_view s) {
    std::string out;
    for (char const c : s)
      if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) out += static_cast<char>(c | 0x20);
    return out;
  };
  auto const t = plain(title), p = plain(payload);
  return p == "getstarted" || p == "getstartedpayload" || t == "getstarted" || t == "mulai" || t == "memulai";
}

inbound::event read_message(element const& e, json const& m) {
  if (!m.is_object()) return e.own ? inbound::event(e.notice(reason::own_action)) : e.unreadable(reason::bad_message);
  auto mid = id_of(at(m, "mid"));
  if (flag_of(at(m, "is_deleted"))) return read_unsend(e, std::move(mid));

  auto text = id_of(at(m, "text"));
  auto with = read_attachments(at(m, "attachments"));
  if (e.own) return read_echo(e, m, std::move(mid), std::move(text), std::move(with));

  bool const courtesy = with.courtesy && text.empty();
  bool starter = with.starter && text.empty();
  bool unreadable = with.unreadable && text.empty();
  if (auto came_by = read_referral(at(m, "referral"))) {
    with.items.push_back(std::move(*came_by));
    starter = unreadable = false;
  }
  auto const& reply = at(m, "reply_to");
  if (auto const& story = at(reply, "story"); story.is_object()) {
    starter = false;
    with.items.push_back(
        {message_kind::other, link_of(at(story, "url")), "balasan atas cerita", id_of(at(story, "id")), {}, {}});
  }

  auto payload = text_of(at(at(m, "quick_reply"), "payload"));
  if (text.empty()) text = payload;
  if (text.empty() && with.items.empty())
    return e.unreadable(flag_of(at(m, "is_unsupported")) ? reason::unsupported_message : reason::empty_message,
                        std::move(mid));

  inbound::message out;
  out.from = e.origin(std::move(mid), "message", content_of(text, with.items));
  out.kind = kind_of(text, with.items);
  out.text = std::move(text);
  out.attachments = std::move(with.items);
  out.reply_to = id_of(at(reply, "mid"));
  out.of_story = at(reply, "story").is_object();
  out.payload = std::move(payload);
  out.courtesy = courtesy || starter;
  out.starter = starter;
  out.unreadable = unreadable && !out.of_story;
  return out;
}

inbound::event read_postback(element const& e, json const& p) {
  if (e.own) return e.notice(reason::own_action);
  auto title = id_of(at(p, "title")), payload = id_of(at(p, "payload"));
  auto mid = id_of(at(p, "mid"));
  inbound::message out;
  out.text = title.empty() ? payload : title;
  if (out.text.empty()) return e.unreadable(reason::bad_postback, std::move(mid));
  out.from = e.origin(std::move(mid), "postback", payload.empty() ? title : payload);
  if (auto came_by = read_referral(at(p, "referral"))) out.attachments.push_back(std::move(*came_by));
  out.courtesy = out.starter = out.attachments.empty() && is_get_started(title, payload);
  out.payload = std::move(payload);
  return out;
}

// A string in the documents, a number in the field.
std::uint32_t edit_number_of(json const& value) {
  auto const n = connector::number_of(value).value_or(0);
  return n >= 1 && n <= 1'000'000 ? static_cast<std::uint32_t>(n) : 0;
}

inbound::event read_edit(element const& e, json const& v) {
  auto mid = id_of(at(v, "mid"));
  auto text = id_of(at(v, "text"));
  if (mid.empty() || text.empty()) return e.notice(reason::bad_edit);
  inbound::edit out;
  out.from = e.origin({}, "edit", mid + '|' + id_of(at(v, "num_edit")) + '|' + text);
  out.of = std::move(mid);
  out.text = std::move(text);
  out.number = edit_number_of(at(v, "num_edit"));
  out.own = e.own;
  return out;
}

inbound::event read_reaction(element const& e, json const& v) {
  if (e.own) return e.notice(reason::own_action);
  auto mid = id_of(at(v, "mid"));
  auto const action = text_of(at(v, "action"));
  if (mid.empty() || (action != "react" && action != "unreact")) return e.notice(reason::bad_reaction);
  inbound::reaction out;
  out.reaction = text_of(at(v, "reaction"));
  out.emoji = text_of(at(v, "emoji"));
  out.removed = action == "unreact";
  out.from = e.origin({}, "reaction", mid + '|' + action + '|' + out.reaction + '|' + out.emoji);
  out.of = std::move(mid);
  return out;
}

inbound::event read_read(element const& e, json const& v) {
  if (e.own) return e.notice(reason::own_action);
  inbound::read out;
  out.of = id_of(at(v, "mid"));
  out.watermark = time_of(at(v, "watermark"));
  if (out.of.empty() && !out.watermark) return e.notice(reason::bad_read);
  out.from = e.origin({}, "read", out.of + '|' + id_of(at(v, "watermark")));
  return out;
}

inbound::notice note_referral(account_context const& a, json const&) {
  return {a.account, std::string(reason::referral), false};
}
inbound::notice note_optin(account_context const& a, json const&) {
  return {a.account, std::string(reason::optin), false};
}
inbound::notice note_policy(account_context const& a, json const& v) {
  bool const blocked = text_of(at(v, "action")) == "block";
  return {a.account, std::string(blocked ? reason::policy_block : reason::policy_other), blocked};
}

constexpr element_kind kinds[] = {
    {"message", read_message},
    {"postback", read_postback},
    {"message_edit", read_edit},
    {"reaction", read_reaction},
    {"read", read_read},
    {"referral", nullptr, note_referral},
    {"optin", nullptr, note_optin},
    {"pass_thread_control", nullptr, note_handover},
    {"take_thread_control", nullptr, note_handover},
    {"request_thread_control", nullptr, note_handover},
    {"policy-enforcement", nullptr, note_policy},
    {"policy_enforcement", nullptr, note_policy},
};

}  // namespace

std::span<element_kind const> common_kinds() { return kinds; }

inbound::event read_delivery(element const& e, json const& v) {
  if (e.own) return e.notice(reason::own_action);
  inbound::delivered out;
  std::string told;
  auto const& mids = at(v, "mids");
  if (mids.is_array())
    for (auto const& one : mids)
      if (auto mid = id_of(one); !mid.empty()) {
        told += mid + '|';
        out.of.push_back(std::move(mid));
      }
  out.watermark = time_of(at(v, "watermark"));
  if (out.of.empty() && !out.watermark) return e.notice(reason::bad_delivery);
  out.from = e.origin({}, "delivery", told + id_of(at(v, "watermark")));
  return out;
}

inbound::notice note_handover(account_context const& a, json const&) {
  return {a.account, std::string(reason::handover), false};
}

}  // namespace sahut::meta
