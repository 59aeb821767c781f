#include "gateway/app/care_api.hpp"

#include "gateway/app/account_api.hpp"
#include "gateway/app/oidc_api.hpp"
#include "gateway/app/ticket_document.hpp"
#include "gateway/net/problem.hpp"
#include "gateway/service/core/abreast.hpp"
#include "gateway/sessions/history.hpp"
#include "gateway/wire/frames.hpp"
#include "gateway/wire/requests.hpp"
#include "routing/model/visible.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace sahut {
namespace {

using boost::asio::awaitable;
using json = nlohmann::json;

constexpr std::size_t page_default = 20, page_max = 100, looked_at_max = 500;

// A ticket's number, and the office that has it.
struct place {
  office* at = nullptr;
  filings::listed what;
};

bool newer(filings::listed const& a, filings::listed const& b) { return a.score != b.score ? a.score < b.score : a.number < b.number; }

// Of all offices, newest first.
awaitable<result<std::vector<place>>> places_of_holder(session_host& g, std::string holder, std::optional<filings::listed> after, std::size_t most) {
  std::vector<place> all;
  for (auto& o : g.offices) {
    filings tickets(o->shared);
    auto some = co_await tickets.numbers_of(holder, after, most);
    if (!some) co_return some.error();
    for (auto& one : *some) all.push_back({o.get(), std::move(one)});
  }
  std::sort(all.begin(), all.end(), [](place const& a, place const& b) { return newer(a.what, b.what); });
  if (all.size() > most) all.resize(most);
  co_return all;
}

std::string cursor_of(filings::listed const& last) { return std::to_string(-last.score) + '.' + last.number; }

std::optional<filings::listed> cursor_from(std::string_view text) {
  auto const dot = text.find('.');
  if (dot == text.npos || text.size() > 64) return std::nullopt;
  filings::listed at;
  auto const [end, fault] = std::from_chars(text.data(), text.data() + dot, at.score);
  if (fault != std::errc{} || end != text.data() + dot || at.score < 0) return std::nullopt;
  at.score = -at.score;
  at.number = ticket_number(text.substr(dot + 1));
  return at;
}

struct list_wish {
  std::string state;
  std::optional<filings::listed> after;
  std::size_t limit = page_default;
};

result<list_wish> wish_of(net::query_list const& query) {
  list_wish w;
  w.state = net::query_value(query, "state");
  constexpr std::string_view states[] = {"issued", "in_progress", "coordinating", "waiting_applicant", "answered", "closed"};
  if (!w.state.empty() && std::find(std::begin(states), std::end(states), w.state) == std::end(states))
    return error{errc::bad_field, "state", "a ticket is issued, in_progress, coordinating, waiting_applicant, answered or closed"};
  if (auto const after = net::query_value(query, "after"); !after.empty()) {
    w.after = cursor_from(after);
    if (!w.after) return error{errc::bad_field, "after", "this must be what `next` gave"};
  }
  if (auto const limit = net::query_value(query, "limit"); !limit.empty()) {
    auto const [end, fault] = std::from_chars(limit.data(), limit.data() + limit.size(), w.limit);
    if (fault != std::errc{} || end != limit.data() + limit.size() || w.limit < 1 || w.limit > page_max)
      return error{errc::bad_field, "limit", "this must be 1 to " + std::to_string(page_max)};
  }
  return w;
}

// With its ticket; absent where it cannot be had.
awaitable<result<std::optional<numbered>>> read_own(place at, std::string holder) {
  using answer = result<std::optional<numbered>>;
  auto parsed = parse_number(at.what.number);
  auto const* typed = std::get_if<typed_number>(&parsed);
  if (!typed) co_return answer(std::nullopt);
  filings tickets(at.at->shared);
  auto found = co_await tickets.own(std::move(holder), *typed);
  if (!found && found.error().code == errc::internal) co_return answer(std::nullopt);  // it cannot be read: the others are shown
  if (!found) co_return found.error();
  co_return found;
}

awaitable<net::http_reply> list(session_host& g, account_holder who, net::query_list query) {
  auto wish = wish_of(query);
  if (!wish) co_return net::problem(wish.error());
  wire::json_writer w;
  w.begin_object().begin_array("tickets");
  std::size_t found = 0, looked = 0;
  bool more = true;
  while (more && found < wish->limit && looked < looked_at_max) {
    auto const most = wish->limit - found + 1;
    auto batch = co_await places_of_holder(g, who.id, wish->after, most);
    if (!batch) co_return net::problem(batch.error());
    more = batch->size() == most;
    if (more) batch->pop_back();  // it only says that there are more
    std::vector<result<std::optional<numbered>>> read(batch->size(), std::optional<numbered>());
    auto const one = [&](std::size_t i) { return into(read[i], read_own((*batch)[i], who.id)); };
    co_await abreast(read.size(), one);
    for (std::size_t i = 0; i < read.size(); ++i) {
      if (!read[i]) co_return net::problem(read[i].error());
      wish->after = (*batch)[i].what;
      ++looked;
      if (!*read[i]) continue;
      auto const& own = **read[i];
      if (!wish->state.empty() && wire::ticket_state(*own.tk) != wish->state) continue;
      w.element_raw(ticket_document((*batch)[i].at->shared, own.of->record, *own.tk));
      ++found;
    }
  }
  w.end_array();
  if (more && wish->after) w.field("next", cursor_of(*wish->after));
  co_return json_reply(200, w.end_object().take());
}

result<std::vector<std::string>> categories_of(json const& body) {
  auto const list = body.find("categories");
  error const fault{errc::bad_field, "categories", "name one at least: ict_complaint, information_request, ict_support_request"};
  if (list == body.end() || !list->is_array() || list->empty()) return fault;
  std::vector<std::string> out;
  for (auto const& one : *list) {
    auto const path = "categories[" + std::to_string(out.size()) + "]";
    if (!one.is_string() || !is_category(one.get<std::string>())) return error{errc::bad_field, path, fault.detail};
    auto name = one.get<std::string>();
    if (std::find(out.begin(), out.end(), name) != out.end()) return error{errc::bad_field, path, "this category stands twice"};
    out.push_back(std::move(name));
  }
  return out;
}

// `identity` {name, email, phone, nik, npwp}: each at most as long as any field.
result<identity> identity_of(json const& body, wire::frame_limits const& bounds) {
  identity out;
  auto const given = body.find("identity");
  if (given == body.end() || given->is_null()) return out;
  if (!given->is_object()) return error{errc::bad_field, "identity", "this field must be an object"};
  auto const frame = wire::request_frame::parse(given->dump(), bounds);
  if (!frame) return error{frame.error().code, "identity", frame.error().detail};
  for (auto const& [key, to] : {std::pair{"name", &out.name}, std::pair{"email", &out.email}, std::pair{"phone", &out.phone},
                                std::pair{"nik", &out.nik}, std::pair{"npwp", &out.npwp}}) {
    auto value = frame->optional_name(key);
    if (!value) return error{value.error().code, "identity." + value.error().path, value.error().detail};
    *to = std::move(*value);
  }
  return out;
}

result<std::string> key_of(net::header_list const& headers) {
  auto const key = headers.get("Idempotency-Key");
  constexpr std::size_t longest = 128;
  if (headers.count("Idempotency-Key") != 1 || key.empty() || key.size() > longest || !std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < 127; }))
    return error{errc::bad_field, "Idempotency-Key", "this header is needed once: 1 to 128 characters of your own, such as a UUID"};
  return std::string(key);
}

