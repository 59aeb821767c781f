// Incidents on an officer's window.
#include "gateway/sessions/officer_session.hpp"

#include "gateway/wire/incident_frames.hpp"

namespace sahut {
namespace {

result<incidents::selection> read_selection(wire::request_frame const& f) {
  auto tickets = f.optional_names("tickets", incidents::selected_max), conversations = f.optional_names("conversations", incidents::selected_max);
  auto topic = f.optional_name("topic"), words = f.optional_name("words");
  auto from = f.optional_instant("from"), until = f.optional_instant("until");
  if (auto const e = wire::first_fault(tickets, conversations, topic, words, from, until)) return *e;
  incidents::selection what;
  what.tickets = tickets->value_or(std::vector<std::string>());
  what.conversations = ids_of<conversation_id>(conversations->value_or(std::vector<std::string>()));
  what.by.topic = topic->value_or("");
  what.by.words = words->value_or("");
  what.by.from = *from;
  what.by.until = *until;
  return what;
}

error nothing_chosen() {
  return {errc::bad_field, "tickets", "say which: tickets, conversations, or a rule of topic, words, from, until"};
}

}  // namespace

void officer_session::acknowledge_incident(wire::request_frame const& f, result<incidents::done> const& done) {
  if (!done) return fail(f, done.error());
  wire::json_writer w;
  acknowledge(f.id(), {}, w.begin_object().field("incident", done->incident).end_object().take());
}

void officer_session::acknowledge_members(wire::request_frame const& f, result<incidents::done> const& done) {
  if (!done) return fail(f, done.error());
  wire::json_writer w;
  w.begin_object().field("incident", done->incident).field("changed", std::uint64_t{done->changed}).field("more", done->more).begin_array("not_taken");
  for (auto const& n : done->not_taken) {
    wire::json_writer x;
    x.begin_object().field("what", n.what).field("code", wire_code(n.why.code)).field("message", n.why.detail);
    w.element_raw(x.end_object().take());
  }
  acknowledge(f.id(), {}, w.end_array().end_object().take());
}

boost::asio::awaitable<void> officer_session::incident_open(wire::request_frame f) {
  auto title = f.name("title");
  return carry_out(std::move(f), office_->gathering, &incidents::open, &officer_session::acknowledge_incident, std::move(title));
}

boost::asio::awaitable<void> officer_session::incident_add(wire::request_frame f) {
  auto of = f.named<incident_id>("incident");
  auto what = read_selection(f);
  if (what && what->tickets.empty() && what->conversations.empty() && what->by.empty()) what = nothing_chosen();
  return carry_out(std::move(f), office_->gathering, &incidents::add, &officer_session::acknowledge_members, std::move(of), std::move(what));
}

boost::asio::awaitable<void> officer_session::incident_remove(wire::request_frame f) {
  auto of = f.named<incident_id>("incident");
  auto what = read_selection(f);
  if (what && what->tickets.empty() && what->conversations.empty()) what = nothing_chosen();
  return carry_out(std::move(f), office_->gathering, &incidents::remove, &officer_session::acknowledge_members, std::move(of), std::move(what));
}

boost::asio::awaitable<void> officer_session::incident_answer(wire::request_frame f) {
  auto id = f.required_id();
  auto of = f.named<incident_id>("incident");
  auto text = f.text("text");
  auto meant = f.optional_name("purpose");
  if (auto const e = wire::first_fault(id, of, text, meant)) co_return fail(f, *e);
  if (*meant && **meant != "answer") co_return fail(f, {errc::bad_field, "purpose", "an incident is answered: purpose is answer"});
  command_scope scope(*this);
  auto done = co_await office_->gathering.propose(window_, *id, *of, *text);
  acknowledge_incident(f, done);
}

boost::asio::awaitable<void> officer_session::incident_approve(wire::request_frame f) {
  auto id = f.required_id();
  auto of = f.named<incident_id>("incident");
  auto proposal = f.optional_name("proposal");
  if (auto const e = wire::first_fault(id, of, proposal)) co_return fail(f, *e);
  auto const told = proposals_told_.find(*of);
  auto shown = told == proposals_told_.end() ? std::string() : told->second;
  command_scope scope(*this);
  auto done = co_await office_->gathering.approve(window_, *id, *of, proposal->value_or(""), std::move(shown));
  acknowledge_incident(f, done);
}

boost::asio::awaitable<void> officer_session::incident_close(wire::request_frame f) {
  auto of = f.named<incident_id>("incident");
  return carry_out(std::move(f), office_->gathering, &incidents::close, &officer_session::acknowledge_incident, std::move(of));
}

void officer_session::on_incident(incident const& i) {
  if (peer_ && welcomed_ && may(window_.user->account, deed::gather_incident)) send(incident_frame_of(i));
}

// What is approved without a name for it is what this window was told last.
std::string officer_session::incident_frame_of(incident const& i) {
  auto proposal = office_->gathering.proposal_of(i);
  auto frame = wire::incident_frame(i, proposal);
  if (i.state == incident_state::closed) proposals_told_.erase(i.id);
  else proposals_told_[i.id] = std::move(proposal);
  return frame;
}

boost::asio::awaitable<std::vector<std::string>> officer_session::incident_list() {
  std::vector<std::string> frames;
  if (!may(window_.user->account, deed::gather_incident)) co_return frames;
  auto known = co_await office_->gathering.list();
  if (known)
    for (auto const& i : *known) frames.push_back(incident_frame_of(i));
  co_return frames;
}

}  // namespace sahut
