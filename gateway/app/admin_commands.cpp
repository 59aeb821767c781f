#include "gateway/app/admin_commands.hpp"

#include "gateway/store/base64url.hpp"
#include "gateway/app/account_commands.hpp"
#include "gateway/app/channel_commands.hpp"
#include "gateway/app/media_commands.hpp"
#include "gateway/app/message_commands.hpp"
#include "gateway/app/password_pool.hpp"
#include "gateway/app/security_log.hpp"
#include "gateway/app/status.hpp"
#include "gateway/app/store_commands.hpp"
#include "gateway/log/log.hpp"
#include "gateway/records/decimal.hpp"
#include "gateway/records/fields.hpp"
#include "gateway/records/model_fields.hpp"
#include "gateway/service/platform/account_listing.hpp"
#include "gateway/service/people/second_factor_rules.hpp"
#include "gateway/wire/frames.hpp"
#include "gateway/wire/json_writer.hpp"
#include "routing/engine/ticket/number.hpp"
#include "routing/model/visible.hpp"

#include <algorithm>
#include <array>
#include <functional>

namespace sahut {
namespace {

using boost::asio::awaitable;
using answer = admin_answer;

constexpr int exit_usage = 64, exit_data = 65, exit_no_such = 1, exit_no_daemon = 69, exit_temporary = 75;

answer failed(error const& e) {
  auto const where = e.path.empty() ? std::string{} : e.path + ": ";
  if (e.code == errc::internal) return {exit_data, "", where + e.detail + "; sahutctl unreadable lists what is damaged\n"};
  return {is_temporary(e.code) ? exit_temporary : exit_no_such, "", where + e.detail + "\n"};
}

// Options after the command's words: --name value, repeated names collected.
std::vector<std::string> option(std::vector<std::string> const& words, std::string_view name) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i + 1 < words.size(); ++i)
    if (words[i] == name) out.push_back(words[i + 1]);
  return out;
}

awaitable<answer> user_add(session_host& g, password_hasher& passwords, std::vector<std::string> words, std::string input) {
  user_account u;
  u.name = officer_id(words[2]);
  auto const offices = option(words, "--office"), roles = option(words, "--role"), displays = option(words, "--display");
  if (offices.size() != 1 || roles.size() != 1) co_return answer{exit_usage, "", "user add needs --office and --role\n"};
  u.office = office_id(offices.front());
  auto* o = g.find(u.office);
  if (!o) co_return answer{exit_data, "", "--office: there is no such office\n"};
  auto const role = role_of(roles.front());
  if (!role)
    co_return answer{exit_data, "", "--role: " + role_names(" or ") + "\n"};
  if (u.name.empty() || u.name.size() > 64 ||
      !std::all_of(u.name.text().begin(), u.name.text().end(), [](unsigned char c) { return std::isalnum(c) || c == '.' || c == '-' || c == '_'; }))
    co_return answer{exit_data, "", "a name has 1 to 64 letters, digits, dots, dashes or underscores\n"};
  u.role = *role;
  u.queues = ids_of<queue_id>(option(words, "--queue"));
  if (!displays.empty()) u.display = displays.front();
  for (auto const& q : u.queues)
    if (!o->shared.has_queue(q)) co_return answer{exit_data, "", "--queue: the office has no such queue\n"};
  while (!input.empty() && (input.back() == '\n' || input.back() == '\r')) input.pop_back();
  if (auto const fault = password_fault(input, u.name)) co_return answer{exit_data, "", *fault + "\n"};
  for (auto& other : g.offices) {
    auto taken = co_await other->accounts_of_officers.find_typed(u.name.text());
    if (taken && (*taken)->account.name != u.name)
      co_return answer{exit_data, "", "an account of this name exists as " + (*taken)->account.name.text() + ": names that differ in capitals alone are one\n"};
    if (taken) co_return answer{exit_data, "", "an account of this name exists\n"};
    if (taken.error().code != errc::not_found) co_return failed(taken.error());
  }
  auto hash = co_await passwords.hash(std::move(input));
  if (!hash) co_return failed(hash.error());
  u.password_hash = std::move(*hash);
  auto const name = u.name;
  auto const given = name_of(u.role);
  auto done = co_await o->accounts_of_officers.add(std::move(u));
  if (!done) co_return failed(done.error());
  tell_security(log::level::info, "account_added", {{"account", name}, {"office", o->shared.profile.settings->id}, {"role", given}});
  co_return answer{0, "added " + name.text() + "\n", ""};
}

