#include "gateway/service/tickets/consults.hpp"

#include "gateway/records/consult_form.hpp"
#include "gateway/service/core/abreast.hpp"
#include "routing/engine/conversation/consulting.hpp"

#include <algorithm>

namespace sahut {
namespace {

using form = record_form<consult>;

error no_such_consult() { return {errc::not_found, "consult", "there is no such question among yours"}; }

std::string content_of(consults::question const& q) {
  auto out = "consult\n" + std::string(q.to.of_role ? name_of(*q.to.of_role) : "") + '\n' + q.to.queue.text() + '\n' + q.to.officer.text() + '\n' + q.ticket + '\n';
  out += q.due ? std::to_string(to_millis(*q.due)) : std::string();
  return out + '\n' + q.draft + '\n' + q.text;
}

}  // namespace

boost::asio::awaitable<result<std::shared_ptr<consult const>>> consults::load(consult_id id) {
  auto read = desk_.repo.begin_reading(desk_.forms);
  auto found = co_await read.load<consult>(std::move(id));
  if (!found) co_return found.error();
  if (!*found) co_return no_such_consult();
  co_return std::make_shared<consult const>(std::move(**found));
}

// Somebody must be there to answer.
boost::asio::awaitable<result<void>> consults::check_addressee(addressee const& to, officer_id const& asker) {
  int const named = int{to.of_role.has_value()} + int{!to.queue.empty()} + int{!to.officer.empty()};
  if (named != 1) co_return error{errc::bad_field, "to", "name one of these: role, queue, officer"};
  if (to.of_role && !is_asked_as_a_role(*to.of_role))
    co_return error{errc::bad_field, "to.role", "ask a coordinator or a superior"};
  if (!to.queue.empty() && !desk_.has_queue(to.queue)) co_return error{errc::bad_field, "to.queue", "this office has no such queue or unit"};
  if (to.officer == asker) co_return error{errc::bad_field, "to.officer", "ask somebody else than yourself"};
  auto everyone = co_await users_.list();
  if (!everyone) co_return everyone.error();
  auto const answers = [&](official const& one) { return one.name != asker && may(one, deed::advise) && is_addressee(one, to); };
  bool const somebody = std::any_of(everyone->begin(), everyone->end(), answers);
  if (somebody) co_return result<void>{};
  if (!to.officer.empty()) co_return error{errc::bad_field, "to.officer", "this officer does not exist or may not answer questions"};
  if (!to.queue.empty()) co_return error{errc::bad_field, "to.queue", "nobody else serves this queue or unit by name"};
  co_return error{errc::bad_field, "to.role", "nobody else of this office has this role"};
}

boost::asio::awaitable<result<consults::done>> consults::ask(officer_window w, std::string id, conversation_id c, question q) {
  auto& d = desk_;
  auto const& who = w.user->account.name;
  auto somebody = co_await check_addressee(q.to, who);
  if (!somebody) co_return somebody.error();
  done out;
  out.consult = consult_id(d.profile.settings->code + "-K" + d.repo.digest_of("consult:" + who.text(), id).substr(0, 20));
  auto content = content_of(q);
  auto const record = out.consult;
  auto decide = [&d, &w, &q, record](conversation_ptr base, records_read& also) -> boost::asio::awaitable<result<transition>> {
    auto before = co_await also.load<consult>(record);
    if (!before) co_return before.error();
    if (*before) co_return error{errc::id_reused, "id", "this id was used before for something else; use a new one"};
    consult_question asked;
    asked.id = record;
    asked.by = acting(w, base->record);
    asked.to = q.to;
    asked.text = q.text;
    asked.draft = q.draft;
    asked.ticket = q.ticket;
    asked.due = q.due;
    co_return on_consult_asked(d.at_now(), base->record, std::move(asked));
  };
  auto asked = co_await deeds_.run(w, std::move(id), std::move(content), std::move(c), decide, deed::ask_colleagues);
  if (!asked) co_return asked.error();
  out.now = asked->now;
  auto written = co_await load(out.consult);
  if (!written) co_return written.error();
  auto const& made = **written;
  out.after_citizen_due = made.citizen_due != utc_time{} && made.due > made.citizen_due;
  co_return out;
}

boost::asio::awaitable<result<consults::done>> consults::answer(officer_window w, std::string id, consult_id which, std::string text,
                                                                std::string draft) {
  auto& d = desk_;
  auto known = co_await load(which);
  if (!known) co_return known.error();
  auto content = "advice\n" + which + '\n' + draft + '\n' + text;
  auto decide = [&d, &w, &which, &text, &draft](conversation_ptr base, records_read& also) -> boost::asio::awaitable<result<transition>> {
    auto asked = co_await also.load<consult>(which);
    if (!asked) co_return asked.error();
    auto const& account = w.user->account;
    if (!*asked || !is_addressee(account, (*asked)->to) || !may(account, deed::advise, base->record)) co_return no_such_consult();
    co_return on_advice(d.at_now(), base->record, **asked, acting(w, base->record), text, draft);
  };
  auto run = co_await deeds_.run(w, std::move(id), std::move(content), (*known)->conversation, decide, deed::advise);
  if (!run) {
    if (run.error().code == errc::not_found) co_return no_such_consult();
    co_return run.error();
  }
  done out;
  out.consult = std::move(which);
  out.now = run->now;
  co_return out;
}

boost::asio::awaitable<result<consults::done>> consults::close(officer_window w, std::string id, consult_id which) {
  auto& d = desk_;
  auto known = co_await load(which);
  if (!known) co_return known.error();
  auto content = "consult.close\n" + which;
  auto decide = [&d, &w, &which](conversation_ptr base, records_read& also) -> boost::asio::awaitable<result<transition>> {
    auto asked = co_await also.load<consult>(which);
    if (!asked) co_return asked.error();
    if (!*asked) co_return no_such_consult();
    co_return on_consult_closed(d.at_now(), base->record, **asked, acting(w, base->record));
  };
  auto run = co_await deeds_.run(w, std::move(id), std::move(content), (*known)->conversation, decide, deed::ask_colleagues);
  if (!run) {
    if (run.error().code == errc::not_found) co_return no_such_consult();
    co_return run.error();
  }
  done out;
  out.consult = std::move(which);
  out.now = run->now;
  co_return out;
}

boost::asio::awaitable<result<consults::listed>> consults::open_for(official who) {
  listed out;
  std::vector<std::string> lists{form::asked_by(who.name)};
  auto const add = [&](addressee const& to) {
    if (is_addressee(who, to)) lists.push_back(form::put_to(to));
  };
  addressee me, my_role;
  me.officer = who.name;
  my_role.of_role = who.role;
  add(me);
  add(my_role);
  for (auto const& q : who.queues) {
    addressee unit;
    unit.queue = q;
    add(unit);
  }
  std::vector<std::string> ids;
  for (auto const& name : lists) {
    auto found = co_await desk_.st.lowest(desk_.space.list(name), listed_max + 1);
    if (!found) co_return found.error();
    if (found->size() > listed_max) out.more = true, found->pop_back();
    for (auto& f : *found)
      if (std::find(ids.begin(), ids.end(), f.member) == ids.end()) ids.push_back(std::move(f.member));
  }
  for (auto const& id : ids) {
    auto known = co_await load(consult_id(id));
    if (!known && (known.error().code == errc::internal || known.error().code == errc::not_found)) continue;
    if (!known) co_return known.error();
    auto about = co_await desk_.repo.load((*known)->conversation);
    if (!about && about.error().code == errc::internal) continue;
    if (!about) co_return about.error();
    if (may(who, deed::read, (*about)->record)) out.all.push_back({*known, *about});
  }
  std::stable_sort(out.all.begin(), out.all.end(), [](told_consult const& a, told_consult const& b) { return a.now->due < b.now->due; });
  co_return out;
}

boost::asio::awaitable<result<std::vector<std::shared_ptr<consult const>>>> consults::of(conversation_ptr c, hidden_parts hidden) {
  std::vector<std::shared_ptr<consult const>> out;
  if (c->record.consults_asked == 0) co_return out;
  auto found = co_await desk_.st.lowest(desk_.space.list(form::of_conversation(c->record.id)), in_history_max);
  if (!found) co_return found.error();
  for (auto it = found->rbegin(); it != found->rend(); ++it) {
    auto known = co_await load(consult_id(it->member));
    if (!known && (known.error().code == errc::internal || known.error().code == errc::not_found)) continue;
    if (!known) co_return known.error();
    if (!hidden.note((*known)->asked_at)) out.push_back(*known);
  }
  co_return out;
}

boost::asio::awaitable<void> consults::on_due(consult_id id) {
  auto& d = desk_;
  auto known = co_await load(id);
  if (!known && known.error().code == errc::internal) {  // it cannot be read: it takes no place in every batch
    transaction later;
    later.operations.push_back(sorted_add{d.space.due(), due::print(due::record{std::string(record_form<consult>::kind), id.text()}), to_millis(d.clk.now() + std::chrono::minutes{1})});
    (void)co_await d.st.commit(std::move(later));
  }
  if (!known) co_return;
  auto decide = [&d, id](conversation_ptr base, records_read& also) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto asked = co_await also.load<consult>(id);
    if (!asked) co_return asked.error();
    if (!*asked) co_return std::optional<transition>();
    co_return on_consult_due(d.at_now(), base->record, **asked);
  };
  (void)co_await d.act((*known)->conversation, command_id(), decide);
}

boost::asio::awaitable<void> consults::tell(consult_id id) {
  auto known = co_await load(std::move(id));
  if (!known) co_return;
  auto about = co_await desk_.repo.load((*known)->conversation);
  if (about && (*about)->version) desk_.local.tell(told_consult{*known, *about});
}

}  // namespace sahut
