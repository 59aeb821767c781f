#include "gateway/sessions/history.hpp"

#include "gateway/wire/json_writer.hpp"

#include <algorithm>
#include <iterator>

namespace sahut {

boost::asio::awaitable<result<revisions_read>> read_revisions(office& o, conversation_ptr c, std::uint64_t after_rev, std::uint64_t limit,
                                                              wire::reader who, hidden_parts hidden) {
  constexpr std::uint64_t step = 128, looked_at_max = 4096;  // most revisions changed nothing but the state
  auto const& limits = o.shared.cfg.limits;
  auto const most = std::clamp<std::uint64_t>(limit, 1, static_cast<std::uint64_t>(limits.page_messages));
  auto const bytes_max = static_cast<std::size_t>(limits.page_bytes) / 2;
  auto const newest = c->version;
  revisions_read out;
  out.rev = std::min(after_rev, newest);
  auto const stop = std::min(newest, out.rev + looked_at_max);
  bool full = false;
  while (out.rev < stop && !full) {
    auto const upto = std::min(stop, out.rev + step);
    auto some = co_await o.shared.repo.read_revisions(c, out.rev, upto);
    if (!some) co_return some.error();
    for (auto const& r : *some) {
      std::vector<std::string> notes, updates;
      std::size_t bytes = 0;
      for (auto const& n : r.item.said)
        if (!hidden.note(n.at)) bytes += notes.emplace_back(wire::note_frame(c->record.id, r.rev, n)).size() + 1;
      for (auto const& u : r.item.noted)
        if (!hidden.message(u.seq)) bytes += updates.emplace_back(wire::update_frame(c->record.id, r.rev, u, who)).size() + 1;
      auto const taken = out.notes.size() + out.updates.size();
      full = taken && (out.bytes + bytes > bytes_max || taken + notes.size() + updates.size() > most);
      if (full) break;
      out.bytes += bytes;
      out.rev = r.rev;
      std::move(notes.begin(), notes.end(), std::back_inserter(out.notes));
      std::move(updates.begin(), updates.end(), std::back_inserter(out.updates));
    }
    if (!full) out.rev = upto;
  }
  out.more = out.rev < newest;
  co_return out;
}

boost::asio::awaitable<result<page_read>> read_page(office& o, conversation_ptr c, page_wish wish, wire::reader who,
                                                    std::function<bool(std::uint64_t)> hidden,
                                                    std::function<bool(log_message const&)> skip) {
  auto const& limits = o.shared.cfg.limits;
  auto const most = std::clamp<std::uint64_t>(wish.limit, 1, static_cast<std::uint64_t>(limits.page_messages));
  page_read out;
  bool const forward = wish.after.has_value();
  std::uint64_t first = 0, last = 0;
  if (forward) {
    first = *wish.after + 1;
    last = std::min(c->end, *wish.after + most);
  } else {
    last = wish.before ? std::min(c->end, *wish.before ? *wish.before - 1 : 0) : c->end;
    first = last > most ? last - most + 1 : 1;
  }
  if (first > last || last == 0) co_return out;
  auto log = co_await o.shared.repo.read_log(c, first, last);
  if (!log) co_return log.error();

  auto const count = log->messages.size();
  std::size_t bytes = 0, taken = 0;
  auto const bytes_max = wish.bytes_max ? wish.bytes_max : static_cast<std::size_t>(limits.page_bytes);
  std::vector<std::string> frames;
  std::uint64_t hidden_from = 0, hidden_to = 0;
  auto const tell_hidden = [&] {
    if (!hidden_from) return;
    wire::json_writer w;
    w.begin_object().field("type", "hidden").field("conversation", c->record.id);
    w.field("from_seq", std::min(hidden_from, hidden_to)).field("to_seq", std::max(hidden_from, hidden_to));
    frames.push_back(w.end_object().take());
    hidden_from = 0;
  };
  for (; taken < count; ++taken) {
    auto const i = forward ? taken : count - 1 - taken;
    auto const seq = first + i;
    if (hidden && hidden(seq)) {
      if (!hidden_from) hidden_from = seq;
      hidden_to = seq;
      continue;
    }
    tell_hidden();
    if (skip && skip(log->messages[i])) continue;
    auto frame = wire::message_frame(c->record.id, seq, log->messages[i], log->noted[i], who);
    if (!frames.empty() && bytes + frame.size() > bytes_max) break;
    bytes += frame.size();
    frames.push_back(std::move(frame));
  }
  tell_hidden();
  if (!forward) std::reverse(frames.begin(), frames.end());
  if (taken == 0) co_return out;
  out.first_seq = forward ? first : first + count - taken;
  out.last_seq = forward ? first + taken - 1 : first + count - 1;
  out.page.messages = std::move(frames);
  out.page.more = forward ? out.last_seq < c->end : out.first_seq > 1;
  co_return out;
}

boost::asio::awaitable<result<std::optional<wire::last_words>>> read_words(office& o, conversation_ptr c) {
  using answer = result<std::optional<wire::last_words>>;
  if (c->end == 0) co_return answer(std::nullopt);
  auto const first = c->end > words_looked_at ? c->end - words_looked_at + 1 : 1;
  auto const last = c->end;
  auto log = co_await o.shared.repo.read_log(c, first, last);
  if (!log) co_return log.error();
  for (auto i = log->messages.size(); i-- > 0;)
    if (auto words = wire::words_of(log->first_seq + i, log->messages[i], log->noted[i])) co_return answer(std::move(words));
  co_return answer(std::nullopt);
}

}  // namespace sahut