awaitable<answer> user_list(session_host& g) {
  answer a;
  for (auto& o : g.offices) {
    auto all = co_await o->accounts_of_officers.list();
    if (!all) co_return failed(all.error());
    std::sort(all->begin(), all->end(), [](auto const& x, auto const& y) { return x.name < y.name; });
    for (auto const& u : *all) {
      wire::json_writer w;
      w.begin_object().field("name", u.name).field("display", u.shown_name()).field("office", u.office).field("role", name_of(u.role));
      w.begin_array("queues");
      for (auto const& q : u.queues) w.element(q);
      w.end_array().field("disabled", u.disabled).field("second_factor", has_second_factor(u));
      a.out += w.end_object().take() + "\n";
    }
  }
  co_return a;
}

// Told to the log without saying whose it was: the audit's line until there is an audit.
awaitable<answer> visitor_revoke(session_host& g, conversation_id id) {
  for (auto& o : g.offices) {
    auto done = co_await o->tokens.revoke(id);
    if (done) {
      log::warn("audit", {{"conversation", id}}, "the token is revoked by the operator");
      tell_security(log::level::warn, "token_revoked", {{"conversation", id}});
      co_return answer{0, "revoked " + id.text() + "\n", ""};
    }
    if (done.error().code != errc::not_found) co_return failed(done.error());
  }
  co_return answer{exit_no_such, "", "there is no such conversation\n"};
}

// The account that a name means, as at sign-in and whichever office has it: the name as it is kept goes first.
class typed_account {
 public:
  office* in = nullptr;
  officer_id name;
  static awaitable<result<typed_account>> of(session_host& g, std::string typed) {
    typed_account found;
    for (auto& o : g.offices) {
      auto user = co_await o->accounts_of_officers.find_typed(typed);
      if (!user && user.error().code == errc::not_found) continue;
      if (!user) co_return user.error();
      bool const exact = (*user)->account.name == typed;
      if (found.in && !exact) co_return error{errc::not_found, "", "several accounts differ in capitals alone: write the name as it is kept"};
      found.in = o.get();
      found.name = (*user)->account.name;
      if (exact) break;
    }
    if (!found.in) co_return error{errc::not_found, "", "there is no such account"};
    co_return found;
  }
};

// `what` is said when it is done.
awaitable<answer> user_change(typed_account of, std::function<void(user_account&)> how, std::string what) {
  auto done = co_await of.in->accounts_of_officers.change(of.name, how);
  if (!done) co_return failed(done.error());
  tell_security(log::level::info, "account_changed", {{"account", of.name}, {"what", what}});
  co_return answer{0, what + " " + of.name.text() + "\n", ""};
}

awaitable<answer> user_able(session_host& g, std::string name, bool disabled) {
  std::function<void(user_account&)> how = [disabled](user_account& u) { u.disabled = disabled; };
  std::string what = disabled ? "disabled" : "enabled";
  auto of = co_await typed_account::of(g, std::move(name));
  if (!of) co_return failed(of.error());
  co_return co_await user_change(std::move(*of), std::move(how), std::move(what));
}

// Role, queues and display; what is not named stays. `--queue all` takes away the choice of queues.
awaitable<answer> user_set(session_host& g, std::vector<std::string> words) {
  auto const roles = option(words, "--role"), displays = option(words, "--display");
  auto const queues = ids_of<queue_id>(option(words, "--queue"));
  if (roles.empty() && displays.empty() && queues.empty())
    co_return answer{exit_usage, "", "user set needs --role, --queue or --display\n"};
  auto const role = roles.empty() ? std::nullopt : role_of(roles.back());
  if (!roles.empty() && !role)
    co_return answer{exit_data, "", "--role: " + role_names(" or ") + "\n"};
  bool const all = queues.size() == 1 && queues.front() == "all";
  auto of = co_await typed_account::of(g, words[2]);
  if (!of) co_return failed(of.error());
  for (auto const& q : queues)
    if (!all && !of->in->shared.has_queue(q)) co_return answer{exit_data, "", "--queue: the office has no such queue\n"};
  std::function<void(user_account&)> how = [&](user_account& u) {
    if (role) u.role = *role;
    if (!displays.empty()) u.display = displays.back();
    if (!queues.empty()) u.queues = all ? std::vector<queue_id>{} : queues;
  };
  std::string what = "changed";
  co_return co_await user_change(std::move(*of), std::move(how), std::move(what));
}

