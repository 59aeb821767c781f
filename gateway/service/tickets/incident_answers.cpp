// Which questions a rule finds, and how an approved answer goes to each member.
#include "gateway/records/decimal.hpp"
#include "gateway/records/incident_form.hpp"
#include "gateway/service/tickets/incidents.hpp"
#include "routing/engine/conversation/incidents.hpp"
#include "routing/engine/conversation/stretches.hpp"
#include "routing/engine/conversation/unseen.hpp"
#include "routing/model/name_words.hpp"

#include <algorithm>

namespace sahut {
namespace {

using form = record_form<incident_member>;

bool received_within(incidents::pattern const& by, utc_time at) { return (!by.from || at >= *by.from) && (!by.until || at < *by.until); }

request const* request_with(conversation const& c, std::uint32_t ordinal) {
  for (auto const* list : {&c.active, &c.past})
    for (auto const& r : *list)
      if (r.ordinal == ordinal) return &r;
  return nullptr;
}

}  // namespace

// What waits in the office's queues as far as this official sees it, and its open tickets.
boost::asio::awaitable<result<std::vector<std::pair<conversation_id, ticket_number>>>> incidents::matching(official who, pattern by, bool* more) {
  std::vector<std::pair<conversation_id, ticket_number>> out;
  std::vector<conversation_id> ids;
  for (auto const& queue : desk_.queue_ids()) {
    if (!may(who, deed::read, queue)) continue;
    for (auto const& list : {desk_.space.waiting(queue), desk_.space.ticketed(queue)}) {
      auto found = co_await desk_.st.lowest(list, looked_at_max + 1);
      if (!found) co_return found.error();
      for (auto& f : *found)
        if (std::find(ids.begin(), ids.end(), f.member) == ids.end()) ids.emplace_back(std::move(f.member));
    }
  }
  if (ids.size() > looked_at_max) *more = true, ids.resize(looked_at_max);
  auto const words = name_words(by.words);
  for (auto const& id : ids) {
    auto known = co_await desk_.repo.load(id);
    if (!known && known.error().code == errc::internal) continue;
    if (!known) co_return known.error();
    auto const& c = (*known)->record;
    if ((*known)->version == 0 || !may(who, deed::read, c)) continue;
    auto const what = question_to_join(c, {});
    if (!what) continue;
    auto const* r = request_with(c, what->request);
    if (!r || (!by.topic.empty() && r->topic != by.topic) || !received_within(by, r->clock.received)) continue;
    if (!words.empty()) {
      auto holds = co_await holds_words(*known, what->request, words);
      if (!holds) co_return holds.error();
      if (!*holds) continue;
    }
    if (out.size() == selected_max) {
      *more = true;
      break;
    }
    out.emplace_back(id, what->ticket);
  }
  co_return out;
}

// Whether what the citizen wrote in this request has every one of the words.
boost::asio::awaitable<result<bool>> incidents::holds_words(conversation_ptr c, std::uint32_t request, std::set<std::string> const& words) {
  constexpr std::uint64_t looked_at = 50;
  auto const* r = request_with(c->record, request);
  if (!r) co_return false;
  auto const last = last_seq_of(c->record, *r).value_or(c->end);
  auto page = co_await desk_.repo.read_log(c, r->first_seq, std::min(last, r->first_seq + looked_at - 1));
  if (!page) co_return page.error();
  std::vector<std::string> said;
  for (std::size_t i = 0; i < page->messages.size(); ++i) {
    if (page->messages[i].from != author::visitor || page->noted[i].removed) continue;
    auto const& text = page->noted[i].edited ? *page->noted[i].edited : page->messages[i].text;
    for (auto& word : name_words(text)) said.push_back(std::move(word));
  }
  co_return std::all_of(words.begin(), words.end(), [&](std::string const& w) { return std::find(said.begin(), said.end(), w) != said.end(); });
}

boost::asio::awaitable<void> incidents::on_due(incident_id id) {
  auto& d = desk_;
  auto waiting = co_await d.st.lowest(d.space.list(form::waiting_of(id)), incident_batch + 1);
  if (!waiting) co_return;  // it stays due
  bool const more = waiting->size() > incident_batch;
  if (more) waiting->pop_back();
  for (auto const& w : *waiting) {
    auto const blank = w.member.rfind(' ');
    if (blank == std::string::npos) continue;
    auto const request = static_cast<std::uint32_t>(records::decimal(std::string_view(w.member).substr(blank + 1)));
    co_await answer_one(id, conversation_id(w.member.substr(0, blank)), request);
  }
  auto left = co_await d.st.lowest(d.space.list(form::waiting_of(id)), 1);
  if (!left) co_return;
  bool const some = !left->empty();
  auto decide = [&d, &id, some](conversation_ptr, records_read& also) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto of = co_await also.load<incident>(id);
    if (!of) co_return of.error();
    if (!*of) co_return std::optional<transition>();
    co_return on_incident_step(d.clk.now(), **of, some);
  };
  (void)co_await d.act(command_id(), decide);
}

boost::asio::awaitable<void> incidents::answer_one(incident_id which, conversation_id c, std::uint32_t request) {
  auto& d = desk_;
  auto decide = [&d, &which, request](conversation_ptr base, records_read& also) -> boost::asio::awaitable<result<std::optional<transition>>> {
    using nothing = std::optional<transition>;
    auto of = co_await also.load<incident>(which);
    if (!of) co_return of.error();
    incident_member key;
    key.incident = which;
    key.conversation = base->record.id;
    key.request = request;
    auto known = co_await also.load<incident_member>(key.id());
    if (!known) co_return known.error();
    if (!*of || !*known || (*of)->state != incident_state::answering || (*known)->state != member_state::waiting) co_return nothing();
    std::optional<crossing_line> crossing;
    for (auto from = (*known)->seen + 1; from <= base->end;) {
      auto const last = std::min(base->end, from + 499);
      auto page = co_await d.repo.read_log(base, from, last);
      if (!page) co_return page.error();
      for (std::size_t i = 0; i < page->messages.size(); ++i)
        note_crossing(crossing, page->first_seq + i, page->messages[i], *d.profile.courtesy);
      from = last + 1;
    }
    auto t = on_incident_answer(d.at_now(), base->record, **of, **known, std::move(crossing));
    if (!t) co_return t.error();
    co_return nothing(std::move(*t));
  };
  auto written = co_await d.act(c, command_id(), decide);
  if (written || written.error().code == errc::unavailable || written.error().code == errc::full) co_return;
  co_await pass_over(std::move(which), std::move(c), request);
}

// It cannot be answered (its conversation cannot be read, say): the others go on.
boost::asio::awaitable<void> incidents::pass_over(incident_id which, conversation_id c, std::uint32_t request) {
  auto decide = [&](conversation_ptr, records_read& also) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto of = co_await also.load<incident>(which);
    if (!of) co_return of.error();
    incident_member key;
    key.incident = which;
    key.conversation = c;
    key.request = request;
    auto known = co_await also.load<incident_member>(key.id());
    if (!known) co_return known.error();
    if (!*of || !*known) co_return std::optional<transition>();
    co_return std::optional(on_member_passed_over(**of, **known));
  };
  (void)co_await desk_.act(command_id(), decide);
}

}  // namespace sahut
