#include "gateway/service/platform/account_listing.hpp"

#include "gateway/records/model_fields.hpp"
#include "gateway/records/decimal.hpp"

namespace sahut {

boost::asio::awaitable<result<std::vector<outbox_line>>> list_outbox(store_part const& at, repository& repo, account_id account) {
  auto fields = co_await at.st.record(at.space.outbox(account));
  if (!fields) co_return fields.error();
  auto learned = co_await repo.passing().learn(account);
  if (!learned) co_return learned.error();
  std::vector<outbox_line> out;
  for (auto const& [name, value] : *fields) {
    if (name.size() < 2 || (name[0] != 'm' && name[0] != 'e')) continue;
    out.push_back({records::decimal(std::string_view(name).substr(1)), repo.open_outbox(account, value)});
  }
  co_return out;
}

boost::asio::awaitable<result<std::vector<journal_line>>> list_journal(store_part const& at, repository& repo, account_id account) {
  auto const key = at.space.journal(account);
  auto fields = co_await at.st.record(key);
  if (!fields) co_return fields.error();
  auto learned = co_await repo.passing().learn(account);
  if (!learned) co_return learned.error();
  std::vector<journal_line> out;
  for (auto const& [name, value] : *fields) {
    if (name.size() < 2 || (name[0] != 'm' && name[0] != 'z') || name[1] < '0' || name[1] > '9') continue;
    journal_line one{records::decimal(std::string_view(name).substr(1)), name[0] == 'z', value.size(), {}};
    auto plain = repo.passing().open(account, value, key);
    if (auto const entry = plain ? records::decode<journal_entry>(*plain) : std::nullopt) one.received_at = entry->received_at;
    out.push_back(std::move(one));
  }
  co_return out;
}

boost::asio::awaitable<result<std::uint64_t>> outbox_size(store_part const& at, account_id account) {
  auto fields = co_await at.st.size_of(smaller_than::kind::record, at.space.outbox(account));
  if (!fields) co_return fields.error();
  co_return *fields > 0 ? *fields - 1 : 0;  // one field is the log's end
}

}  // namespace sahut
