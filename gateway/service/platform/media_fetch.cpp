#include "gateway/service/platform/media_fetch.hpp"

#include "connectors/common/told_digest.hpp"
#include "gateway/log/log.hpp"
#include "gateway/media/files.hpp"
#include "gateway/records/media_form.hpp"
#include "gateway/service/core/attached_files.hpp"

#include <algorithm>

namespace sahut {

media_fetch::media_fetch(desk& d, channel_settings const& account, connector::media_source* from, account_lease& lease, boost::asio::any_io_executor ex)
    : desk_(d), account_(account), from_(from), lease_(lease), work_(ex) {}

boost::asio::awaitable<void> media_fetch::run() {
  task_group fetching(co_await boost::asio::this_coro::executor, desk_.tasks);
  look_at_ = {};
  while (lease_.held()) {
    auto const now = desk_.clk.now();
    std::vector<scored> waiting;
    if (now >= look_at_ && from_ && desk_.files && busy_.size() < at_once) {
      look_at_ = now + look_every;
      auto found = co_await desk_.st.lowest(desk_.space.list(media_list(account_.id)), at_once + busy_.size() + passed_over_.size());
      if (found) waiting = std::move(*found);
    }
    for (auto& w : waiting) {
      if (busy_.contains(w.member) || passed_over_.contains(w.member) || busy_.size() >= at_once) continue;
      auto const due = from_millis(w.score);
      if (due > now) {
        look_at_ = std::min(look_at_, due);
        continue;
      }
      busy_.insert(w.member);
      fetching.add(fetch(media_id(std::move(w.member))));
    }
    co_await work_.wait_until(desk_.clk, desk_.clk.now() + lease_looked_at_every);
  }
  fetching.cancel();
  co_await fetching.join();
}

boost::asio::awaitable<void> media_fetch::fetch(media_id id) {
  struct free {
    media_fetch& of;
    std::string id;
    ~free() {
      of.busy_.erase(id);
      of.nudge();
    }
  } const at_end{*this, id.text()};
  auto reading = desk_.repo.begin_reading(desk_.forms);
  auto known = co_await reading.load<media_file>(id.text());
  if (!known && known.error().code == errc::internal) passed_over_.insert(id.text());
  if (!known || !*known) {
    co_await desk_.clk.sleep_for(std::chrono::seconds{1});  // the store is away, or the record cannot be read
    co_return;
  }
  auto const& file = **known;
  auto where = co_await find(file);
  if (!where) {
    co_await desk_.clk.sleep_for(std::chrono::seconds{1});
    co_return;
  }
  if (!*where) {  // taken back by its sender
    (void)co_await give_up(id, "gone");
    co_return;
  }
  connector::media_failure trouble;
  auto now = co_await get((*where)->what, trouble);
  auto const conversation = (*where)->of->record.id;
  auto const seq = (*where)->seq;
  bool const again = now.state == file_state::pending && !trouble.for_good && file.attempts + 1 < fetch_attempts_most;
  if (again) {
    auto const after = std::max(trouble.after, fetch_again_after(file.attempts));
    (void)co_await put_off(id, after);
    co_return;
  }
  if (now.state == file_state::pending) {
    now.state = file_state::failed;
    now.reason = trouble.reason.empty() ? "unreachable" : trouble.reason;
  }
  if (now.state != file_state::ready)
    log::warn("media", {{"office", desk_.profile.settings->id}, {"account", account_.id}, {"media", id}}, "a file could not be fetched: {}", now.reason);
  auto written = co_await write(id, conversation, seq, now);
  if (written) co_return;
  for (auto& object : {now.object, now.preview})  // it is fetched again by whoever owns the account then
    if (!object.empty()) (void)co_await desk_.files->forget(object);
}

boost::asio::awaitable<result<std::optional<media_fetch::place>>> media_fetch::find(media_file const& file) {
  using answer = result<std::optional<place>>;
  auto const in = file.conversation;
  auto const id = file.id;
  auto seq = co_await desk_.repo.find_external(in, external_of(id));
  if (!seq) co_return seq.error();
  if (!*seq) co_return answer(std::nullopt);
  auto of = co_await desk_.repo.load(in);
  if (!of) co_return of.error();
  auto const at = **seq;
  auto page = co_await desk_.repo.read_log(*of, at, at);
  if (!page) co_return page.error();
  if (page->messages.empty() || page->noted.front().removed) co_return answer(std::nullopt);
  for (auto const& a : attachments_now(page->messages.front(), page->noted.front()))
    if (a.media == id && a.state == file_state::pending) {
      place found{*of, at, a};
      co_return answer(std::move(found));
    }
  co_return answer(std::nullopt);
}

// Ready, refused, or still pending with the trouble that it met.
boost::asio::awaitable<attachment> media_fetch::get(attachment what, connector::media_failure& trouble) {
  auto const bytes_max = static_cast<std::uint64_t>(desk_.cfg.media.bytes_max);
  auto const refuse = [&what](std::string reason) {
    what.state = file_state::refused;
    what.reason = std::move(reason);
  };
  if (what.bytes > bytes_max) {
    refuse("too_large");
    co_return what;
  }
  auto opened = co_await from_->open(what, bytes_max, time_limit);
  if (auto* no = std::get_if<connector::media_failure>(&opened)) {
    if (no->for_good && no->reason == "too_large") refuse("too_large");
    trouble = std::move(*no);
    co_return what;
  }
  auto const& body = std::get<std::unique_ptr<byte_source>>(opened);
  auto kept = co_await desk_.files->keep(*body, bytes_max);
  if (!kept) {
    auto const code = kept.error().code;
    if (code == errc::too_long) refuse("too_large");
    else if (code == errc::forbidden) refuse("infected");
    else if (code == errc::bad_field) trouble = {true, "gone", {}};  // an empty file
    else trouble.reason = kept.error().path == connector::altered ? connector::altered : "unreachable";
    co_return what;
  }
  what.state = file_state::ready;
  what.object = std::move(kept->object);
  what.key = std::move(kept->key);
  what.bytes = kept->bytes;
  what.type = std::move(kept->type);
  what.kind = kept->kind == message_kind::file ? what.kind : kept->kind;
  what.preview = std::move(kept->preview);
  what.preview_type = std::move(kept->preview_type);
  what.reason.clear();
  co_return what;
}

boost::asio::awaitable<result<void>> media_fetch::write(media_id id, conversation_id in, std::uint64_t seq, attachment now) {
  auto& d = desk_;
  transaction fenced;
  fenced.conditions.push_back(lease_.fence());
  auto decide = [&](conversation_ptr base, records_read& also) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto known = co_await also.load<media_file>(id.text());
    if (!known) co_return known.error();
    if (!*known || (*known)->state != file_state::pending) co_return std::optional<transition>();
    auto page = co_await d.repo.read_log(base, seq, seq);
    if (!page) co_return page.error();
    std::optional<transition> t;
    if (!page->messages.empty()) t = on_fetched(base->record, seq, page->messages.front(), page->noted.front(), now);
    auto& file = **known;
    file.state = now.state;
    file.reason = now.reason;
    file.type = now.type;
    file.bytes = now.bytes;
    file.object = now.object;
    file.preview = now.preview;
    file.preview_type = now.preview_type;
    if (!t) t.emplace(), file.state = file_state::failed, file.reason = "gone";
    t->also.emplace_back(std::move(file));
    co_return t;
  };
  auto done = co_await d.act(std::move(in), command_id(), decide, std::move(fenced));
  if (!done) co_return done.error();
  co_return result<void>{};
}

boost::asio::awaitable<result<void>> media_fetch::change(media_id id, std::function<void(media_file&)> how) {
  auto decide = [&](conversation_ptr, records_read& also) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto known = co_await also.load<media_file>(id.text());
    if (!known) co_return known.error();
    if (!*known || (*known)->state != file_state::pending) co_return std::optional<transition>();
    how(**known);
    transition t;
    t.also.emplace_back(std::move(**known));
    co_return std::optional(std::move(t));
  };
  auto done = co_await desk_.act(command_id(), decide);
  if (!done) co_return done.error();
  co_return result<void>{};
}

boost::asio::awaitable<result<void>> media_fetch::put_off(media_id id, milliseconds after) {
  auto const next = desk_.clk.now() + after;
  std::function<void(media_file&)> const how = [next](media_file& f) { ++f.attempts, f.next_at = next; };
  co_return co_await change(std::move(id), how);
}

boost::asio::awaitable<result<void>> media_fetch::give_up(media_id id, std::string reason) {
  std::function<void(media_file&)> const how = [&reason](media_file& f) { f.state = file_state::failed, f.reason = reason; };
  co_return co_await change(std::move(id), how);
}

}  // namespace sahut
