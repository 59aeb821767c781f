#include "gateway/app/http_api.hpp"

#include "gateway/app/credential_faults.hpp"
#include "gateway/app/password_pool.hpp"
#include "gateway/app/security_log.hpp"
#include "gateway/log/log.hpp"
#include "gateway/net/ascii.hpp"
#include "gateway/net/problem.hpp"
#include "gateway/service/people/account_name.hpp"
#include "gateway/sessions/history.hpp"
#include "gateway/sessions/upgrade.hpp"
#include "gateway/wire/frames.hpp"
#include "gateway/wire/json_writer.hpp"
#include "gateway/wire/requests.hpp"
#include "routing/engine/conversation/stretches.hpp"
#include "routing/engine/texts/status.hpp"
#include "routing/engine/texts/text.hpp"
#include "routing/engine/ticket/number.hpp"

#include <algorithm>
#include <charconv>

namespace sahut {
namespace {

using boost::asio::awaitable;

net::http_reply json_reply(int status, std::string body) {
  net::http_reply r;
  r.status = status;
  r.content_type = "application/json";
  r.headers.emplace_back("Cache-Control", "no-store");
  r.body = std::move(body);
  return r;
}

net::http_reply text_reply(int status, std::string body) {
  net::http_reply r;
  r.status = status;
  r.content_type = "text/plain; charset=utf-8";
  r.headers.emplace_back("Cache-Control", "no-store");
  r.body = std::move(body);
  return r;
}

std::string cookie_line(net::http_request const& r, std::string_view value, std::int64_t max_age) {
  std::string line(r.secure ? secure_cookie : plain_cookie);
  line += '=';
  line += value;
  line += "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(max_age);
  if (r.secure) line += "; Secure";
  return line;
}

// A proxy here speaks for others: whoever comes through one is a stranger.
bool is_of_this_machine(net::http_request const& r) {
  static auto const own = net::network_list::parse({"127.0.0.0/8", "::1"});
  auto const from = net::parse_ip(r.remote_address);
  bool const through_proxy = r.headers.count("X-Forwarded-For") || r.headers.count("Forwarded") || r.headers.count("Via");
  return !from.empty() && own->contains(from.front()) && !through_proxy;
}

// Told of each network ten times a minute at most: a flood of refusals must not flood the log.
void tell_refusal(gate& g, std::string const& address, std::string_view event, std::string_view reason, std::string_view account = {}, std::string_view channel = {}) {
  if (!g.counted->refusals_told.take(net::counted_as(address), g.clk.now())) return;
  tell_security(log::level::warn, event, {{"reason", reason}, {"account", account}, {"channel", channel}, {"from", net::logged_network(address)}});
}

// The turn of an attempt at a secret; an error where it has none.
awaitable<std::optional<error>> wait_for_turn(gate& g, net::guarded_attempts::attempt& attempt, std::string_view refused) {
  auto const turn = attempt.begin(g.clk.now());
  if (!turn.allowed) co_return error{errc::rate_limited, "", std::string(refused), turn.retry_after.count()};
  if (turn.wait > milliseconds{0}) {
    bool const waited = co_await g.clk.sleep_for(turn.wait);
    if (!waited) co_return error{errc::unavailable, "", "this daemon is draining", 1000};
    attempt.go_on(g.clk.now());
  }
  co_return std::nullopt;
}

// A page of another site, as its browser says (Fetch Metadata, W3C), or an origin that nobody can trust.
std::optional<net::http_reply> foreign_page(settings const& cfg, net::http_request const& r, bool origin_needed) {
  if (r.headers.count("Origin") > 1 || r.headers.count("Sec-Fetch-Site") > 1)
    return net::problem(400, "bad_request", "Origin or Sec-Fetch-Site is repeated");
  if (net::iequals(r.headers.get("Sec-Fetch-Site"), "cross-site"))
    return net::problem(403, "forbidden", "sign-in is for the console's own page");
  auto const origin = r.headers.get("Origin");
  if ((origin_needed || !origin.empty()) && !console_origin(cfg, origin))
    return net::problem(403, "forbidden", "this page's origin is not the console's");
  return std::nullopt;
}

// A form of a foreign page can send text/plain and the forms' own types without asking, JSON it cannot.
bool says_json(net::http_request const& r) {
  auto const type = r.headers.get("Content-Type");
  return r.headers.count("Content-Type") == 1 && net::iequals(net::trim(type.substr(0, type.find(';'))), "application/json");
}

awaitable<net::http_reply> login(gate& g, password_hasher& passwords, net::http_request r) {
  auto foreign = foreign_page(g.cfg, r, false);
  if (foreign) co_return std::move(*foreign);
  if (!says_json(r)) co_return net::problem(415, "unsupported_media_type", "the body must be application/json");
  wire::frame_limits bounds;
  bounds.field_chars = password_chars_max;
  auto frame = wire::request_frame::parse(r.body, bounds);
  if (!frame) co_return net::problem(400, "bad_json", "the body must be one JSON object");
  auto name = frame->name("username"), password = frame->name("password");
  if (auto const e = wire::first_fault(name, password)) co_return net::problem(400, wire_code(e->code), e->path + ": " + e->detail);
  auto const typed = folded_name(*name);
  net::guarded_attempts::attempt attempt(g.counted->sign_ins, typed, net::counted_as(r.remote_address));
  auto const too_soon = co_await wait_for_turn(g, attempt, "too many failed sign-ins; wait a little");
  if (too_soon) {
    ++g.counted->sign_ins_limited;
    tell_refusal(g, r.remote_address, "sign_in_refused", "too_many");
    co_return net::problem(*too_soon);
  }

  office* at = nullptr;
  user_ptr user;
  for (auto& o : g.offices) {
    auto found = co_await o->accounts_of_officers.find_typed(*name);
    if (found) {
      at = o.get();
      user = *found;
      break;
    }
    if (found.error().code != errc::not_found) co_return net::problem(found.error());
  }
  std::string hash;  // of nobody, for an unknown name: it takes the same time
  if (user) hash = user->account.password_hash;
  auto from = r.remote_address;
  auto good = co_await passwords.verify(std::move(*password), std::move(hash), std::move(from));
  if (!good) co_return net::problem(good.error());
  if (!*good || !user || user->account.disabled) {
    attempt.failed();
    ++g.counted->sign_ins_wrong;
    auto const known = user ? std::string_view(user->account.name) : std::string_view();  // what else was typed may be anything
    tell_refusal(g, r.remote_address, "sign_in_refused", !user ? "unknown_account" : *good ? "disabled" : "wrong_password", known);
    co_return net::problem(401, "not_authenticated", "name or password is wrong");
  }
  attempt.succeeded();
  auto opened = co_await at->accounts_of_officers.open_login(user);
  if (!opened) co_return net::problem(opened.error());
  ++g.counted->sign_ins_done;
  tell_security(log::level::info, "sign_in", {{"account", user->account.name}, {"office", user->account.office}, {"role", name_of(user->account.role)}, {"from", net::logged_network(r.remote_address)}});
  wire::json_writer w;
  w.begin_object().field("token", opened->token).field("expires_at", opened->expires_at);
  w.begin_object("officer").field("id", user->account.name);
  w.field("name", user->account.shown_name());
  w.field("role", name_of(user->account.role)).field("office", user->account.office).end_object();
  auto reply = json_reply(200, w.end_object().take());
  auto const life = std::chrono::duration_cast<seconds>(opened->expires_at - g.clk.now()).count();
  reply.headers.emplace_back("Set-Cookie", cookie_line(r, opened->token, life));
  co_return reply;
}

awaitable<net::http_reply> logout(gate& g, net::http_request r) {
  bool from_cookie = false;
  auto token = given_token(r.headers, r.secure, &from_cookie);
  auto foreign = foreign_page(g.cfg, r, from_cookie);
  if (foreign) co_return std::move(*foreign);
  for (auto& o : g.offices) {
    auto done = co_await o->accounts_of_officers.close_login(token);
    if (!done) co_return net::problem(done.error());
  }
  net::http_reply reply;
  reply.status = 204;
  reply.headers.emplace_back("Set-Cookie", cookie_line(r, "", 0));
  co_return reply;
}

std::string status_body(desk const& d, status_view const& v) {
  auto const& profile = d.profile;
  auto const citizen = read_by_citizen(d);
  auto const& c = v.of->record;
  wire::json_writer w;
  w.begin_object();
  auto const put_labels = [&](std::string_view state, bool recorded = false) {
    texts::status s = texts::status::closed;
    for (auto const& [name, value] : {std::pair{"queued", texts::status::queued}, {"assigned", texts::status::assigned},
                                      {"waiting_applicant", texts::status::waiting_applicant}, {"escalated", texts::status::escalated},
                                      {"issued", texts::status::escalated}, {"in_progress", texts::status::escalated},
                                      {"answered", texts::status::answered}, {"closed", texts::status::closed}})
      if (state == name) s = value;
    if (recorded && s == texts::status::escalated) s = texts::status::recorded;
    w.field("state", state).begin_object("label").field("id", texts::status_label(s, texts::language::id));
    w.field("en", texts::status_label(s, texts::language::en)).end_object();
  };
  if (v.tk) {
    w.field("number", v.tk->number);
    put_labels(wire::ticket_state(*v.tk), v.tk->automatic);
    w.field("automatic", v.tk->automatic).field("due", v.tk->answer_due).field("issued_at", v.tk->issued_at);
    if (v.tk->answered_at) {
      w.field("answered_at", *v.tk->answered_at);
      auto const at = v.tk->answer_seq - v.thread.first_seq;  // of an earlier one: far beyond
      if (at < v.thread.messages.size()) w.maybe("solution", v.thread.messages[at].solution);
    }
    if (v.req) w.field("reference", v.req->reference);
  } else if (v.req) {
    w.field("number", v.req->reference).field("reference", v.req->reference);
    if (v.req->ended == outcome::none) put_labels(name_of(c.state));
    else put_labels(v.req->ended == outcome::answered ? "answered" : "closed");
    if (v.req->ended != outcome::none) w.field("outcome", name_of(v.req->ended));
    w.field("due", v.req->clock.answer_due);
    if (v.req->ended == outcome::answered && v.req->ended_at) w.field("answered_at", *v.req->ended_at);
  }
  if (v.req) w.field("received_at", v.req->clock.received).field("rule", v.req->clock.two_days ? "R2D" : "R60");
  w.begin_object("office").field("id", profile.settings->id).field("name", profile.settings->name);
  w.maybe("complaint", profile.settings->complaint).end_object();
  wire::put_clock(w, profile.facts);
  w.begin_array("messages");
  for (std::size_t i = 0; i < v.thread.messages.size(); ++i)
    w.element_raw(wire::message_frame(c.id, v.thread.first_seq + i, v.thread.messages[i], v.thread.noted[i], citizen));
  w.end_array();
  return w.end_object().take();
}

struct opened_number {
  office* at = nullptr;
  std::optional<status_view> view;       // of a number and the secret that belongs to it
  std::optional<net::http_reply> no;     // what is answered instead
};

// What follows /api/v1/tickets/ up to the next slash is the number.
awaitable<opened_number> open_number(gate& g, net::http_request const& r, std::string typed) {
  opened_number out;
  auto const secret = std::string(r.headers.get("Sahut-Ticket-Secret"));
  auto parsed = parse_number(typed);
  auto const* number = std::get_if<typed_number>(&parsed);
  bool const tried = number && !secret.empty() && secret.size() <= 128 && r.headers.count("Sahut-Ticket-Secret") == 1;
  auto const subject = tried ? number->digits : std::string();
  net::guarded_attempts::attempt attempt(g.counted->numbers, subject, net::counted_as(r.remote_address));
  auto const too_soon = co_await wait_for_turn(g, attempt, "too many failed look-ups; wait a little");
  if (too_soon) {
    tell_refusal(g, r.remote_address, "number_refused", "too_many");
    out.no = net::problem(*too_soon);
    co_return out;
  }
  if (tried) {
    for (auto& o : g.offices) {
      auto found = co_await o->look_up(*number, secret);
      if (!found) {
        out.no = net::problem(found.error());
        co_return out;
      }
      if (*found) {
        attempt.succeeded();
        out.at = o.get();
        out.view = std::move(*found);
        co_return out;
      }
    }
  }
  // A slip of the finger tries nobody's secret: it looks like every other failure and is not counted as one.
  auto const* fault = std::get_if<number_fault>(&parsed);
  if (!fault || *fault != number_fault::bad_check_digit) {
    attempt.failed();
    ++g.counted->numbers_wrong;
    tell_refusal(g, r.remote_address, "number_refused", tried ? "wrong_secret" : "no_number_or_secret");
  }
  out.no = net::problem(404, "not_found", "no such number, or the secret does not belong to it");
  co_return out;
}

// The citizen's word by number and secret: it joins the thread as if said in the chat. A platform's own thread is not written to
// from here: its windows and its order are the platform's.
awaitable<net::http_reply> ticket_reply(gate& g, opened_number of, net::http_request r) {
  if (!says_json(r)) co_return net::problem(415, "unsupported_media_type", "the body must be application/json");
  auto const& c = of.view->of->record;
  if (!c.web()) co_return net::problem(501, "not_available", "reply in the channel where you asked");
  wire::frame_limits bounds;
  bounds.text_chars = static_cast<std::size_t>(g.cfg.limits.text_chars);
  auto frame = wire::request_frame::parse(r.body, bounds);
  if (!frame) co_return net::problem(400, "bad_json", "the body must be one JSON object");
  auto id = frame->required_id();
  auto text = frame->text("text");
  if (auto const e = wire::first_fault(id, text)) co_return net::problem(*e);
  std::optional<error> over;
  if (auto const v = g.visitor_messages.take(c.id, g.clk.now()); !v)
    over = error{errc::rate_limited, "", "too many messages; the earlier ones were received", v.retry_after.count()};
  visitor_identity who;
  who.conversation = c.id;
  who.window = "status";
  auto sent = co_await of.at->citizen_side.send(std::move(who), std::move(*id), std::move(*text), c.english, std::move(over));
  if (!sent) co_return net::problem(sent.error());
  wire::json_writer w;
  w.begin_object().field("seq", sent->seq).field("received_at", sent->received_at);
  auto const after = co_await of.at->shared.repo.load(c.id);  // in memory: it was just committed here
  auto const* own = after ? request_at((*after)->record, sent->seq) : nullptr;
  if (own && of.view->req && own->ordinal > of.view->req->ordinal && !own->courtesy_only) {
    w.field("reference", own->reference);
    w.field("status_url", status_url(of.at->shared.profile.facts, own->reference, own->secret));
  }
  co_return json_reply(201, w.end_object().take());
}

net::http_reply ticket_thread(desk const& d, status_view const& v, std::uint64_t after) {
  auto const citizen = read_by_citizen(d);
  wire::page page;
  for (std::size_t i = 0; i < v.thread.messages.size(); ++i) {
    auto const seq = v.thread.first_seq + i;
    if (seq > after) page.messages.push_back(wire::message_frame(v.of->record.id, seq, v.thread.messages[i], v.thread.noted[i], citizen));
  }
  return json_reply(200, "{" + wire::page_fields(page) + "}");
}

awaitable<net::http_reply> ticket_status(gate& g, net::http_request r) {
  constexpr std::string_view root = "/api/v1/tickets/", thread = "/messages";
  auto typed = r.path.substr(root.size());
  bool const of_thread = typed.ends_with(thread);
  if (of_thread) typed.resize(typed.size() - thread.size());
  if (r.method == "POST" && !of_thread) co_return net::problem(405, "method_not_allowed", "this resource does not know that method");
  auto opened = co_await open_number(g, r, std::move(typed));
  if (opened.no) co_return std::move(*opened.no);
  if (r.method == "POST") {
    auto replied = ticket_reply(g, std::move(opened), std::move(r));
    co_return co_await std::move(replied);
  }
  auto const& d = opened.at->shared;
  if (!of_thread) co_return json_reply(200, status_body(d, *opened.view));
  auto const after = net::query_value(r.query, "after");
  std::uint64_t seq = 0;
  auto const [end, fault] = std::from_chars(after.data(), after.data() + after.size(), seq);
  if (!after.empty() && (fault != std::errc{} || end != after.data() + after.size()))
    co_return net::problem(400, "bad_field", "after: this must be a message's number");
  co_return ticket_thread(d, *opened.view, seq);
}

// Strangers may send what they like; that nothing good comes between is what a wrong app_secret looks like.
void note_bad_signature(gate& g, std::string const& channel) {
  constexpr std::size_t in_row = 10;
  g.counted->bad_signatures.add(channel, 0);
  if (!g.counted->bad_signatures_in_row.add(channel, in_row) || g.counted->bad_signatures_in_row.count(channel) != in_row) return;
  credential_faults_of_this_process().note(credential::app_secret, {{"channel", channel}},
                                           "app_secret does not fit: none of the last " + std::to_string(in_row) +
                                               " webhook bodies was signed with it; compare it with the platform's and run sahutctl reload");
}

awaitable<net::http_reply> webhook(gate& g, net::http_request r) {
  auto const id = std::string_view(r.path).substr(std::string_view("/webhooks/").size());
  account_owner* account = nullptr;
  office* at = nullptr;
  for (auto& o : g.offices)
    if (auto* a = o->account(id)) account = a, at = o.get();
  if (!account) co_return net::problem(404, "not_found", "there is no such channel");
  auto& channel = account->channel();
  if (r.method == "GET" || r.method == "HEAD") {
    auto const challenge = channel.handshake(r.query);
    if (!challenge) co_return net::problem(403, "forbidden", "mode or verify token is wrong");
    auto reply = text_reply(200, *challenge);
    reply.content_type = "text/plain";
    co_return reply;
  }
  auto const header = channel.signature_header();
  bool const one = r.headers.count(header) == 1;
  if (!one || !channel.authentic(r.body, r.headers.get(header))) {
    note_bad_signature(g, account->account().id);
    tell_refusal(g, r.remote_address, "bad_signature", one ? "wrong" : "missing_or_repeated", {}, account->account().id);
    if (!one) co_return net::problem(401, "not_authenticated", "the signature is missing or repeated");
    co_return net::problem(401, "not_authenticated", "the signature does not belong to this body");
  }
  g.counted->bad_signatures_in_row.forget(account->account().id);
  if (at->shared.draining) co_return net::problem(error{errc::unavailable, "", "this daemon is draining", 1000});
  // One application posts all its pages to one address. Another account takes its entries from here as well, if its own
  // secret verifies the body; each reads its own entries alone.
  std::vector<std::pair<office*, account_owner*>> takers{{at, account}};
  for (auto& o : g.offices)
    for (auto const& a : o->accounts())
      if (a.get() != account && a->channel().kind() == channel.kind() && r.body.find(a->account().account) != r.body.npos &&
          a->channel().authentic(r.body, r.headers.get(header)))
        takers.emplace_back(o.get(), a.get());
  for (auto const& [o, taker] : takers) {
    auto body = taker == takers.back().second ? std::move(r.body) : r.body;
    auto kept = co_await append_to_journal(o->shared, taker->account().id, std::move(body));
    if (!kept) co_return net::problem(503, wire_code(kept.error().code), kept.error().detail);
    taker->journal_grew();
  }
  co_return text_reply(200, "EVENT_RECEIVED");
}

}  // namespace

std::map<std::string, std::string> page_values(settings const& cfg) {
  std::map<std::string, std::string> values;
  values["public_url"] = cfg.public_url;
  values["controller_name"] = cfg.texts.controller_name;
  values["retention_days"] = std::to_string(cfg.texts.retention_days);
  std::string offices, complaints;
  for (auto const& o : cfg.offices) {
    if (o.webchat && !values.contains("office")) {
      values["office"] = o.id;
      values["office_name"] = o.name;
    }
    offices += offices.empty() ? o.name : ", " + o.name;
    if (!o.complaint.empty()) complaints += (complaints.empty() ? "" : "; ") + o.name + ": " + o.complaint;
  }
  values["offices"] = offices;
  values["complaints"] = complaints.empty() ? "-" : complaints;
  values.try_emplace("office", "");
  values.try_emplace("office_name", offices);
  return values;
}

net::route metrics_route(std::function<std::string()> figures) {
  net::route r;
  r.methods = {"GET"};
  r.path = "/metrics";
  r.handler = [figures = std::move(figures)](net::http_request) -> awaitable<net::http_reply> {
    auto reply = text_reply(200, figures());
    reply.content_type = "text/plain; version=0.0.4; charset=utf-8";
    co_return reply;
  };
  return r;
}

std::vector<net::route> http_routes(gate& g, http_facts facts) {
  std::vector<net::route> routes;
  auto const add = [&](std::vector<std::string> methods, std::string path, bool prefix, std::size_t body, net::http_handler h) {
    net::route r;
    r.methods = std::move(methods);
    r.path = std::move(path);
    r.prefix = prefix;
    r.body_limit = body;
    r.handler = std::move(h);
    routes.push_back(std::move(r));
  };
  auto const body = static_cast<std::size_t>(g.cfg.limits.http_body_bytes);
  add({"GET"}, "/healthz", false, 0, [](net::http_request) -> awaitable<net::http_reply> { co_return text_reply(200, "ok\n"); });
  add({"GET"}, "/readyz", false, 0, [facts](net::http_request r) -> awaitable<net::http_reply> {
    auto const why = facts.why_not_ready();
    if (why.word.empty()) co_return text_reply(200, "ready\n");
    co_return net::problem(503, "unavailable", is_of_this_machine(r) ? why.detail : why.word);
  });
  if (g.cfg.metrics && !g.cfg.metrics_listen) routes.push_back(metrics_route(facts.metrics));
  add({"GET", "POST"}, "/webhooks/", true, static_cast<std::size_t>(g.cfg.limits.webhook_body_bytes),
      [&g](net::http_request r) { return webhook(g, std::move(r)); });
  // Attempts at a secret may have to wait.
  auto const add_guarded = [&](std::vector<std::string> methods, std::string path, bool prefix, net::http_handler h) {
    add(std::move(methods), std::move(path), prefix, body, std::move(h));
    routes.back().time_limit += g.cfg.limits.failed_wait_time;
  };
  add_guarded({"POST"}, "/api/v1/session", false, [&g, p = facts.passwords](net::http_request r) { return login(g, *p, std::move(r)); });
  add({"DELETE"}, "/api/v1/session", false, body, [&g](net::http_request r) { return logout(g, std::move(r)); });
  add_guarded({"GET", "POST"}, "/api/v1/tickets/", true, [&g](net::http_request r) { return ticket_status(g, std::move(r)); });
  auto const later = [](net::http_request) -> awaitable<net::http_reply> {
    co_return net::problem(501, "not_available", "this comes later");
  };
  add({"GET", "POST"}, "/api/v1/tickets", false, body, later);
  add({"GET"}, "/api/v1/reports/sla", false, body, later);
  if (facts.pages && facts.pages->holds("/privacy/index.html"))  // its address is in texts that are out already, without a slash
    add({"GET"}, "/privacy", false, 0, [pages = facts.pages](net::http_request r) -> awaitable<net::http_reply> {
      r.path = "/privacy/";
      co_return pages->reply(r);
    });
  if (facts.pages) routes.push_back(net::static_files::make_route(facts.pages));
  return routes;
}

}  // namespace sahut