awaitable<answer> user_password(session_host& g, password_hasher& passwords, std::string name, std::string input) {
  while (!input.empty() && (input.back() == '\n' || input.back() == '\r')) input.pop_back();
  auto of = co_await typed_account::of(g, std::move(name));
  if (!of) co_return failed(of.error());
  if (auto const fault = password_fault(input, of->name)) co_return answer{exit_data, "", *fault + "\n"};
  auto hash = co_await passwords.hash(std::move(input));
  if (!hash) co_return failed(hash.error());
  std::function<void(user_account&)> how = [&](user_account& u) { u.password_hash = *hash; };
  std::string what = "new password for";
  co_return co_await user_change(std::move(*of), std::move(how), std::move(what));
}

// A telephone is lost: the password alone signs in again, or, where the role must have a second factor, leads to a new one.
awaitable<answer> user_second_factor(session_host& g, std::vector<std::string> words) {
  if (words.back() != "--remove") co_return answer{exit_usage, "", "user second-factor needs --remove\n"};
  auto of = co_await typed_account::of(g, words[2]);
  if (!of) co_return failed(of.error());
  auto user = co_await of->in->accounts_of_officers.find(of->name);
  if (!user) co_return failed(user.error());
  if (!has_second_factor((*user)->account)) co_return answer{exit_no_such, "", "the account has no second factor\n"};
  std::function<void(user_account&)> how = [](user_account& u) { u.second_factor = second_factor(); };
  std::string what = "second factor removed from";
  co_return co_await user_change(std::move(*of), std::move(how), std::move(what));
}

std::string promise(earlier_deadline const& e, bool of_request) {
  wire::json_writer w;
  w.begin_object().field("until", e.until).field("from", e.from).field("to", e.to).field("answer_due", e.answer_due);
  if (of_request) w.field("ticket_at", e.ticket_at).field("ticket_due", e.ticket_due);
  return w.end_object().take();
}

void earlier(wire::json_writer& w, std::vector<earlier_deadline> const& all, bool of_request) {
  if (all.empty()) return;
  w.begin_array("earlier_deadlines");
  for (auto const& e : all) w.element_raw(promise(e, of_request));
  w.end_array();
}

std::string describe_request(request const& r) {
  wire::json_writer w;
  w.begin_object().field("request", std::uint64_t{r.ordinal}).field("reference", r.reference).field("queue", r.queue);
  w.field("received_at", r.clock.received).field("rule", r.clock.two_days ? "R2D" : "R60").field("reason", r.clock.reason);
  w.field("effective", r.clock.effective).field("answer_due", r.clock.answer_due).field("ticket_at", r.clock.ticket_at);
  w.field("ticket_due", r.clock.ticket_due).field("calendar", r.clock.calendar).field("revision", r.clock.revision);
  w.field("beyond_data", r.clock.beyond_data).field("first_seq", r.first_seq).field("outcome", name_of(r.ended));
  if (r.answer_seq) w.field("answer_seq", r.answer_seq);
  if (r.ended_at) w.field("ended_at", *r.ended_at);
  w.maybe("ticket", r.ticket);
  earlier(w, r.earlier_deadlines, true);
  return w.end_object().take();
}

