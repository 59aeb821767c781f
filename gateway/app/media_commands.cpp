#include "gateway/app/media_commands.hpp"

#include "gateway/log/log.hpp"
#include "gateway/service/upkeep/orphans.hpp"
#include "gateway/store/base64url.hpp"
#include "gateway/wire/json_writer.hpp"

#include <algorithm>
#include <array>
#include <memory>

namespace sahut {
namespace {

constexpr int exit_data = 65, exit_no_daemon = 69, exit_temporary = 75;

// The search goes on from one step of the command to the next. One at a time: whoever begins anew ends the earlier one.
struct search_under_way {
  std::string id;
  std::shared_ptr<orphan_search> search;  // a step that is under way keeps it
  std::uint64_t orphans = 0, deleted = 0;
};
search_under_way& the_search() {
  thread_local search_under_way one;  // the worker's that answers operators
  return one;
}

std::string new_id(session_host& g) {
  std::array<std::uint8_t, 12> bytes{};
  g.random.fill(bytes);
  return base64url(bytes);
}

}  // namespace

// media orphans [--delete] [run <id>]
boost::asio::awaitable<admin_answer> run_media_command(session_host& g, std::vector<std::string> words) {
  auto& d = g.offices.front()->shared;
  if (!d.files) co_return admin_answer{exit_no_daemon, "", "only a running daemon reaches the files; start it and try again\n"};
  bool const deletes = std::find(words.begin(), words.end(), "--delete") != words.end();
  auto& now = the_search();
  bool const goes_on = words.size() > 3 && words[words.size() - 2] == "run";
  if (!goes_on) {
    now = {};
    now.id = new_id(g);
    now.search = std::make_shared<orphan_search>(*d.files, d.common, d.forms);
  } else if (now.id != words.back()) {
    co_return admin_answer{exit_temporary, "", "another search has begun meanwhile; what is deleted stays so: run it again\n"};
  }
  auto const id = now.id;
  auto const here = now.search;
  auto const more = co_await here->go_on();
  if (now.id != id) co_return admin_answer{exit_temporary, "", "another search has begun meanwhile; what is deleted stays so: run it again\n"};
  if (!more) co_return admin_answer{exit_temporary, "", more.error().detail + "; what is deleted stays so: run it again\n"};
  admin_answer a;
  for (auto& object : here->take_found()) {
    bool gone = false;
    if (deletes) {
      auto const removed = co_await d.files->forget(object);
      gone = removed.has_value();
    }
    wire::json_writer w;
    w.begin_object().field("orphan", object);
    if (deletes) w.field("deleted", gone);
    a.out += w.end_object().take() + "\n";
    ++now.orphans;
    now.deleted += gone;
  }
  auto said = std::to_string(here->objects()) + " objects, " + std::to_string(now.orphans) + " that no record names";
  if (deletes) said += ", " + std::to_string(now.deleted) + " deleted";
  if (*more) {
    a.err = said + " so far\n";
    a.then = {"media", "orphans"};
    if (deletes) a.then.push_back("--delete");
    a.then.insert(a.then.end(), {"run", id});
    co_return a;
  }
  a.err = said + "\n";
  if (deletes) log::warn("audit", {}, "the operator looked for files that no record names: {}", said);
  if (here->unreadable()) {
    a.exit = exit_data;
    a.err += "records of files that cannot be read: what they name is not known, so nothing was taken for an orphan; sahutctl unreadable lists them\n";
  }
  now = {};
  co_return a;
}

}  // namespace sahut