struct checked_filing {
  office* at = nullptr;
  filing_form form;
};

result<checked_filing> check(session_host& g, std::string const& text) {
  wire::frame_limits bounds;
  bounds.text_chars = static_cast<std::size_t>(g.cfg.limits.text_chars);
  auto const frame = wire::request_frame::parse(text, bounds);
  if (!frame) return frame.error();
  auto const body = json::parse(text, nullptr, false);
  if (!body.is_object()) return error{errc::bad_json, "", "the body must be one JSON object"};
  auto const office_named = frame->name("office"), subject = frame->name("subject");
  auto const description = frame->text("description");
  auto categories = categories_of(body);
  auto given = identity_of(body, bounds);
  auto documents = frame->documents();
  auto files = frame->attachments();
  if (auto e = wire::first_fault(office_named, categories, subject, description, given, documents, files)) return std::move(*e);
  if (nothing_visible(*subject)) return error{errc::bad_field, "subject", "this text must not be empty"};
  checked_filing out;
  out.at = g.find(office_id(*office_named));
  if (!out.at) return error{errc::bad_field, "office", "there is no such office"};
  out.form.categories = std::move(*categories);
  out.form.subject = as_one_line(*subject);
  out.form.description = *description;
  out.form.files = std::move(*files);
  out.form.given = std::move(*given);
  out.form.given.documents = std::move(*documents);
  return out;
}

