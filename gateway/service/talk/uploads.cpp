#include "gateway/service/talk/uploads.hpp"

#include "gateway/media/files.hpp"
#include "gateway/records/media_form.hpp"
#include "gateway/service/core/attached_files.hpp"

namespace sahut {

boost::asio::awaitable<result<media_file>> uploads::add(media_origin from, std::string owner, std::string name, attachment kept) {
  auto& d = desk_;
  media_file file;
  std::array<std::uint8_t, 16> bytes{};
  d.random.fill(bytes);
  std::string const drawn(reinterpret_cast<char const*>(bytes.data()), bytes.size());
  file.id = media_id(d.profile.facts.code + "-" + d.repo.digest_of("media-upload", drawn));
  file.from = from;
  file.owner = std::move(owner);
  file.kind = kept.kind;
  file.name = std::move(name);
  file.type = std::move(kept.type);
  file.bytes = kept.bytes;
  file.object = std::move(kept.object);
  file.key = std::move(kept.key);
  file.preview = std::move(kept.preview);
  file.preview_type = std::move(kept.preview_type);
  file.created_at = d.clk.now();
  file.expires_at = file.created_at + d.cfg.media.retention_unsent;
  auto decide = [&file](conversation_ptr, records_read& also) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto known = co_await also.load<media_file>(file.id.text());
    if (!known) co_return known.error();
    if (*known) co_return std::optional<transition>();  // written by this very call: its reply was lost
    transition t;
    t.also.emplace_back(file);
    co_return std::optional(std::move(t));
  };
  auto done = co_await d.act(command_id(), decide);
  if (!done) co_return done.error();
  co_return file;
}

boost::asio::awaitable<result<std::optional<filed_media>>> uploads::find(media_id id) {
  using answer = result<std::optional<filed_media>>;
  auto& d = desk_;
  auto reading = d.repo.begin_reading(d.forms);
  auto known = co_await reading.load<media_file>(id.text());
  if (!known) co_return known.error();
  if (!*known || (*known)->state != file_state::ready) co_return answer(std::nullopt);
  auto& file = **known;
  filed_media found;
  found.from = file.from;
  found.owner = file.owner;
  if (file.conversation.empty()) {
    auto& a = found.what;
    a.kind = file.kind;
    a.state = file.state;
    a.media = file.id;
    a.name = file.name;
    a.type = file.type;
    a.bytes = file.bytes;
    a.object = file.object;
    a.key = file.key;
    a.preview = file.preview;
    a.preview_type = file.preview_type;
    co_return answer(std::move(found));
  }
  auto const in = file.conversation;
  auto seq = co_await d.repo.find_external(in, external_of(id));
  if (!seq) co_return seq.error();
  if (!*seq) co_return answer(std::nullopt);
  found.seq = **seq;
  auto of = co_await d.repo.load(in);
  if (!of) co_return of.error();
  found.of = *of;
  auto const at = found.seq;
  auto page = co_await d.repo.read_log(*of, at, at);
  if (!page) co_return page.error();
  if (page->messages.empty() || page->noted.front().removed) co_return answer(std::nullopt);
  for (auto const& a : attachments_now(page->messages.front(), page->noted.front()))
    if (a.media == id && a.state == file_state::ready) {
      found.what = a;
      co_return answer(std::move(found));
    }
  co_return answer(std::nullopt);
}

boost::asio::awaitable<void> uploads::on_due(std::string id) {
  auto& d = desk_;
  std::string object, preview;
  transaction extra;
  extra.operations.push_back(drop{d.space.record(record_form<media_file>::kind, id)});
  auto decide = [&](conversation_ptr, records_read& also) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto known = co_await also.load<media_file>(id);
    if (!known) co_return known.error();
    object.clear();
    if (!*known || !(*known)->conversation.empty()) co_return error{errc::not_found, "media", "it belongs to a message, or is gone"};
    auto& file = **known;
    if (d.clk.now() < file.expires_at) co_return error{errc::not_found, "media", "it is not due yet"};
    object = file.object;
    preview = file.preview;
    file.state = file_state::failed;  // leaves the due set; the record goes in the same transaction
    transition t;
    t.also.emplace_back(std::move(file));
    co_return std::optional(std::move(t));
  };
  auto done = co_await d.act(conversation_id(), command_id(), decide, std::move(extra));
  if (!done) co_return;  // it stays due, or was sent meanwhile
  if (d.files && !object.empty()) (void)co_await d.files->forget(object);
  if (d.files && !preview.empty()) (void)co_await d.files->forget(preview);
}

}  // namespace sahut
