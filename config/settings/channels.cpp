#include <algorithm>

#include "config/settings/names.hpp"
#include "config/settings/token_ends.hpp"
#include "config/settings/urls.hpp"

namespace sahut::config_sections {
namespace {

using config_document::node;

// A token goes out in a header's line: nothing but visible ASCII can stand there.
bool is_token(std::string_view value) { return std::all_of(value.begin(), value.end(), [](char c) { return c > ' ' && c < 0x7F; }); }

std::string with_source(std::string says, channel_field const& f) { return f.source.empty() ? says : std::move(says) + ": " + std::string(f.source); }

std::optional<secret> read_one(section_reader& r, std::string const& at, std::string const& reference, channel_field const& f, place const& where) {
  auto value = resolve_secret(r, at, reference, where.secrets);
  if (!value) return value;
  if (f.goes_to == channel_slot::access_token && !is_token(value->reveal()))
    r.wrong(at, "holds a blank, a line break or a sign that is not ASCII, which no token has: copy it again");
  else if (f.fits && !f.fits(value->reveal()))
    r.wrong(at, with_source("does not look like one", f) + "; copy it again");
  return value;
}

std::vector<secret> read_secrets(section_reader& r, channel_field const& f, place const& where) {
  std::string const key(f.name);
  std::vector<secret> out;
  if (!r.has(key)) {
    r.wrong(key, with_source("is missing", f));
    return out;
  }
  auto const references = r.texts(key);
  bool const list = r.raw(key)->is == node::sort::list;
  if (list && references.empty()) r.wrong(key, "must name at least one secret");
  if (where.wanted != secrets_wanted::all) return out;
  for (std::size_t i = 0; i < references.size(); ++i) {
    auto const at = list ? key + "[" + std::to_string(i) + "]" : key;
    if (auto value = read_one(r, at, references[i], f, where)) out.push_back(std::move(*value));
  }
  return out;
}

secret read_secret(section_reader& r, channel_field const& f, place const& where) {
  std::string const key(f.name);
  if (!r.has(key)) {
    r.wrong(key, with_source("is missing", f));
    return {};
  }
  auto const reference = r.required_text(key);
  if (reference.empty() || where.wanted != secrets_wanted::all) return {};
  return read_one(r, key, reference, f, where).value_or(secret());
}

std::string read_api_base(section_reader& r, std::string fallback) {
  auto base = r.text("api_base", std::move(fallback));
  while (base.ends_with('/')) base.pop_back();
  auto const url = split_url(base);
  bool const good = url && (url->scheme == "http" || url->scheme == "https") && !url->host.empty() &&
                    !url->query_or_fragment && url->userinfo.empty();
  if (!good)
    r.wrong("api_base", "must be an http:// or https:// address without a query");
  else if (url->scheme == "http" && !is_loopback(url->host))
    r.warn("api_base", "sends the access token unencrypted");
  return base;
}

void read_field(section_reader& r, channel_settings& s, channel_field const& f, place const& where) {
  std::string const key(f.name);
  if (!f.needed && !r.has(key)) {
    if (!f.warning.empty()) r.warn(key, std::string(f.warning));
    if (f.goes_to == channel_slot::option && !f.fallback.empty()) s.options.emplace(key, f.fallback);
    return;
  }
  switch (f.goes_to) {
    case channel_slot::signing_secrets:
      for (auto& one : read_secrets(r, f, where)) s.signing_secrets.push_back(std::move(one));
      break;
    case channel_slot::verify_token: s.verify_token = read_secret(r, f, where); break;
    case channel_slot::access_token: s.access_token = read_secret(r, f, where); break;
    case channel_slot::secret: s.secrets.insert_or_assign(key, read_secret(r, f, where)); break;
    case channel_slot::secrets: {
      auto all = read_secrets(r, f, where);
      for (std::size_t i = 0; i < all.size(); ++i) s.secrets.insert_or_assign(i == 0 ? key : key + "[" + std::to_string(i) + "]", std::move(all[i]));
      break;
    }
    case channel_slot::app_id: s.app_id = r.required_text(key); break;
    case channel_slot::option: s.options.insert_or_assign(key, r.required_text(key)); break;
  }
}

// What the channel's form asks for.
void read_account(section_reader& r, channel_settings& s, channel_form const& form, place const& where) {
  filled_form filled;
  for (auto const& f : form.fields) {
    read_field(r, s, f, where);
    if (r.has(f.name)) filled.set.emplace(f.name);
  }
  if (form.examine) {
    filled.options = s.options;
    for (auto& found : form.examine(filled)) found.warning ? r.warn(found.field, std::move(found.says)) : r.wrong(found.field, std::move(found.says));
  }
  if (auto const text = r.text("token_expires", ""); !text.empty()) {
    if (!end_of_day(text)) r.wrong("token_expires", "must be a day such as \"2027-03-31\": the last on which the token is good, in UTC");
  }
  if (!form.api_base.empty()) s.api_base = read_api_base(r, std::string(form.api_base));
  s.human_agent = form.human_agent && r.boolean("human_agent", true);
  s.sends_per_second = r.integer("sends_per_second", form.sends_per_second, 1, 300);
}

// "a, b or c"
std::string one_of(std::vector<std::string> const& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) out += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + names[i];
  return out;
}

// Null after a fault.
channel_form const* read_kind(section_reader& r, channel_forms const& forms) {
  auto const name = r.required_text("kind");
  auto const kind = channel_kind_of(name);
  std::vector<std::string> built_in;
  for (auto const& f : forms) {
    if (f.kind == kind) return &f;
    built_in.emplace_back(name_of(f.kind));
  }
  if (kind == channel_kind::webchat) r.wrong("kind", "web chat is set at its office: webchat = {…}");
  else if (kind == channel_kind::care) r.wrong("kind", "CEISA Care is set at its office: care = {…}");
  else if (kind) r.wrong("kind", "`" + name + "` is not available yet");
  else if (!name.empty()) r.wrong("kind", "must be " + one_of(built_in) + did_you_mean(name, built_in));
  return nullptr;
}

}  // namespace

