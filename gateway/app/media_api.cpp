#include "gateway/app/media_api.hpp"

#include "gateway/app/account_api.hpp"
#include "gateway/app/asking_officer.hpp"
#include "gateway/app/ticket_api.hpp"
#include "gateway/media/files.hpp"
#include "gateway/net/http_head.hpp"
#include "gateway/net/problem.hpp"
#include "gateway/service/core/media_link.hpp"
#include "gateway/sessions/upgrade.hpp"
#include "gateway/wire/json_writer.hpp"
#include "routing/engine/rights/rights.hpp"
#include "routing/model/visible.hpp"

namespace sahut {
namespace {

using boost::asio::awaitable;
constexpr std::string_view root = "/api/v1/media";
constexpr std::size_t name_bytes_max = 255;

// Who asks, as far as files are concerned.
struct media_asker {
  media_origin as = media_origin::citizen;
  office* at = nullptr;              // null: an account holder, who belongs to every office
  conversation_id conversation;      // a citizen's
  std::optional<numbered> number;    // where a ticket's secret opened it: only its stretch of the conversation
  account_holder holder;
  user_ptr officer;
  std::optional<net::http_reply> no;

  std::string owner() const {
    if (as == media_origin::officer) return officer->account.name.text();
    return as == media_origin::holder ? holder.id : conversation.text();
  }
};

media_asker nobody(net::http_reply r) {
  media_asker a;
  a.no = std::move(r);
  return a;
}

net::http_reply not_there() { return net::problem(404, "not_found", "there is no such file, or it is not yours to see"); }

awaitable<media_asker> ask_applicant(session_host& g, net::http_request const& r) {
  std::string number(net::query_value(r.query, "ticket"));
  auto opened = co_await open_number(g, r, std::move(number));
  if (opened.no) co_return nobody(std::move(*opened.no));
  media_asker a;
  a.at = opened.at;
  a.conversation = opened.of->of->record.id;
  a.number = std::move(opened.of);
  co_return a;
}

awaitable<media_asker> ask_visitor(session_host& g, std::string token) {
  media_asker a;
  for (auto& o : g.offices) {
    auto who = o->tokens.identify(token);
    if (!who) continue;
    auto good = co_await o->tokens.admit(*who);
    if (!good) co_return nobody(net::problem(good.error()));
    if (!*good) continue;
    a.at = o.get();
    a.conversation = std::move(who->conversation);
    break;
  }
  co_return a;
}

awaitable<media_asker> ask_the_officer(session_host& g, net::http_request const& r) {
  auto who = co_await ask_officer(g, r);
  if (who.refused && who.refused->status == 401)
    who.refused = net::problem(401, "not_authenticated", "Authorization: Bearer with a visitor's, an account's or an officer's token is needed");
  if (who.refused) co_return nobody(std::move(*who.refused));
  media_asker a;
  a.as = media_origin::officer;
  a.at = who.at;
  a.officer = std::move(who.user);
  co_return a;
}

awaitable<media_asker> ask_who(session_host& g, net::http_request const& r) {
  if (r.headers.count("Sahut-Ticket-Secret") > 0) co_return co_await ask_applicant(g, r);
  bool from_cookie = false;
  auto token = given_token(r.headers, std::string_view(), from_cookie);
  if (!token.empty()) {
    auto visitor = co_await ask_visitor(g, std::move(token));
    if (visitor.at || visitor.no) co_return visitor;
  }
  // A browser may be signed in on both sides: then the page says for which it asks.
  if (net::query_value(r.query, "as") == "officer") co_return co_await ask_the_officer(g, r);
  auto asking = co_await ask_holder(g, r);
  if (asking.failed) co_return nobody(net::problem(*asking.failed));
  if (asking.who) {
    media_asker a;
    a.as = media_origin::holder;
    a.holder = std::move(asking.who->account);
    co_return a;
  }
  if (asking.foreign) co_return nobody(net::problem(403, "forbidden", "this page's origin is not this installation's"));
  co_return co_await ask_the_officer(g, r);
}

// Where a file is put, and who may put it there.
office* office_of(session_host& g, media_asker const& who, std::string_view named) {
  if (who.at) return who.at;
  return named.empty() ? g.offices.front().get() : g.find(office_id(named));
}

std::optional<error> over_a_rate(session_host& g, media_asker const& who, std::string const& address) {
  auto const now = g.clk.now();
  if (who.as == media_origin::officer) {
    auto const v = g.officer_messages.take(who.owner(), now);
    return v ? std::nullopt : std::optional(error{errc::rate_limited, "", "too many files and messages; wait a little", v.retry_after.count()});
  }
  auto const v = g.counters->uploads.take(net::counted_as(address), now);
  return v ? std::nullopt : std::optional(error{errc::rate_limited, "", "too many files from this address; wait a little", v.retry_after.count()});
}

// As its owner calls it: one line, no path.
std::string file_name(net::header_list const& headers) {
  auto decoded = net::percent_decoded(headers.get("Sahut-File-Name"));
  if (!decoded) return {};
  auto name = as_one_line(std::string_view(*decoded).substr(decoded->find_last_of("/\\") + 1));
  if (name.size() <= name_bytes_max) return name;
  auto const dot = name.rfind('.');
  auto const ending = dot != name.npos && name.size() - dot <= 16 ? name.substr(dot) : std::string();
  auto end = name_bytes_max - ending.size();
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;  // between characters
  return name.substr(0, end) + ending;
}

awaitable<net::http_reply> take_in(session_host& g, net::http_request r, byte_source& body) {
  auto who = co_await ask_who(g, r);
  if (who.no) co_return std::move(*who.no);
  auto* const at = office_of(g, who, net::query_value(r.query, "office"));
  if (!at) co_return net::problem(error{errc::bad_field, "office", "there is no such office"});
  auto& d = at->shared;
  if (!d.files) co_return net::problem(501, "not_available", "this installation takes no files");
  if (who.officer && !may(who.officer->account, deed::handle)) co_return net::problem(403, "forbidden", "this account sends no files");
  auto name = file_name(r.headers);
  if (r.headers.count("Sahut-File-Name") > 0 && name.empty())
    co_return net::problem(error{errc::bad_field, "Sahut-File-Name", "the file's name, percent-encoded UTF-8"});
  if (auto over = over_a_rate(g, who, r.remote_address)) co_return net::problem(*over);
  auto const most = static_cast<std::uint64_t>(g.cfg.media.bytes_max);
  auto kept = co_await d.files->keep(body, most);
  if (!kept) {
    auto fault = kept.error();
    if (fault.code == errc::forbidden) co_return net::problem(422, "infected", "the file was refused: a harmful content was found in it");
    if (fault.code == errc::too_long) fault.detail = "at most " + std::to_string(most) + " bytes are taken";
    co_return net::problem(fault);
  }
  attachment what;
  what.kind = kept->kind;
  what.type = std::move(kept->type);
  what.bytes = kept->bytes;
  what.object = kept->object;
  what.key = std::move(kept->key);
  what.preview = std::move(kept->preview);
  what.preview_type = std::move(kept->preview_type);
  auto const owner = who.owner();
  auto added = co_await at->uploaded.add(who.as, owner, std::move(name), what);
  if (!added) {
    for (auto const& object : {what.object, what.preview})
      if (!object.empty()) (void)co_await d.files->forget(object);
    co_return net::problem(added.error());
  }
  wire::json_writer w;
  w.begin_object().field("media", added->id).field("kind", name_of(added->kind)).maybe("name", added->name);
  w.field("type", added->type).field("bytes", added->bytes);
  if (!added->preview.empty()) w.field("preview", true);
  co_return json_reply(201, w.end_object().take());
}

// Whether they may see the message that the file came with.
awaitable<result<bool>> may_see(media_asker const& who, office& at, filed_media const& file) {
  if (!file.of) co_return file.from == who.as && file.owner == who.owner();
  auto const& c = file.of->record;
  if (who.as == media_origin::officer)
    co_return who.at == &at && may(who.officer->account, deed::read, c) && !hidden_parts(who.officer->account, c).message(file.seq);
  if (who.as == media_origin::holder) co_return c.channel == channel_kind::care && c.recipient == who.holder.id;
  if (who.at != &at || who.conversation != c.id) co_return false;
  if (!who.number) co_return true;
  filings tickets(at.shared);
  auto of = *who.number;
  auto const before = file.seq - 1;
  auto stretch = co_await tickets.thread_of(std::move(of), before, 1);
  if (!stretch) co_return stretch.error();
  co_return !stretch->messages.empty() && stretch->messages.front().seq == file.seq;
}

// RFC 6266 and RFC 8187: an ASCII name for all, and the whole one.
std::string disposition(std::string_view name) {
  std::string plain, whole;
  constexpr std::string_view hex = "0123456789ABCDEF";
  for (unsigned char const ch : name) {
    bool const simple = (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '.' || ch == '-' || ch == '_';
    plain += simple || ch == ' ' ? static_cast<char>(ch) : '_';
    if (simple) whole += static_cast<char>(ch);
    else whole += '%', whole += hex[ch >> 4], whole += hex[ch & 15];
  }
  if (plain.empty()) plain = whole = "berkas";
  return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + whole;
}

awaitable<result<std::string>> read_whole(byte_source& from) {
  std::string out;
  std::array<std::byte, 16 * 1024> piece;
  for (;;) {
    auto n = co_await from.read(piece);
    if (!n) co_return n.error();
    if (*n == 0) co_return out;
    if (out.size() + *n > media::preview_settings{}.output_bytes) co_return error{errc::internal, "preview", "a preview is larger than previews are"};
    out.append(reinterpret_cast<char const*>(piece.data()), *n);
  }
}

awaitable<net::http_reply> give_out(session_host& g, net::http_request r) {
  media_id const id(std::string_view(r.path).substr(root.size() + 1));
  auto const link = std::string(net::query_value(r.query, "link"));
  media_asker who;
  if (link.empty()) {
    who = co_await ask_who(g, r);
    if (who.no) co_return std::move(*who.no);
  }
  bool preview = false;
  for (auto const& [key, _] : r.query) preview = preview || key == "preview";
  for (auto& o : g.offices) {
    auto& d = o->shared;
    if (!d.files || !id.text().starts_with(d.profile.facts.code + "-")) continue;
    auto found = co_await o->uploaded.find(id);
    if (!found) co_return net::problem(found.error());
    if (!*found) continue;
    if (link.empty()) {
      auto seen = co_await may_see(who, *o, **found);
      if (!seen) co_return net::problem(seen.error());
      if (!*seen) continue;
    } else if (!is_media_link(d, id, link)) {
      continue;
    }
    auto const& what = (*found)->what;
    // A platform that was given our address shows what it gets there: where there is no small picture, the file itself.
    bool const small = preview && !what.preview.empty();
    if (preview && !small && link.empty()) continue;
    auto const object = small ? what.preview : what.object;
    auto const key = small ? media::preview_key(what.key) : what.key;
    auto opened = co_await d.files->open(object, key);
    if (!opened && opened.error().code == errc::not_found) continue;
    if (!opened) co_return net::problem(opened.error());
    net::http_reply reply;
    reply.status = 200;
    reply.content_type = small ? what.preview_type : what.type;
    if (small) {
      auto whole = co_await read_whole(**opened);
      if (!whole) co_return net::problem(whole.error());
      reply.body = std::move(*whole);
    } else {
      reply.stream = std::move(*opened);
      reply.stream_bytes = what.bytes;
    }
    reply.headers.emplace_back("Content-Disposition", disposition(what.name));
    reply.headers.emplace_back("X-Content-Type-Options", "nosniff");
    reply.headers.emplace_back("Content-Security-Policy", "default-src 'none'; sandbox");
    reply.headers.emplace_back("Cross-Origin-Resource-Policy", "same-site");
    reply.headers.emplace_back("Cache-Control", "private, no-store");
    co_return reply;
  }
  co_return not_there();
}

// A widget stands on its office's own site, which is another origin. It proves itself by its token and never by a cookie.
bool widget_origin(session_host& g, std::string_view origin) {
  for (auto const& o : g.offices) {
    auto const& web = o->shared.profile.settings->webchat;
    if (!web) continue;
    for (auto const& allowed : web->origins)
      if (allowed == origin) return true;
  }
  return false;
}

void allow_widget(session_host& g, std::string const& origin, net::http_reply& reply) {
  if (origin.empty() || !widget_origin(g, origin)) return;
  reply.headers.emplace_back("Access-Control-Allow-Origin", origin);
  reply.headers.emplace_back("Vary", "Origin");
}

}  // namespace

std::vector<net::route> media_routes(session_host& g) {
  net::route in;
  in.methods = {"POST"};
  in.path = root;
  in.body_limit = static_cast<std::size_t>(g.cfg.media.bytes_max);
  in.time_limit = std::chrono::minutes{15};
  in.stream_handler = [&g](net::http_request r, byte_source& body) -> awaitable<net::http_reply> {
    std::string const origin(r.headers.get("Origin"));
    auto reply = co_await take_in(g, std::move(r), body);
    allow_widget(g, origin, reply);
    co_return reply;
  };
  net::route out;
  out.methods = {"GET"};
  out.path = std::string(root) + "/{media}";
  out.body_limit = 0;
  out.handler = [&g](net::http_request r) -> awaitable<net::http_reply> {
    std::string const origin(r.headers.get("Origin"));
    auto reply = co_await give_out(g, std::move(r));
    allow_widget(g, origin, reply);
    co_return reply;
  };
  // What a browser asks before it sends the token across origins (Fetch, CORS-preflight).
  auto const preflight = [&g](net::http_request r) -> awaitable<net::http_reply> {
    bool const takes = r.path == root;
    net::http_reply reply;
    reply.status = 204;
    std::string const origin(r.headers.get("Origin"));
    reply.headers.emplace_back("Allow", takes ? "POST, OPTIONS" : "GET, HEAD, OPTIONS");
    allow_widget(g, origin, reply);
    reply.headers.emplace_back("Access-Control-Allow-Methods", takes ? "POST" : "GET");
    reply.headers.emplace_back("Access-Control-Allow-Headers", "Authorization, Content-Type, Sahut-File-Name");
    reply.headers.emplace_back("Access-Control-Max-Age", "600");
    co_return reply;
  };
  std::vector<net::route> routes;
  for (auto const& path : {in.path, out.path}) {
    net::route ask;
    ask.methods = {"OPTIONS"};
    ask.path = path;
    ask.body_limit = 0;
    ask.handler = preflight;
    routes.push_back(std::move(ask));
  }
  routes.push_back(std::move(in));
  routes.push_back(std::move(out));
  return routes;
}

}  // namespace sahut
