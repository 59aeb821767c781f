#include "gateway/service/core/attached_files.hpp"

#include "gateway/records/media_form.hpp"

namespace sahut {

std::string sent_files::as_content() const {
  std::string out;
  for (auto const& id : ids) out += '\n' + id.text();
  return out;
}

boost::asio::awaitable<result<attached_files>> attach_files(desk& d, records_read& also, sent_files const& files, conversation const& to,
                                                            std::string_view sent_as) {
  attached_files out;
  attaching const how{files.from, files.owner, std::string(sent_as), to.id};
  for (auto const& id : files.ids) {
    auto const path = "attachments[" + std::to_string(out.list.size()) + "].media";
    auto known = co_await also.load<media_file>(id.text());
    if (!known) co_return known.error();
    if (!*known) co_return error{errc::bad_field, path, "there is no such upload of yours that can be sent; upload the file again"};
    auto joined = attach(**known, how, d.profile.facts.channels.of(to.channel));
    if (!joined) {
      auto fault = joined.error();
      fault.path = path;
      co_return fault;
    }
    out.list.push_back(std::move(*joined));
    out.records.emplace_back(std::move(**known));
  }
  co_return out;
}

void write_files(attached_files files, transition& t) {
  for (auto const& a : files.list) {
    if (a.media.empty()) continue;
    t.external_ids.emplace_back(external_of(a.media), pending_seq(0));
    t.needs_end = true;  // the seq is written beside the message
  }
  for (auto& r : files.records) t.also.push_back(std::move(r));
}

boost::asio::awaitable<result<attached_files>> begin_fetching(desk& d, records_read& also, account_id channel, conversation_id in,
                                                              std::string external_id, std::vector<attachment> came_with) {
  attached_files out;
  out.list = std::move(came_with);
  std::size_t i = 0, fetched = 0;
  for (auto& a : out.list) {
    ++i;
    if (a.state != file_state::pending) continue;
    if (++fetched > files_fetched_most) {
      a.state = file_state::refused;
      a.reason = "too_many";
      continue;
    }
    // Made of the platform's id: whoever reads the message again means the same file.
    a.media = media_id(d.profile.facts.code + "-" + d.repo.digest_of("media", channel.text() + '\n' + external_id + '\n' + std::to_string(i)));
    auto known = co_await also.load<media_file>(a.media.text());
    if (!known) co_return known.error();
    if (!*known) out.records.emplace_back(file_to_fetch(a.media, channel, in, a, d.clk.now()));
  }
  co_return out;
}

}  // namespace sahut