std::string describe_ticket(conversation const& c, ticket const& t) {
  wire::json_writer w;
  w.begin_object().field("number", t.number).field("state", wire::ticket_state(t)).field("conversation", c.id);
  if (!t.categories.empty()) {
    w.begin_array("categories");
    for (auto const& category : t.categories) w.element(category);
    w.end_array();
  }
  w.maybe("topic", t.topic);
  w.field("automatic", t.automatic).field("due_at", t.due_at).field("issued_at", t.issued_at);
  w.field("late_ms", std::int64_t{(t.issued_at - t.due_at).count()}).field("answer_due", t.answer_due);
  w.maybe("calendar", t.calendar).maybe("revision", t.revision);
  earlier(w, t.earlier_deadlines, false);
  if (t.moved.state != notice_state::not_needed) w.field("deadline_told", name_of(t.moved.state));
  if (t.delayed.state != notice_state::not_needed) w.field("delay_told", name_of(t.delayed.state));
  w.field("told", name_of(t.announced)).field("request", std::uint64_t{t.request}).maybe("owner", t.owner).maybe("unit", t.unit);
  if (t.answered_at) w.field("answered_at", *t.answered_at);
  if (t.closed_at) w.field("closed_at", *t.closed_at);
  else if (t.close_at) w.field("closes_at", *t.close_at);
  if (t.reminded) w.field("reminded", std::uint64_t{t.reminded});
  if (t.open() && !t.reminders.empty()) w.field("next_reminder", t.reminders.front());
  return w.end_object().take();
}

awaitable<answer> conversation_show(session_host& g, conversation_id id) {
  for (auto& o : g.offices) {
    auto known = co_await o->shared.repo.reload(id);
    if (!known) co_return failed(known.error());
    if ((*known)->version == 0) continue;
    auto const& c = (*known)->record;
    wire::json_writer w;
    w.begin_object().field("conversation", c.id).field("office", c.office).field("queue", c.queue).field("channel", name_of(c.channel));
    w.field("account", c.account).field("state", name_of(c.state)).field("outcome", name_of(c.last_outcome));
    if (c.restricted.since) w.field("restricted_since", *c.restricted.since);
    w.field("rev", (*known)->version).field("seq", (*known)->end).maybe("officer", c.officer).maybe("last_officer", c.last_officer);
    w.field("created_at", c.created_at);
    w.begin_array("requests");
    constexpr std::uint32_t older_max = 500;
    auto const oldest_shown = c.requests > older_max ? c.requests - older_max + 1 : 1u;
    auto older = co_await o->shared.repo.read_older_requests(*known, oldest_shown, c.requests);
    if (!older) co_return failed(older.error());
    for (auto const& r : *older) w.element_raw(describe_request(r));
    for (auto const* list : {&c.past, &c.active})
      for (auto const& r : *list) w.element_raw(describe_request(r));
    w.end_array().begin_array("tickets");
    for (auto const& t : c.tickets) w.element_raw(describe_ticket(c, t));
    w.end_array().begin_array("deliveries");
    auto const last = (*known)->end, first = last > 100 ? last - 99 : std::uint64_t{1};
    auto page = co_await o->shared.repo.read_log(*known, first, last);
    if (page)
      for (std::size_t i = 0; i < page->noted.size(); ++i)
        if (page->noted[i].state != delivery::none) {
          wire::json_writer x;
          x.begin_object().field("seq", page->first_seq + i).field("delivery", name_of(page->noted[i].state));
          w.element_raw(x.maybe("reason", page->noted[i].reason).end_object().take());
        }
    co_return answer{0, w.end_array().end_object().take() + "\n", ""};
  }
  co_return answer{exit_no_such, "", "there is no such conversation\n"};
}

// `officer` empty: back into its queue. Every office is asked, since an id alone does not say whose it is.
awaitable<answer> conversation_hand(session_host& g, conversation_id id, officer_id officer, std::vector<std::string> words) {
  constexpr std::size_t reason_bytes_max = 2000;
  auto const reasons = option(words, "--reason");
  auto reason = reasons.empty() ? std::string() : reasons.back();
  if (reason.size() > reason_bytes_max)
    co_return answer{exit_data, "", "--reason: at most " + std::to_string(reason_bytes_max) + " bytes\n"};
  for (auto& o : g.offices) {
    auto known = co_await o->shared.repo.reload(id);
    if (!known) co_return failed(known.error());
    if ((*known)->version == 0) continue;
    std::array<std::uint8_t, 12> once{};
    g.random.fill(once);
    auto command = base64url(once);
    if (!officer.empty()) {
      auto who = co_await o->accounts_of_officers.find_typed(officer.text());
      if (who) officer = (*who)->account.name;  // else it is told below that there is none
    }
    auto done = co_await o->officer_side.reassign(std::move(command), id, officer, reason);
    if (!done && done.error().code == errc::bad_field)
      co_return answer{exit_data, "", done.error().path + ": " + done.error().detail + "\n"};
    if (!done) co_return failed(done.error());
    log::warn("audit", {{"office", o->shared.profile.settings->id}, {"conversation", id}, {"account", officer}},
              "the conversation is {} by the operator", officer.empty() ? "released" : "assigned");
    co_return answer{0, officer.empty() ? "released " + id.text() + "\n" : "assigned " + id.text() + " to " + officer.text() + "\n", ""};
  }
  co_return answer{exit_no_such, "", "there is no such conversation\n"};
}

