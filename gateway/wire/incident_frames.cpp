#include "gateway/wire/incident_frames.hpp"

#include "gateway/wire/json_writer.hpp"

namespace sahut::wire {

std::string incident_frame(incident const& i, std::string_view proposal) {
  json_writer w;
  w.begin_object().field("type", "incident").field("incident", i.id).field("title", i.title).field("state", name_of(i.state));
  w.field("opened_at", i.opened_at).begin_object("opened_by").field("id", i.by).field("name", i.by_name.empty() ? i.by.text() : i.by_name).end_object();
  w.field("members", std::uint64_t{i.members}).field("answered", std::uint64_t{i.answered}).field("passed_over", std::uint64_t{i.passed_over});
  w.maybe("text", i.text).maybe("proposal", proposal);
  if (!i.proposed_by.empty())
    w.begin_object("proposed_by").field("id", i.proposed_by).field("name", i.proposed_by_name.empty() ? i.proposed_by.text() : i.proposed_by_name).end_object();
  w.maybe("approved_by", i.approved_by);
  if (i.closed_at) w.field("closed_at", *i.closed_at);
  return w.end_object().take();
}

}  // namespace sahut::wire