awaitable<net::http_reply> file(session_host& g, account_holder who, net::http_request r) {
  if (!says_json(r)) co_return net::problem(415, "unsupported_media_type", "the body must be application/json");
  auto key = key_of(r.headers);
  if (!key) co_return net::problem(key.error());
  auto checked = check(g, r.body);
  if (!checked) co_return net::problem(checked.error());
  auto const reused = [](std::string_view why) { return net::problem(422, "id_reused", why); };
  for (auto& o : g.offices) {  // a key is the holder's own, whichever office it went to
    if (o.get() == checked->at) continue;
    filings others(o->shared);
    auto known = co_await others.knows(who, *key);
    if (!known) co_return net::problem(known.error());
    if (*known) co_return reused("this key was used for a ticket at another office; use a new one");
  }
  auto over = co_await filed_too_many(g, who.id);
  auto& d = checked->at->shared;
  filings tickets(d);
  auto filed = co_await tickets.file(std::move(who), std::move(*key), std::move(checked->form), std::move(over));
  if (!filed && filed.error().code == errc::id_reused) co_return reused("this key was used for another ticket; use a new one");
  if (!filed) co_return net::problem(filed.error());
  auto reply = json_reply(201, receipt_document(d, *filed));
  reply.headers.emplace_back("Location", "/api/v1/tickets/" + filed->number);
  co_return reply;
}

}  // namespace

net::http_reply care_facts(session_host& g) {
  wire::json_writer w;
  w.begin_object().field("local", g.cfg.accounts.local);
  put_oidc(w, g.cfg.accounts.oidc, account_login_path);
  wire::put_files(w, files_taken_by(g.offices.front()->shared));
  w.begin_array("offices");
  for (auto const& o : g.offices) {
    auto const& profile = o->shared.profile;
    wire::json_writer one;
    one.begin_object().field("id", profile.settings->id).field("name", profile.settings->name).maybe("complaint", profile.settings->complaint);
    wire::put_clock(one, profile.facts);
    put_policy(one, profile.hours);
    w.element_raw(one.end_object().take());
  }
  return json_reply(200, w.end_array().end_object().take());
}

awaitable<std::optional<error>> filed_too_many(session_host& g, std::string holder) {
  auto const most = static_cast<std::size_t>(g.cfg.limits.tickets_per_hour_per_account);
  if (most == 0) co_return std::nullopt;
  auto newest = co_await places_of_holder(g, std::move(holder), std::nullopt, most);
  if (!newest) co_return newest.error();
  if (newest->size() < most) co_return std::nullopt;
  auto const again_at = from_millis(-newest->back().what.score) + std::chrono::hours{1};
  auto const left = again_at - g.clk.now();
  if (left <= milliseconds{0}) co_return std::nullopt;
  co_return error{errc::rate_limited, "", "too many tickets within an hour; the earlier ones were received", left.count()};
}

awaitable<net::http_reply> tickets_api(session_host& g, net::http_request r) {
  auto asking = co_await ask_holder(g, r);
  if (asking.failed) co_return net::problem(*asking.failed);
  if (asking.foreign) co_return net::problem(403, "forbidden", "this page's origin is not this installation's");
  if (!asking.who) co_return net::problem(401, "not_authenticated", "sign in first: POST /api/v1/account/session");
  if (r.method == "POST") co_return co_await file(g, std::move(asking.who->account), std::move(r));
  co_return co_await list(g, std::move(asking.who->account), std::move(r.query));
}

}  // namespace sahut