awaitable<answer> ticket_show(session_host& g, std::string typed) {
  auto parsed = parse_number(typed);
  auto const* number = std::get_if<typed_number>(&parsed);
  if (!number)
    co_return answer{exit_data, "", std::get<number_fault>(parsed) == number_fault::bad_check_digit
                                        ? "the check digit does not fit: look at the number again\n"
                                        : "this is no ticket number\n"};
  for (auto& o : g.offices) {
    auto found = co_await o->shared.repo.find_number(*number);
    if (!found) co_return failed(found.error());
    if (!*found) continue;
    auto led = co_await o->shared.repo.follow(std::move(**found));
    if (!led) co_return failed(led.error());
    if (!*led) continue;
    answer a;
    auto const& to = **led;
    if (to.req) a.out += describe_request(*to.req) + "\n";
    if (to.tk) a.out += describe_ticket(to.of->record, *to.tk) + "\n";
    if (!a.out.empty()) co_return a;
  }
  co_return answer{exit_no_such, "", "there is no such number\n"};
}

std::string_view name_of_part(part_state s) {
  constexpr std::string_view names[] = {"waiting", "sending", "sent", "failed", "unknown", "dropped"};
  return names[static_cast<std::size_t>(s)];
}

awaitable<answer> outbox_command(session_host& g, std::vector<std::string> words) {
  answer a;
  for (auto& o : g.offices) {
    for (auto const& owner : o->accounts()) {
      auto const& account = owner->account().id;
      auto lines = co_await list_outbox(o->shared, o->shared.repo, account);
      if (!lines) co_return failed(lines.error());
      for (auto const& [k, e] : *lines) {
        auto const label = account + "/" + std::to_string(k);
        if (words[1] == "list") {
          wire::json_writer w;
          w.begin_object().field("entry", label);
          if (!e) {
            a.out += w.field("readable", false).end_object().take() + "\n";
            continue;
          }
          w.field("conversation", e->conversation).field("seq", e->seq);
          w.field("created_at", e->created_at).field("next_at", e->next_at).field("attempts", std::uint64_t{e->attempts});
          w.field("held", e->held).maybe("reason", e->reason).maybe("ticket", e->ticket).begin_array("parts");
          for (auto const& p : e->parts) w.element(name_of_part(p.state));
          a.out += w.end_array().end_object().take() + "\n";
        } else if (words.size() > 2 && label == words[2]) {
          auto* own = o->account(account);
          auto done = co_await own->retry_or_drop_outgoing(k, words[1] == "retry");
          if (!done) co_return failed(done.error());
          co_return answer{0, words[1] + " " + label + "\n", ""};
        }
      }
    }
  }
  if (words[1] != "list") co_return answer{exit_no_such, "", "there is no such outbox entry\n"};
  co_return a;
}

awaitable<answer> journal_command(session_host& g, std::vector<std::string> words) {
  answer a;
  for (auto& o : g.offices) {
    for (auto const& owner : o->accounts()) {
      auto const& account = owner->account().id;
      auto lines = co_await list_journal(o->shared, o->shared.repo, account);
      if (!lines) co_return failed(lines.error());
      for (auto const& one : *lines) {
        auto const label = account + "/" + std::to_string(one.k);
        if (words[1] == "list") {
          wire::json_writer w;
          w.begin_object().field("entry", label).field("state", one.parked ? "parked" : "waiting");
          w.field("bytes", std::uint64_t{one.bytes});
          if (one.received_at) w.field("received_at", *one.received_at);
          else w.field("readable", false);
          a.out += w.end_object().take() + "\n";
        } else if (one.parked && words.size() > 2 && label == words[2]) {
          auto done = co_await retry_or_drop_parked(o->shared, account, one.k, words[1] == "retry");
          if (!done) co_return failed(done.error());
          co_return answer{0, words[1] + " " + label + "\n", ""};
        }
      }
    }
  }
  if (words[1] != "list") co_return answer{exit_no_such, "", "there is no such parked journal entry\n"};
  co_return a;
}

}  // namespace

