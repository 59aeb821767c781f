#include "gateway/wire/consult_frames.hpp"

#include "gateway/wire/masking.hpp"
#include "routing/model/ladder.hpp"

namespace sahut::wire {
namespace {

void put_person(json_writer& w, std::string_view key, officer_id const& id, std::string_view name) {
  w.begin_object(key).field("id", id).field("name", name.empty() ? std::string_view(id) : name).end_object();
}

// Whoever is not the citizen sees no status link's secret.
void put_masked(json_writer& w, std::string_view key, std::string const& text) {
  auto const masked = without_secrets(text);
  w.maybe(key, masked ? *masked : text);
}

}  // namespace

std::string consult_frame(told_consult const& told, std::function<std::string_view(officer_id const&)> const& name) {
  auto const& c = *told.now;
  json_writer w;
  w.begin_object().field("type", "consult").field("consult", c.id).field("conversation", c.conversation);
  w.maybe("ticket", c.ticket).field("channel", name_of(told.of->record.channel));
  put_person(w, "from", c.by, c.by_name);
  w.begin_object("to");
  if (c.to.of_role) w.field("role", name_of(*c.to.of_role));
  w.maybe("queue", c.to.queue);
  if (!c.to.officer.empty()) w.field("officer", c.to.officer).field("name", name(c.to.officer));
  w.end_object();
  put_masked(w, "text", c.text);
  put_masked(w, "draft", c.draft);
  w.field("asked_at", c.asked_at).field("due", c.due);
  if (c.citizen_due != utc_time{}) w.field("citizen_due", c.citizen_due);
  w.field("state", name_of(c.state));
  w.maybe("reminded", ladder_name(c.reminded, "asked"));
  if (c.closed_at) w.field("closed_at", *c.closed_at);
  w.begin_array("answers");
  for (auto const& a : c.answers) {
    json_writer x;
    x.begin_object();
    put_person(x, "officer", a.officer, a.officer_name);
    put_masked(x, "text", a.text);
    put_masked(x, "draft", a.draft);
    w.element_raw(x.field("at", a.at).end_object().take());
  }
  return w.end_array().end_object().take();
}

}  // namespace sahut::wire
