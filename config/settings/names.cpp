#include "config/settings/names.hpp"

namespace sahut::config_sections {

void taken::take(section_reader& at, std::string_view key, std::string const& name) {
  if (name.empty()) return;
  auto const [first, is_new] = seen_.emplace(name, at.path_of(key));
  if (!is_new) at.wrong(key, "`" + name + "` is already used by " + first->second);
}

std::string read_id(section_reader& at, taken& ids) {
  auto id = at.required_text("id");
  if (!id.empty() && !is_id(id)) at.wrong("id", "must be of a–z, 0–9, - and _, at most 64");
  ids.take(at, "id", id);
  return id;
}

queue_id read_queue(section_reader& at, office_settings const& office) {
  if (!at.has("queue")) {
    for (auto const& q : office.queues) {
      if (q.kind == queue_kind::queue) return q.id;
    }
    return {};
  }
  queue_id const name(at.required_text("queue"));
  auto const* queue = find_queue(office, name);
  if (!name.empty() && !queue) {
    std::vector<std::string> known;
    for (auto const& q : office.queues) known.push_back(q.id.text());
    at.wrong("queue", "the office " + office.id.text() + " has no queue `" + name.text() + "`" + did_you_mean(name.text(), known));
  } else if (queue && queue->kind == queue_kind::unit) {
    at.warn("queue", "`" + name.text() + "` is a unit: citizens' requests will wait where units are consulted");
  }
  return name;
}

}  // namespace sahut::config_sections