std::vector<channel_settings> read_channels(section_reader& root, settings const& so_far, channel_forms const& forms, place const& where) {
  std::vector<channel_settings> out;
  taken ids, accounts;
  auto const& tables = root.tables("channels");
  for (std::size_t i = 0; i < tables.size(); ++i) {
    section_reader r(&tables[i], "channels[" + std::to_string(i) + "]", where.out);
    channel_settings s;
    s.id = account_id(read_id(r, ids));
    auto const* const form = read_kind(r, forms);
    if (form) s.kind = form->kind;
    s.office = office_id(r.required_text("office"));
    if (auto const* office = so_far.office(s.office)) {
      s.queue = read_queue(r, *office);
    } else {
      std::vector<std::string> offices;
      for (auto const& o : so_far.offices) offices.push_back(o.id.text());
      if (!s.office.empty()) r.wrong("office", "there is no office `" + s.office.text() + "`" + did_you_mean(s.office.text(), offices));
      r.has("queue");
    }
    s.account = r.required_text("account");
    bool const good_account = s.account.size() <= 128 && std::all_of(s.account.begin(), s.account.end(), [](char c) {
                                return c > ' ' && c < 0x7F && c != '{' && c != '}';
                              });
    if (!good_account) r.wrong("account", "must be the platform's id of the account");
    if (!s.account.empty()) accounts.take(r, "account", r.text("kind", "") + " " + s.account);
    s.decision = r.text("decision", "");
    if (s.decision.empty()) r.warn("decision", "is missing: only an account designated by decision is an official one");
    if (form) {
      read_account(r, s, *form, where);
    } else {
      // Its fields cannot be told from mistakes yet.
      for (auto const& member : tables[i].members) r.has(member.name);
    }
    out.push_back(std::move(s));
  }
  return out;
}

}  // namespace sahut::config_sections
