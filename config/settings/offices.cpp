#include <algorithm>
#include <map>

#include "config/settings/sections.hpp"
#include "config/settings/token_ends.hpp"
#include "config/settings/urls.hpp"

namespace sahut::config_sections {

using config_document::node;

namespace {

// The first use of a name; the second is a fault that tells where the first was.
class taken {
 public:
  void take(section_reader& at, std::string_view key, std::string const& name) {
    if (name.empty()) return;
    auto const [first, is_new] = seen_.emplace(name, at.path_of(key));
    if (!is_new) at.wrong(key, "`" + name + "` is already used by " + first->second);
  }

 private:
  std::map<std::string, std::string> seen_;
};

std::string read_id(section_reader& at, taken& ids) {
  auto id = at.required_text("id");
  if (!id.empty() && !is_id(id)) at.wrong("id", "must be of a–z, 0–9, - and _, at most 64");
  ids.take(at, "id", id);
  return id;
}

std::vector<std::string> ids_of(std::vector<queue_settings> const& queues) {
  std::vector<std::string> out;
  for (auto const& q : queues) out.push_back(q.id);
  return out;
}

std::vector<queue_settings> read_queues(section_reader& office, place const& where) {
  std::vector<queue_settings> out;
  taken ids;
  auto const& tables = office.tables("queues");
  for (std::size_t i = 0; i < tables.size(); ++i) {
    section_reader r(&tables[i], office.path_of("queues[" + std::to_string(i) + "]"), where.out);
    queue_settings q;
    q.id = read_id(r, ids);
    q.name = r.text("name", q.id);
    q.kind = static_cast<queue_kind>(r.choice("kind", {"queue", "unit"}, 0));
    q.assignment = static_cast<assignment_kind>(r.choice("assignment", {"auto", "manual"}, 0));
    out.push_back(std::move(q));
  }
  bool const desk = std::any_of(out.begin(), out.end(), [](auto const& q) { return q.kind == queue_kind::queue; });
  if (!desk) office.wrong("queues", "an office needs at least one queue that is no unit");
  return out;
}

std::vector<redirect_settings> read_redirects(section_reader& office, place const& where) {
  std::vector<redirect_settings> out;
  taken names;
  auto const& tables = office.tables("redirects");
  for (std::size_t i = 0; i < tables.size(); ++i) {
    section_reader r(&tables[i], office.path_of("redirects[" + std::to_string(i) + "]"), where.out);
    redirect_settings to;
    to.name = r.required_text("name");
    to.contact = r.required_text("contact");
    names.take(r, "name", to.name);
    constexpr std::size_t longest = 200;
    if (to.name.size() > longest) r.wrong("name", "must be at most 200 bytes");
    if (to.contact.size() > longest) r.wrong("contact", "must be at most 200 bytes");
    out.push_back(std::move(to));
  }
  return out;
}

// What officers choose from. Without the field: what people write to customs offices about.
std::vector<std::string> read_topics(section_reader& office) {
  static std::vector<std::string> const usual{"barang kiriman", "IMEI", "barang bawaan penumpang", "impor", "ekspor", "CEISA", "cukai", "lelang",
                                              "TPB/KITE/FTZ", "tarif dan lartas", "penipuan", "pengaduan", "lain-lain"};
  if (!office.has("topics")) return usual;
  auto topics = office.texts("topics");
  constexpr std::size_t most = 100, longest = 60;
  if (topics.empty() || topics.size() > most) office.wrong("topics", "must name 1 to 100 topics");
  for (std::size_t i = 0; i < topics.size(); ++i) {
    if (topics[i].empty() || topics[i].size() > longest) office.wrong("topics", "a topic is of 1 to 60 bytes");
    if (std::find(topics.begin(), topics.begin() + static_cast<std::ptrdiff_t>(i), topics[i]) != topics.begin() + static_cast<std::ptrdiff_t>(i))
      office.wrong("topics", "`" + topics[i] + "` stands twice");
  }
  return topics;
}

// The queue named at `key`, else the office's first that is no unit.
std::string read_queue(section_reader& at, office_settings const& office) {
  if (!at.has("queue")) {
    for (auto const& q : office.queues) {
      if (q.kind == queue_kind::queue) return q.id;
    }
    return {};
  }
  auto const name = at.required_text("queue");
  auto const* queue = find_queue(office, name);
  if (!name.empty() && !queue) {
    at.wrong("queue",
             "the office " + office.id + " has no queue `" + name + "`" + did_you_mean(name, ids_of(office.queues)));
  } else if (queue && queue->kind == queue_kind::unit) {
    at.warn("queue", "`" + name + "` is a unit: citizens' requests will wait where units are consulted");
  }
  return name;
}

office_settings read_office(node const& table, std::size_t index, taken& ids, taken& codes, settings const& so_far,
                            place const& where) {
  office_settings s;
  section_reader r(&table, "offices[" + std::to_string(index) + "]", where.out);
  s.id = read_id(r, ids);
  if (s.id == "sahut") r.wrong("id", "`sahut` is the installation's own: choose another");
  s.code = r.required_text("code");
  bool const good_code = s.code.size() <= 8 && std::all_of(s.code.begin(), s.code.end(), [](char c) {
                           return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
                         });
  if (!good_code) r.wrong("code", "must be of A–Z and 0–9, at most 8");
  codes.take(r, "code", s.code);
  s.name = r.required_text("name");
  s.calendar = path_at(r, "calendar", r.required_text("calendar"), where);
  if (auto const* n = r.raw("calendar")) s.calendar_line = n->line;
  s.complaint = r.text("complaint", "");
  s.redirects = read_redirects(r, where);
  s.queues = read_queues(r, where);
  if (auto const* webchat = r.table("webchat")) {
    section_reader w(webchat, r.path_of("webchat"), where.out);
    webchat_settings chat;
    chat.origins = read_origins(w, "origins");
    if (!w.has("origins")) {
      if (auto const own = split_url(so_far.public_url)) chat.origins = {origin_of(*own)};
    } else if (w.texts("origins").empty()) {
      w.wrong("origins", "must name at least one origin");
    }
    chat.queue = read_queue(w, s);
    s.webchat = std::move(chat);
  }
  if (auto const* care = r.table("care")) {
    section_reader c(care, r.path_of("care"), where.out);
    s.care.queue = read_queue(c, s);
  } else {
    for (auto const& q : s.queues)
      if (s.care.queue.empty() && q.kind == queue_kind::queue) s.care.queue = q.id;
  }
  s.topics = read_topics(r);
  s.texts = read_texts(r.table("texts"), r.path_of("texts"), so_far.texts, where);
  return s;
}

std::vector<secret> read_secrets(section_reader& r, std::string const& key, place const& where) {
  std::vector<secret> out;
  if (!r.has(key)) {
    r.wrong(key, "is missing");
    return out;
  }
  auto const references = r.texts(key);
  bool const list = r.raw(key)->is == node::sort::list;
  if (list && references.empty()) r.wrong(key, "must name at least one secret");
  if (where.wanted != secrets_wanted::all) return out;
  for (std::size_t i = 0; i < references.size(); ++i) {
    auto const at = list ? key + "[" + std::to_string(i) + "]" : key;
    if (auto value = resolve_secret(r, at, references[i], where.secrets)) out.push_back(std::move(*value));
  }
  return out;
}

secret read_secret(section_reader& r, std::string const& key, place const& where) {
  auto const reference = r.required_text(key);
  if (reference.empty() || where.wanted != secrets_wanted::all) return {};
  return resolve_secret(r, key, reference, where.secrets).value_or(secret());
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

// The fields that Messenger and Instagram share.
void read_meta(section_reader& r, channel_settings& s, place const& where) {
  s.app_id = r.text("app_id", "");
  if (s.app_id.empty()) r.warn("app_id", "is missing: an answer from the page's inbox will look like our own");
  s.app_secret = read_secrets(r, "app_secret", where);
  s.verify_token = read_secret(r, "verify_token", where);
  s.access_token = read_secret(r, "access_token", where);
  if (auto const text = r.text("token_expires", ""); !text.empty()) {
    if (!end_of_day(text)) r.wrong("token_expires", "must be a day such as \"2027-03-31\": the last on which the token is good, in UTC");
  }
  s.api_base = read_api_base(
      r, s.kind == channel_kind::messenger ? "https://graph.facebook.com/v25.0" : "https://graph.instagram.com/v25.0");
  s.human_agent = r.boolean("human_agent", true);
  s.sends_per_second = r.integer("sends_per_second", s.sends_per_second, 1, 300);
}

}  // namespace

std::vector<office_settings> read_offices(section_reader& root, settings const& so_far, place const& where) {
  std::vector<office_settings> out;
  taken ids, codes;
  auto const& tables = root.tables("offices");
  for (std::size_t i = 0; i < tables.size(); ++i) out.push_back(read_office(tables[i], i, ids, codes, so_far, where));
  if (tables.empty()) root.wrong("offices", "at least one [[offices]] is needed");
  return out;
}

std::vector<channel_settings> read_channels(section_reader& root, settings const& so_far, place const& where) {
  std::vector<channel_settings> out;
  taken ids, accounts;
  auto const& tables = root.tables("channels");
  for (std::size_t i = 0; i < tables.size(); ++i) {
    section_reader r(&tables[i], "channels[" + std::to_string(i) + "]", where.out);
    channel_settings s;
    s.id = read_id(r, ids);
    auto const kind_name = r.required_text("kind");
    auto const kind = channel_kind_of(kind_name);
    bool const ours = kind == channel_kind::webchat || kind == channel_kind::care;
    bool const known = kind && !ours;
    bool const served = known && (*kind == channel_kind::messenger || *kind == channel_kind::instagram);
    if (kind == channel_kind::webchat)
      r.wrong("kind", "web chat is set at its office: webchat = {…}");
    else if (kind == channel_kind::care)
      r.wrong("kind", "CEISA Care is set at its office: care = {…}");
    else if (known && !served)
      r.wrong("kind", "`" + kind_name + "` is not available yet");
    else if (!kind_name.empty() && !known) {
      r.wrong("kind", "must be messenger or instagram" + did_you_mean(kind_name, {"messenger", "instagram"}));
    }
    s.kind = kind.value_or(channel_kind::messenger);
    s.office = r.required_text("office");
    if (auto const* office = so_far.office(s.office)) {
      s.queue = read_queue(r, *office);
    } else {
      std::vector<std::string> offices;
      for (auto const& o : so_far.offices) offices.push_back(o.id);
      if (!s.office.empty())
        r.wrong("office", "there is no office `" + s.office + "`" + did_you_mean(s.office, offices));
      r.has("queue");
    }
    s.account = r.required_text("account");
    bool const good_account = s.account.size() <= 128 && std::all_of(s.account.begin(), s.account.end(), [](char c) {
                                return c > ' ' && c < 0x7F && c != '{' && c != '}';
                              });
    if (!good_account) r.wrong("account", "must be the platform's id of the account");
    if (!s.account.empty()) accounts.take(r, "account", kind_name + " " + s.account);
    s.decision = r.text("decision", "");
    if (s.decision.empty()) r.warn("decision", "is missing: only an account designated by decision is an official one");
    if (served) {
      read_meta(r, s, where);
    } else {
      // Its fields cannot be told from mistakes yet.
      for (auto const& member : tables[i].members) r.has(member.name);
    }
    out.push_back(std::move(s));
  }
  return out;
}

}  // namespace sahut::config_sections
