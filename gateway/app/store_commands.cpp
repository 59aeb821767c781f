#include "gateway/app/store_commands.hpp"

#include "gateway/log/log.hpp"
#include "gateway/records/decimal.hpp"
#include "gateway/service/upkeep/queue_move.hpp"
#include "gateway/service/upkeep/record_check.hpp"
#include "gateway/service/upkeep/rewrap.hpp"
#include "gateway/service/upkeep/store_walk.hpp"
#include "gateway/wire/json_writer.hpp"

namespace sahut {
namespace {

constexpr int exit_no_such = 1, exit_usage = 64, exit_data = 65, exit_temporary = 75;
// queue move <from> <to> <office> <cursor> <conversations> <unreadable>;
// keys rewrap <cursor> <re-wrapped> <already> <unreadable>; unreadable list <cursor> <records> <unreadable>
constexpr std::size_t words_at_first = 2, rewrap_words = 6, unreadable_words = 5, move_words_at_first = 5, move_words = 8;

}  // namespace

boost::asio::awaitable<admin_answer> rewrap_command(session_host& g, std::vector<std::string> words) {
  std::string cursor;
  std::uint64_t rewrapped = 0, already = 0, unreadable = 0;
  if (words.size() == rewrap_words) {
    cursor = words[2];
    rewrapped = records::decimal(words[3]);
    already = records::decimal(words[4]);
    unreadable = records::decimal(words[5]);
  } else if (words.size() != words_at_first) {
    co_return admin_answer{exit_usage, "", "keys rewrap takes no more words\n"};
  }
  auto& any = g.offices.front()->shared;
  auto part = co_await rewrap_keys(any.common, std::move(cursor));
  if (!part)
    co_return admin_answer{exit_temporary, "", part.error().detail + "; what is re-wrapped stays so: run it again\n"};
  rewrapped += part->rewrapped;
  already += part->already;
  unreadable += part->unreadable.size();
  admin_answer a;
  for (auto const& record : part->unreadable) {
    wire::json_writer w;
    a.out += w.begin_object().field("unreadable", record).end_object().take() + "\n";
  }
  auto const so_far = std::to_string(rewrapped) + " re-wrapped, " + std::to_string(already) + " already, " + std::to_string(unreadable) + " unreadable";
  if (!part->next.empty()) {
    a.err = so_far + " so far\n";
    a.then = {"keys", "rewrap", part->next, std::to_string(rewrapped), std::to_string(already), std::to_string(unreadable)};
    co_return a;
  }
  a.out += so_far + "\n";
  log::warn("audit", {}, "the keys were re-wrapped by the operator: {}", so_far);
  if (unreadable) {
    a.exit = exit_data;
    a.err = "what is unreadable was wrapped by a master key that is not configured, or is damaged: list the key in keys.previous, start "
            "the daemon and run this again\n";
  }
  co_return a;
}

boost::asio::awaitable<admin_answer> unreadable_command(session_host& g, std::vector<std::string> words) {
  std::string cursor;
  std::uint64_t seen = 0, unreadable = 0;
  if (words.size() == unreadable_words) {
    cursor = words[2];
    seen = records::decimal(words[3]);
    unreadable = records::decimal(words[4]);
  } else if (words.size() != words_at_first) {
    co_return admin_answer{exit_usage, "", "unreadable list takes no more words\n"};
  }
  auto& any = g.offices.front()->shared;
  admin_answer a;
  record_look look = [&](std::string key) -> boost::asio::awaitable<result<void>> {
    auto found = co_await check_record(any.common, any.forms, key);
    if (!found) co_return found.error();
    ++seen;
    unreadable += !found->empty();
    for (auto const& f : *found) {
      wire::json_writer w;
      w.begin_object().field("record", key).maybe("field", f.field).field("bytes", std::uint64_t{f.bytes});
      a.out += w.field("why", f.why).end_object().take() + "\n";
    }
    co_return result<void>{};
  };
  auto next = co_await walk_records(any.common, std::move(cursor), look);
  if (!next) co_return admin_answer{exit_temporary, "", next.error().detail + "; run it again\n"};
  a.err = std::to_string(seen) + " records looked at, " + std::to_string(unreadable) + " unreadable";
  if (!next->empty()) {
    a.err += " so far\n";
    a.then = {"unreadable", "list", *next, std::to_string(seen), std::to_string(unreadable)};
    co_return a;
  }
  a.err += "\n";
  if (unreadable) {
    a.exit = exit_data;
    a.err += "they are passed over and everybody else goes on; what to do with each: \"What cannot be read\" in deploy/README.md\n";
  }
  co_return a;
}

boost::asio::awaitable<admin_answer> move_queue_command(session_host& g, std::vector<std::string> words) {
  if (words.size() != move_words_at_first && words.size() != move_words)
    co_return admin_answer{exit_usage, "", "queue move <from> <to> --office <office>\n"};
  auto* const o = g.find(office_id(words[4]));
  if (!o) co_return admin_answer{exit_data, "", "--office: there is no such office\n"};
  bool const goes_on = words.size() == move_words;
  auto const conversations = goes_on ? records::decimal(words[6]) : 0, unreadable = goes_on ? records::decimal(words[7]) : 0;
  queue_id from(words[2]), to(words[3]);
  std::string cursor;
  if (goes_on) cursor = words[5];
  auto part = co_await move_queue(o->shared, o->accounts_of_officers, std::move(from), std::move(to), std::move(cursor));
  if (!part && part.error().code == errc::bad_field) co_return admin_answer{exit_data, "", part.error().detail + "\n"};
  if (!part) co_return admin_answer{exit_temporary, "", part.error().detail + "; what is moved stays so: run it again\n"};
  auto const moved = conversations + part->conversations, passed_over = unreadable + part->unreadable;
  auto const so_far = std::to_string(moved) + " conversation(s) moved";
  admin_answer a;
  if (!part->next.empty()) {
    a.err = so_far + " so far\n";
    a.then = {"queue", "move", words[2], words[3], words[4], part->next, std::to_string(moved), std::to_string(passed_over)};
    co_return a;
  }
  if (moved == 0 && part->logins == 0 && passed_over == 0)
    co_return admin_answer{exit_no_such, "", "nothing lies under a queue " + words[2] + " and no account serves it; sahutctl status names what is not configured\n"};
  a.out = so_far + ", " + std::to_string(part->logins) + " officer account(s) changed\n";
  log::warn("audit", {{"office", words[4]}}, "queue {} was moved to {} by the operator: {} conversation(s), {} account(s)", words[2], words[3], moved, part->logins);
  if (passed_over) {
    a.exit = exit_data;
    a.err = std::to_string(passed_over) + " cannot be read and were passed over: sahutctl unreadable lists them\n";
  }
  co_return a;
}

}  // namespace sahut
