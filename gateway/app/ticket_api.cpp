#include "gateway/app/ticket_api.hpp"

#include "gateway/app/account_api.hpp"
#include "gateway/app/care_api.hpp"
#include "gateway/app/ticket_document.hpp"
#include "gateway/net/ascii.hpp"
#include "gateway/net/problem.hpp"
#include "gateway/sessions/history.hpp"
#include "gateway/wire/requests.hpp"

#include <nlohmann/json.hpp>

#include <charconv>

namespace sahut {
namespace {

using boost::asio::awaitable;

constexpr std::size_t shown_max = 200;  // messages of one answer

enum class part : std::uint8_t { whole, messages, close, reopen };

struct asked_number {
  std::string typed;
  part of = part::whole;
};

asked_number number_in(std::string_view path) {
  constexpr std::string_view root = "/api/v1/tickets/";
  asked_number out{std::string(path.substr(root.size())), part::whole};
  for (auto const& [suffix, what] : {std::pair<std::string_view, part>{"/messages", part::messages}, {"/close", part::close}, {"/reopen", part::reopen}})
    if (out.typed.ends_with(suffix)) {
      out.typed.resize(out.typed.size() - suffix.size());
      out.of = what;
      break;
    }
  return out;
}

opened_number refused(net::http_reply r) {
  opened_number out;
  out.no = std::move(r);
  return out;
}

net::http_reply not_there() { return net::problem(404, "not_found", "no such number, or it is not yours, or the secret does not belong to it"); }

awaitable<opened_number> open_as_owner(session_host& g, account_holder who, std::optional<typed_number> number) {
  for (auto& o : g.offices) {
    if (!number) break;
    filings tickets(o->shared);
    auto found = co_await tickets.own(who.id, *number);
    if (!found) co_return refused(net::problem(found.error()));
    if (!*found) continue;
    opened_number out;
    out.at = o.get();
    out.of = std::move(*found);
    out.owner = std::move(who);
    co_return out;
  }
  co_return refused(not_there());
}

awaitable<opened_number> open_by_secret(session_host& g, std::string address, std::string secret, std::variant<typed_number, number_fault> parsed) {
  auto const* number = std::get_if<typed_number>(&parsed);
  bool const tried = number && !secret.empty() && secret.size() <= 128;
  auto const subject = tried ? number->digits : std::string();
  net::guarded_attempts::attempt attempt(g.counters->numbers, subject, net::counted_as(address));
  auto const too_soon = co_await wait_for_turn(g, attempt, "too many failed look-ups; wait a little");
  if (too_soon) {
    tell_refusal(g, address, "number_refused", "too_many");
    co_return refused(net::problem(*too_soon));
  }
  for (auto& o : g.offices) {
    if (!tried) break;
    filings tickets(o->shared);
    auto found = co_await tickets.by_secret(*number, secret);
    if (!found) co_return refused(net::problem(found.error()));
    if (!*found) continue;
    attempt.succeeded();
    opened_number out;
    out.at = o.get();
    out.of = std::move(*found);
    co_return out;
  }
  // A slip of the finger tries nobody's secret: it looks like every other failure and is not counted as one.
  auto const* fault = std::get_if<number_fault>(&parsed);
  if (!fault || *fault != number_fault::bad_check_digit) {
    attempt.failed();
    ++g.counters->numbers_wrong;
    tell_refusal(g, address, "number_refused", tried ? "wrong_secret" : "no_number_or_secret");
  }
  co_return refused(not_there());
}

}  // namespace

awaitable<opened_number> open_number(session_host& g, net::http_request const& r, std::string typed) {
  auto parsed = parse_number(typed);
  auto const* number = std::get_if<typed_number>(&parsed);
  bool const with_secret = r.headers.count("Sahut-Ticket-Secret") > 0;
  auto asking = co_await ask_holder(g, r);
  if (asking.failed) co_return refused(net::problem(*asking.failed));
  if (asking.foreign && !with_secret) co_return refused(net::problem(403, "forbidden", "this page's origin is not this installation's"));
  if (asking.who) {
    std::optional<typed_number> own;
    if (number) own = *number;
    auto opened = co_await open_as_owner(g, std::move(asking.who->account), std::move(own));
    if (!opened.no || opened.no->status != 404 || !with_secret) co_return opened;
  }
  std::string secret;
  if (r.headers.count("Sahut-Ticket-Secret") == 1) secret = r.headers.get("Sahut-Ticket-Secret");
  auto address = r.remote_address;
  co_return co_await open_by_secret(g, std::move(address), std::move(secret), std::move(parsed));
}

namespace {

bool holds_tag(net::header_list const& headers, std::string_view etag) {
  for (auto line : headers.all("If-None-Match"))
    while (!line.empty()) {
      auto const comma = std::min(line.find(','), line.size());
      auto tag = net::trim(line.substr(0, comma));
      if (tag.starts_with("W/")) tag.remove_prefix(2);
      if (tag == "*" || tag == etag) return true;
      line.remove_prefix(std::min(comma + 1, line.size()));
    }
  return false;
}

awaitable<net::http_reply> state_of(opened_number of, net::http_request r) {
  auto& d = of.at->shared;
  filings tickets(d);
  auto thread = co_await tickets.newest_of(*of.of, shown_max);
  if (!thread) co_return net::problem(thread.error());
  std::string solution;
  if (of.of->tk) {
    auto mended = co_await tickets.solution_of(of.of->of, *of.of->tk);
    if (!mended) co_return net::problem(mended.error());
    solution = std::move(*mended);
  }
  auto reply = json_reply(200, status_document(d, *of.of, thread->messages, solution));
  auto const etag = '"' + d.repo.digest_of("etag", reply.body).substr(0, 22) + '"';
  if (holds_tag(r.headers, etag)) {
    reply.status = 304;
    reply.body.clear();
    reply.content_type.clear();
  }
  reply.headers.emplace_back("ETag", etag);
  co_return reply;
}

awaitable<net::http_reply> messages_of(session_host& g, opened_number of, net::http_request r) {
  auto const after = net::query_value(r.query, "after");
  std::uint64_t seq = 0;
  auto const [end, fault] = std::from_chars(after.data(), after.data() + after.size(), seq);
  if (!after.empty() && (fault != std::errc{} || end != after.data() + after.size() || seq >> 62))
    co_return net::problem(error{errc::bad_field, "after", "this must be a message's number"});
  auto& d = of.at->shared;
  filings tickets(d);
  auto const most = static_cast<std::size_t>(std::clamp<std::int64_t>(g.cfg.limits.page_messages, 1, static_cast<std::int64_t>(shown_max)));
  auto some = co_await tickets.thread_of(*of.of, seq, most);
  if (!some) co_return net::problem(some.error());
  auto const citizen = read_by_citizen(d);
  wire::page page;
  page.more = some->more;
  for (auto const& m : some->messages) page.messages.push_back(wire::message_frame(of.of->of->record.id, m.seq, m.said, m.noted, citizen));
  co_return json_reply(200, "{" + wire::page_fields(page) + "}");
}

// The citizen's word by number and secret, or by the owner's session: it joins the thread as if said in the channel itself.
awaitable<net::http_reply> say(session_host& g, opened_number of, std::string id, written what) {
  auto const& c = of.of->of->record;
  std::optional<error> over;
  if (auto const v = g.visitor_messages.take(c.id, g.clk.now()); !v)
    over = error{errc::rate_limited, "", "too many messages; the earlier ones were received", v.retry_after.count()};
  auto& d = of.at->shared;
  filings tickets(d);
  auto sent = co_await tickets.say(*of.of, std::move(id), std::move(what), std::move(over));
  if (!sent) co_return net::problem(sent.error());
  wire::json_writer w;
  w.begin_object().field("seq", sent->seq).field("received_at", sent->received_at);
  if (sent->asked) {
    w.field("reference", sent->asked->reference);
    w.field("status_url", status_url(d.profile.facts, sent->asked->reference, sent->asked->secret));
  } else if (sent->reopened) {
    w.field("number", sent->reopened->number);
    w.field("status_url", status_url(d.profile.facts, sent->reopened->number, sent->reopened->secret));
  }
  co_return json_reply(201, w.end_object().take());
}

awaitable<net::http_reply> judge(opened_number of, std::string id, bool answered) {
  auto& d = of.at->shared;
  filings tickets(d);
  auto now = co_await tickets.judge(of.of->of->record.id, of.of->tk->number, std::move(id), answered);
  if (!now) co_return net::problem(now.error());
  auto known = co_await d.repo.load(of.of->of->record.id);
  if (!known) co_return net::problem(known.error());
  co_return json_reply(200, ticket_document(d, (*known)->record, *now));
}

awaitable<net::http_reply> reopen(session_host& g, opened_number of, std::string id, written what, std::string address) {
  auto& d = of.at->shared;
  std::optional<error> over;
  if (of.owner) over = co_await filed_too_many(g, of.owner->id);
  else if (auto const v = g.new_requests.take(net::counted_as(address), g.clk.now()); !v)
    over = error{errc::rate_limited, "", "too many tickets from this address", v.retry_after.count()};
  filings tickets(d);
  auto made = co_await tickets.reopen(of.of->of->record.id, of.of->tk->number, std::move(id), std::move(what), std::move(over));
  if (!made) co_return net::problem(made.error());
  co_return json_reply(201, receipt_document(d, *made));
}

awaitable<net::http_reply> act_on(session_host& g, opened_number of, part what, net::http_request r) {
  if (!says_json(r)) co_return net::problem(415, "unsupported_media_type", "the body must be application/json");
  wire::frame_limits bounds;
  bounds.text_chars = static_cast<std::size_t>(g.cfg.limits.text_chars);
  auto frame = wire::request_frame::parse(r.body, bounds);
  if (!frame) co_return net::problem(frame.error());
  if (what != part::messages && !of.of->tk) co_return net::problem(error{errc::bad_field, "number", "this is no ticket's number"});
  auto id = frame->required_id();
  if (!id) co_return net::problem(id.error());
  if (what == part::close) {
    auto const body = nlohmann::json::parse(r.body, nullptr, false);
    auto const answered = body.is_object() ? body.find("answered") : body.end();
    if (answered == body.end() || !answered->is_boolean()) co_return net::problem(error{errc::bad_field, "answered", "this field must be true or false"});
    bool const yes = answered->get<bool>();
    co_return co_await judge(std::move(of), std::move(*id), yes);
  }
  auto text = frame->text_beside_attachments("text");
  auto files = frame->attachments();
  if (auto const e = wire::first_fault(text, files)) co_return net::problem(*e);
  auto const from = of.owner ? media_origin::holder : media_origin::citizen;
  auto const uploader = of.owner ? of.owner->id : of.of->of->record.id.text();
  written said(std::move(*text), {std::move(*files), from, uploader});
  if (what == part::messages) co_return co_await say(g, std::move(of), std::move(*id), std::move(said));
  auto address = r.remote_address;
  co_return co_await reopen(g, std::move(of), std::move(*id), std::move(said), std::move(address));
}

}  // namespace

awaitable<net::http_reply> ticket_api(session_host& g, net::http_request r) {
  auto const asked = number_in(r.path);
  auto opened = co_await open_number(g, r, asked.typed);
  if (opened.no) co_return std::move(*opened.no);
  if (r.method == "POST") co_return co_await act_on(g, std::move(opened), asked.of, std::move(r));
  if (asked.of == part::messages) co_return co_await messages_of(g, std::move(opened), std::move(r));
  co_return co_await state_of(std::move(opened), std::move(r));
}

}  // namespace sahut
