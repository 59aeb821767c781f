// What a transition sends to a platform, as it lies in the account's outbox.
#include "connectors/common/split_text.hpp"
#include "gateway/records/fields.hpp"
#include "gateway/records/model_fields.hpp"
#include "gateway/service/core/repository.hpp"

namespace sahut {

outbox_entry repository::make_outbox_entry(conversation const& c, outgoing const& o, std::uint64_t seq, utc_time now) {
  outbox_entry e;
  e.conversation = c.id;
  e.seq = seq;
  e.recipient = c.recipient;
  e.human = o.human;
  e.ticket = o.ticket;
  e.created_at = now;
  e.next_at = now;
  auto const& longest = channels_.of(c.channel).longest_text;
  auto texts = longest ? connector::split_text(o.text, *longest) : std::vector<std::string>{};
  if (texts.empty() && (!o.text.empty() || o.files.empty())) texts.push_back(o.text);
  auto const add = [&](outbox_part p) {
    p.token = c.id.text() + "/" + std::to_string(seq) + "/" + std::to_string(e.parts.size() + 1);
    e.parts.push_back(std::move(p));
  };
  for (auto& text : texts) {
    outbox_part p;
    p.text = std::move(text);
    add(std::move(p));
  }
  for (auto const& file : o.files) {
    outbox_part p;
    p.file = file;
    add(std::move(p));
  }
  return e;
}

std::string repository::seal_outbox(account_id const& account, outbox_entry const& e) {
  return passing_.seal(account, records::encode(e), space_.outbox(account));
}

result<outbox_entry> repository::open_outbox(account_id const& account, std::string_view sealed) {
  auto plain = passing_.open(account, sealed, space_.outbox(account));
  if (!plain) return plain.error();
  auto e = records::decode<outbox_entry>(*plain);
  if (!e) return error{errc::internal, account.text(), "an outbox entry cannot be read"};
  return std::move(*e);
}

}  // namespace sahut
