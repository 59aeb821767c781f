#include <algorithm>

#include "config/settings/names.hpp"
#include "config/settings/urls.hpp"

namespace sahut::config_sections {

using config_document::node;

namespace {

std::vector<queue_settings> read_queues(section_reader& office, place const& where) {
  std::vector<queue_settings> out;
  taken ids;
  auto const& tables = office.tables("queues");
  for (std::size_t i = 0; i < tables.size(); ++i) {
    section_reader r(&tables[i], office.path_of("queues[" + std::to_string(i) + "]"), where.out);
    queue_settings q;
    q.id = queue_id(read_id(r, ids));
    q.name = r.text("name", q.id.text());
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

office_settings read_office(node const& table, std::size_t index, taken& ids, taken& codes, settings const& so_far,
                            place const& where) {
  office_settings s;
  section_reader r(&table, "offices[" + std::to_string(index) + "]", where.out);
  s.id = office_id(read_id(r, ids));
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

}  // namespace

std::vector<office_settings> read_offices(section_reader& root, settings const& so_far, place const& where) {
  std::vector<office_settings> out;
  taken ids, codes;
  auto const& tables = root.tables("offices");
  for (std::size_t i = 0; i < tables.size(); ++i) out.push_back(read_office(tables[i], i, ids, codes, so_far, where));
  if (tables.empty()) root.wrong("offices", "at least one [[offices]] is needed");
  return out;
}

}  // namespace sahut::config_sections
