#include "connectors/whatsapp/messages.hpp"

#include <nlohmann/json.hpp>

#include "connectors/common/event_list.hpp"
#include "connectors/common/json_guard.hpp"
#include "connectors/meta/attachments.hpp"
#include "connectors/whatsapp/contents.hpp"
#include "connectors/whatsapp/reasons.hpp"
#include "connectors/whatsapp/send_answer.hpp"

namespace sahut::whatsapp {
namespace {

using connector::at;
using connector::id_of;
using connector::text_of;
using connector::time_of;
using nlohmann::json;

constexpr std::size_t id_chars_max = 512;
constexpr std::size_t type_bytes_max = 40;
constexpr std::size_t text_bytes_max = 64 * 1024;  // of a list reply or form; a text is bounded by the body

inbound::notice notice_of(account_context const& account, std::string_view why, bool alarm = false, bool keep = false) {
  return {account.account, std::string(why), alarm, keep};
}

// `told` tells an element without a usable id from others.
inbound::origin origin_of(account_context const& account, json const& element, person const& who, std::string_view kind,
                          std::string const& told) {
  inbound::origin from;
  from.account = account.account;
  from.contact = who.id();
  from.alias = who.alias();
  from.name = who.name;
  from.sent_at = time_of(at(element, "timestamp"));
  from.external_id = id_of(at(element, "id"));
  if (from.external_id.empty() || from.external_id.size() > id_chars_max)
    from.external_id = connector::made_up_id({account.account, who.id(), id_of(at(element, "timestamp")), std::string(kind), from.external_id, told});
  return from;
}

// What a message holds besides who sent it.
struct contents {
  std::string text, payload;
  std::vector<attachment> attachments;
  bool unreadable = false, only_opens = false;
};

contents placeholder(std::string words) {
  contents out;
  out.attachments.push_back({message_kind::other, {}, std::move(words), {}, {}, {}});
  out.unreadable = true;
  return out;
}

contents unsupported(json const& m) {
  auto const what = shortened(text_of(at(at(m, "unsupported"), "type")), type_bytes_max);
  return placeholder(what.empty() ? "pesan yang tidak didukung WhatsApp" : "pesan yang tidak didukung WhatsApp (" + what + ")");
}

contents read_button(json const& button) {
  contents out;
  out.payload = text_of(at(button, "payload"));
  out.text = text_of(at(button, "text"));
  out.only_opens = out.payload == reopening_payload;
  if (out.text.empty()) out.text = out.payload;
  return out;
}

contents read_interactive(json const& value) {
  contents out;
  auto const type = text_of(at(value, "type"));
  if (type == "nfm_reply") {
    out.text = shortened(read_form(at(value, "nfm_reply")), text_bytes_max);
    if (out.text.empty()) out.attachments.push_back({message_kind::other, {}, "formulir yang sudah diisi", {}, {}, {}});
    return out;
  }
  auto const& reply = at(value, type);
  out.text = text_of(at(reply, "title"));
  if (auto const more = text_of(at(reply, "description")); !more.empty()) out.text += (out.text.empty() ? "" : "\n") + more;
  out.payload = text_of(at(reply, "id"));
  if (out.text.empty()) out.text = out.payload;
  out.only_opens = out.payload == reopening_payload;
  return out;
}

// Nothing to see: what a reader gave is empty.
bool empty(contents const& c) { return c.text.empty() && c.attachments.empty(); }

contents read_contents(std::string const& type, json const& m) {
  auto const& value = at(m, type);
  contents out;
  if (type == "text") {
    out.text = text_of(at(value, "body"));
  } else if (auto media = read_media(type, value); media && value.is_object()) {
    out.attachments.push_back(std::move(*media));
    out.text = text_of(at(value, "caption"));
  } else if (type == "location" && value.is_object()) {
    out.attachments.push_back(read_location(value));
  } else if (type == "contacts") {
    out.attachments = read_contact_cards(value);
  } else if (type == "interactive") {
    out = read_interactive(value);
  } else if (type == "button") {
    out = read_button(value);
  } else if (type == "order" && value.is_object()) {
    out.text = text_of(at(value, "text"));
    out.attachments.push_back(read_order(value));
  } else if (type == "unsupported") {
    out = unsupported(m);
  }
  if (!empty(out)) return out;
  auto const shown = shortened(type, type_bytes_max);
  return placeholder(shown.empty() ? "isi yang tidak dapat dibaca" : "isi yang tidak dapat dibaca (" + shown + ")");
}

inbound::event read_edit(account_context const& account, json const& m, person const& who, bool own) {
  auto const& edit = at(m, "edit");
  auto const& now = at(edit, "message");
  inbound::edit out;
  out.of = id_of(at(edit, "original_message_id"));
  auto const type = text_of(at(now, "type"));
  auto const& value = at(now, type);
  auto const& words = at(value, type == "text" ? "body" : "caption");
  bool const readable = words.is_string() && !text_of(words).empty();
  if (out.of.empty()) return notice_of(account, reason::bad_edit, !own, !own);
  if (!readable) return notice_of(account, reason::bad_edit);
  out.text = text_of(words);
  out.own = own;
  out.from = origin_of(account, m, who, "edit", out.of + '|' + out.text);
  return out;
}

inbound::event read_reaction(account_context const& account, json const& m, person const& who) {
  auto const& value = at(m, "reaction");
  inbound::reaction out;
  out.of = id_of(at(value, "message_id"));
  if (out.of.empty()) return notice_of(account, reason::bad_reaction);
  out.emoji = text_of(at(value, "emoji"));
  out.removed = out.emoji.empty();
  out.from = origin_of(account, m, who, "reaction", out.of + '|' + out.emoji);
  return out;
}

// Never a citizen's words: no request may open by it.
inbound::notice read_system(account_context const& account, json const& m) {
  auto const type = text_of(at(at(m, "system"), "type"));
  if (type == "user_changed_number" || type == "customer_changed_number" || type == "user_changed_user_id")
    return notice_of(account, reason::number_changed);
  if (type == "customer_identity_changed") return notice_of(account, reason::identity_changed);
  return notice_of(account, reason::system_notice);
}

std::string told_of(contents const& c) {
  std::string out = c.text + '|' + c.payload;
  for (auto const& a : c.attachments) out += '|' + std::string(name_of(a.kind)) + ' ' + a.platform_id + ' ' + a.title;
  return out;
}

inbound::echo said_by_account(account_context const& account, json const& m, person const& who, contents what) {
  inbound::echo out;
  out.from = origin_of(account, m, who, "echo", told_of(what));
  out.app_id = "whatsapp-business-app";  // no send of ours comes back
  out.kind = meta::kind_of(what.text, what.attachments);
  out.text = std::move(what.text);
  out.attachments = std::move(what.attachments);
  return out;
}

bool only_stickers(contents const& c) {
  if (!c.text.empty()) return false;
  for (auto const& a : c.attachments)
    if (a.kind != message_kind::sticker) return false;
  return !c.attachments.empty();
}

inbound::event said_by_citizen(account_context const& account, json const& m, person const& who, contents what) {
  inbound::message out;
  out.from = origin_of(account, m, who, "message", told_of(what));
  out.courtesy = only_stickers(what) || what.only_opens;
  out.starter = out.only_opens = what.only_opens;
  auto const& context = at(m, "context");
  if (!what.only_opens) out.reply_to = id_of(at(context, "id"));
  read_context(context, what.attachments);
  if (auto came_by = read_referral(at(m, "referral"))) what.attachments.push_back(std::move(*came_by));
  out.unreadable = what.unreadable;
  out.kind = what.unreadable ? message_kind::other : meta::kind_of(what.text, what.attachments);
  out.text = std::move(what.text);
  out.attachments = std::move(what.attachments);
  out.payload = std::move(what.payload);
  auto const own_id = id_of(at(m, "id"));
  if (own_id == out.from.external_id) out.read_by = own_id;
  return out;
}

// A group's status names the group as its recipient.
bool of_group(json const& element) {
  return !id_of(at(element, "group_id")).empty() || text_of(at(element, "recipient_type")) == "group";
}

}  // namespace

inbound::event read_message(account_context const& account, json const& m, person who, bool own) {
  if (of_group(m)) return notice_of(account, reason::group);
  auto const type = text_of(at(m, "type"));
  if (type == "system") return read_system(account, m);
  if (!who.known()) return notice_of(account, reason::no_contact, true, true);
  if (account.names(who.id())) return notice_of(account, reason::own_message);
  if (type == "request_welcome") return notice_of(account, reason::welcome);
  if (type == "edit") return read_edit(account, m, who, own);
  if (type == "revoke") {
    auto of = id_of(at(at(m, "revoke"), "original_message_id"));
    if (of.empty()) return notice_of(account, reason::bad_revoke);
    auto from = origin_of(account, m, who, "revoke", of);
    return inbound::unsend{std::move(from), std::move(of)};
  }
  if (type == "reaction") return own ? inbound::event(notice_of(account, reason::own_message)) : read_reaction(account, m, who);
  auto what = read_contents(type, m);
  if (own) return said_by_account(account, m, who, std::move(what));
  return said_by_citizen(account, m, who, std::move(what));
}

inbound::event read_status(account_context const& account, json const& s, contact_list const& contacts) {
  if (of_group(s)) return notice_of(account, reason::group);
  inbound::status out;
  out.of = id_of(at(s, "id"));
  auto const word = text_of(at(s, "status"));
  if (out.of.empty() || out.of.size() > id_chars_max || word.empty()) return notice_of(account, reason::bad_status);
  if (word == "sent") out.how = inbound::status::reached::sent;
  else if (word == "delivered") out.how = inbound::status::reached::delivered;
  else if (word == "read" || word == "played") out.how = inbound::status::reached::read;
  else if (word == "failed") out.how = inbound::status::reached::failed;
  else return notice_of(account, reason::other_status);
  out.metadata = text_of(at(s, "biz_opaque_callback_data"));
  auto const who = contacts.find(id_of(at(s, "recipient_id")), id_of(at(s, "recipient_user_id")));
  if (!who.known() && out.metadata.empty()) return notice_of(account, reason::no_contact);
  out.from.account = account.account;
  out.from.contact = who.id();
  out.from.alias = who.alias();
  out.from.sent_at = time_of(at(s, "timestamp"));
  out.from.external_id = out.of + '|' + word;
  if (out.how == inbound::status::reached::failed) {
    auto const& errors = at(s, "errors");
    out.failure = outcome_of_error(errors.is_array() && !errors.empty() ? errors.front() : json());
  }
  return out;
}

}  // namespace sahut::whatsapp
