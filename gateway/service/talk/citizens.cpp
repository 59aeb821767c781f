#include "gateway/service/talk/citizens.hpp"

#include "gateway/service/core/noted_messages.hpp"
#include "gateway/service/core/room.hpp"
#include "routing/engine/conversation/citizen_verdict.hpp"
#include "routing/engine/conversation/wording.hpp"

namespace sahut {

conversation citizens::seed(visitor_identity const& who, bool english) const {
  conversation c;
  c.id = who.conversation;
  c.office = desk_.profile.settings->id;
  auto const& web = desk_.profile.settings->webchat;
  c.queue = web && !web->queue.empty() ? web->queue : desk_.profile.settings->queues.front().id;
  c.channel = channel_kind::webchat;
  c.account = "webchat";
  c.english = english;
  return c;
}

boost::asio::awaitable<std::optional<error>> citizens::no_room() const { return sahut::no_room(desk_); }

boost::asio::awaitable<result<visitor_sent>> citizens::send(visitor_identity who, std::string client_id, written what,
                                                            bool english, std::optional<error> refused, std::uint32_t about) {
  auto& d = desk_;
  command_id id{d.repo.digest_of("visitor", client_id), d.repo.digest_of("text", what.text + what.files.as_content())};
  citizen_message m;
  m.about = about;
  m.entry.text = what.text;
  m.entry.client_id = std::move(client_id);
  m.entry.window = who.window;
  auto const begin = [this, &who, english] { return seed(who, english); };
  auto decide = [this, &d, &m, &what, &refused](conversation_ptr base, records_read& also) -> boost::asio::awaitable<result<std::optional<transition>>> {
    if (refused) co_return *refused;
    std::uint64_t position = 1;
    if (opens_request(base->record)) {
      if (base->version == 0) {
        auto no = co_await no_room();
        if (no) co_return std::move(*no);
      }
      auto const queue_key = d.space.waiting(base->record.queue);
      auto waiting = co_await d.st.size_of(smaller_than::kind::sorted_set, queue_key);
      if (!waiting) co_return waiting.error();
      if (base->record.is_new() && *waiting >= static_cast<std::uint64_t>(d.cfg.limits.queue_requests))
        co_return full_because("the queue is full");
      position = *waiting + 1;
    }
    if (what.files.ids.empty() && words_matter(base->record)) {
      m.courtesy = texts::is_courtesy(m.entry.text, *d.profile.courtesy);
      m.affirmative = is_affirmative(m.entry.text);
      m.negative = is_negative(m.entry.text);
      m.unanswered = is_unanswered(m.entry.text);
    }
    if (m.unanswered) {
      auto noted = co_await read_noted(d.repo, base, answers_to_deny(d.at_now(), base->record));
      if (!noted) co_return noted.error();
      m.answers = std::move(*noted);
    }
    auto with = co_await attach_files(d, also, what.files, base->record, m.entry.client_id);
    if (!with) co_return with.error();
    m.entry.attachments = with->list;
    m.entry.kind = kind_with(m.entry.text, m.entry.attachments);
    m.entry.at = d.clk.now();
    m.standby = base->record.standby;
    auto t = on_citizen_message(d.at_now(position), base->record, m);
    write_files(std::move(*with), t);
    co_return std::optional(std::move(t));
  };
  auto done = co_await d.act(who.conversation, std::move(id), decide, transaction(), begin);
  if (!done) co_return done.error();
  if (!done->same_content) co_return error{errc::id_reused, "id", "this id was used before for another text; use a new one"};
  visitor_sent sent{who.conversation, done->first_seq, m.entry.at};
  if (!done->duplicate) co_return sent;
  auto known = co_await d.repo.load(who.conversation);
  if (!known) co_return known.error();
  auto page = co_await d.repo.read_log(*known, sent.seq, sent.seq);
  if (!page) co_return page.error();
  if (!page->messages.empty()) sent.received_at = page->messages.front().at;
  co_return sent;
}

boost::asio::awaitable<result<void>> citizens::end(visitor_identity who, std::string client_id) {
  auto& d = desk_;
  command_id id{d.repo.digest_of("visitor", client_id), d.repo.digest_of("text", "end")};
  auto decide = [&d](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto t = on_citizen_end(d.at_now(), base->record);
    if (!t) co_return t.error();
    co_return std::optional(std::move(*t));
  };
  auto done = co_await d.act(who.conversation, std::move(id), decide);
  if (!done) co_return done.error();
  if (!done->same_content) co_return error{errc::id_reused, "id", "this id was used before for something else; use a new one"};
  co_return result<void>{};
}

boost::asio::awaitable<result<void>> citizens::identify_self(visitor_identity who, std::string client_id, identity given,
                                                             bool english, std::optional<error> refused) {
  auto& d = desk_;
  std::string content;
  for (auto const* f : {&given.name, &given.email, &given.phone, &given.nik, &given.npwp}) content += f->value_or("") + '\n';
  for (auto const& [kind, number] : given.documents) content += kind + '=' + number + '\n';
  command_id id{d.repo.digest_of("visitor", client_id), d.repo.digest_of("text", content)};
  auto decide = [this, &d, &given, &refused](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
    if (refused) co_return *refused;
    if (base->version == 0) {
      auto no = co_await no_room();
      if (no) co_return std::move(*no);
    }
    co_return std::optional(on_identity(d.at_now(), base->record, given));
  };
  auto const begin = [this, &who, english] { return seed(who, english); };
  auto done = co_await d.act(who.conversation, std::move(id), decide, transaction(), begin);
  if (!done) co_return done.error();
  if (!done->same_content) co_return error{errc::id_reused, "id", "this id was used before for something else; use a new one"};
  co_return result<void>{};
}

}  // namespace sahut