awaitable<answer> run_admin_command(session_host& g, password_hasher& passwords, std::vector<std::string> words, std::string input) {
  auto const is = [&](std::string_view a, std::string_view b, std::size_t least) {
    return words.size() >= least && words[0] == a && words[1] == b;
  };
  if (auto const wrong = fault_in_words(words)) co_return answer{exit_data, "", *wrong + "\n"};
  if (words.size() > 1 && words[0] == "account") co_return co_await run_account_command(g, passwords, std::move(words), std::move(input));
  if (is("user", "add", 3)) co_return co_await user_add(g, passwords, std::move(words), std::move(input));
  if (is("user", "list", 2)) co_return co_await user_list(g);
  if (is("user", "disable", 3)) co_return co_await user_able(g, words[2], true);
  if (is("user", "enable", 3)) co_return co_await user_able(g, words[2], false);
  if (is("user", "set", 3)) co_return co_await user_set(g, std::move(words));
  if (is("user", "password", 3)) co_return co_await user_password(g, passwords, words[2], std::move(input));
  if (is("user", "second-factor", 3)) co_return co_await user_second_factor(g, std::move(words));
  if (is("keys", "rewrap", 2)) co_return co_await rewrap_command(g, std::move(words));
  if (words.size() > 2 && words[0] == "queue" && words[1] == "move") co_return co_await move_queue_command(g, std::move(words));
  if (is("unreadable", "list", 2)) co_return co_await unreadable_command(g, std::move(words));
  if (is("visitor", "revoke", 3)) co_return co_await visitor_revoke(g, conversation_id(words[2]));
  if (is("conversation", "show", 3)) co_return co_await conversation_show(g, conversation_id(words[2]));
  if (is("conversation", "release", 3)) co_return co_await conversation_hand(g, conversation_id(words[2]), officer_id(), words);
  if (is("conversation", "assign", 4)) co_return co_await conversation_hand(g, conversation_id(words[2]), officer_id(words[3]), words);
  if (is("channel", "setup", 3) || is("channel", "check", 3)) co_return co_await run_channel_command(g, std::move(words));
  if (is("message", "raw", 4)) co_return co_await run_message_command(g, std::move(words));
  if (is("media", "orphans", 2)) co_return co_await run_media_command(g, std::move(words));
  if (is("ticket", "show", 3)) co_return co_await ticket_show(g, words[2]);
  for (auto const verb : {"list", "retry", "drop"}) {
    if (is("outbox", verb, 2)) co_return co_await outbox_command(g, std::move(words));
    if (is("journal", verb, 2)) co_return co_await journal_command(g, std::move(words));
  }
  if (words.size() == 1 && words[0] == "reload") co_return answer{exit_no_daemon, "", "only a running daemon has a configuration in force; it reads the file when it starts\n"};
  if (!words.empty() && words[0] == "status") {
    bool const as_json = words.back() == "--json";
    std::optional<daemon_status> nobody;
    co_return co_await tell_status(g, std::move(nobody), as_json);
  }
  if (is("calendar", "reload", 2)) co_return answer{exit_no_daemon, "", "only a running daemon has calendars in force; it reads the files when it starts\n"};
  co_return answer{exit_usage, "", "there is no such command\n"};
}

std::optional<std::string> fault_in_words(std::vector<std::string> const& command) {
  std::string_view before;
  for (std::string_view const word : command) {
    bool const of_option = before.starts_with("--");
    if (auto const why = before == "--reason" ? text_fault(word) : one_line_fault(word))
      return (of_option ? std::string(before) : "an argument") + ": " + std::string(*why);
    before = word;
  }
  return std::nullopt;
}

bool changes_something(std::vector<std::string> const& command) {
  return command.size() > 1 && command[0] != "status" && command[1] != "list" && command[1] != "show" && command[1] != "check";
}

}  // namespace sahut
