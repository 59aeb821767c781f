#include "gateway/app/message_commands.hpp"

#include "gateway/log/log.hpp"
#include "gateway/records/decimal.hpp"
#include "gateway/wire/json_writer.hpp"
#include "routing/engine/conversation/media.hpp"
#include "routing/model/raw_json.hpp"

namespace sahut {
namespace {

constexpr int exit_data = 65, exit_no_such = 1, exit_temporary = 75;

admin_answer not_there(std::string says) { return {exit_no_such, "", std::move(says) + "\n"}; }

admin_answer failed(error const& e) { return {is_temporary(e.code) ? exit_temporary : exit_data, "", e.detail + "\n"}; }

}  // namespace

boost::asio::awaitable<admin_answer> run_message_command(session_host& g, std::vector<std::string> words) {
  conversation_id const id(words[2]);
  auto const seq = records::whole_decimal<std::uint64_t>(words[3]);
  if (!seq || *seq == 0) co_return admin_answer{exit_data, "", "seq: the message's number in its conversation, from 1\n"};
  for (auto& o : g.offices) {
    auto known = co_await o->shared.repo.reload(id);
    if (!known) co_return failed(known.error());
    if ((*known)->version == 0) continue;
    if (*seq > (*known)->end) co_return not_there("the conversation has no such message");
    auto page = co_await o->shared.repo.read_log(*known, *seq, *seq);
    if (!page) co_return failed(page.error());
    if (page->messages.empty()) co_return not_there("the conversation has no such message");
    if (page->noted.front().removed) co_return not_there("its sender has taken the message back");
    for (auto const& a : attachments_now(page->messages.front(), page->noted.front())) {
      if (!holds_raw_json(a)) continue;
      log::warn("audit", {{"office", o->shared.profile.settings->id}, {"conversation", id}}, "the operator reads what the platform sent of message {}", *seq);
      wire::json_writer w;
      w.begin_object().field("conversation", id).field("seq", *seq).field("raw", a.platform_id);
      co_return admin_answer{0, w.end_object().take() + "\n", ""};
    }
    co_return not_there("this message could be read: what the platform sent of it was not kept");
  }
  co_return not_there("there is no such conversation");
}

}  // namespace sahut
