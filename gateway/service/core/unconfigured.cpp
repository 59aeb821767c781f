#include "gateway/service/core/unconfigured.hpp"

#include "gateway/records/fields.hpp"
#include "gateway/records/keys.hpp"
#include "gateway/records/model_fields.hpp"

#include <algorithm>

namespace sahut {
namespace {

constexpr std::string_view installation = "sahut";  // the keys of no office

// A record's numbered fields: `m`, `e` and `z` are what an outbox and a journal keep.
bool is_entry(std::string_view field) {
  return field.size() > 1 && std::string_view("mez").find(field[0]) != std::string_view::npos && field[1] >= '0' && field[1] <= '9';
}

bool of_another_kind(error const& e) { return e.code == errc::internal; }

}  // namespace

std::string_view name_of(unconfigured::kind k) {
  constexpr std::string_view names[] = {"office", "queue", "account"};
  return names[static_cast<std::size_t>(k)];
}

std::string to_line(unconfigured const& u) {
  std::string counts;
  auto const count = [&](std::uint64_t n, char const* of) {
    if (n) counts += (counts.empty() ? "" : ", ") + std::to_string(n) + ' ' + of;
  };
  count(u.waiting, "waiting");
  count(u.ticketed, "with an open ticket");
  count(u.conversations, "conversation(s)");
  count(u.logins, "officer account(s)");
  count(u.entries, "message(s) in and out");
  auto const holds = " is not configured and holds " + counts + ": ";
  switch (u.what) {
    case unconfigured::kind::office:
      return "office " + u.office.text() + holds + "name it again in the configuration; an office is known by its id, and only its name may change";
    case unconfigured::kind::queue:
      return "office " + u.office.text() + ": queue " + u.id + holds + "name it again, or move all of it: sahutctl queue move " + u.id + " <queue> --office " + u.office.text();
    case unconfigured::kind::account:
      return "office " + u.office.text() + ": account " + u.id + holds + "name it again under [[channels]] until all of it is done";
  }
  return {};
}

unconfigured* unconfigured_search::at(unconfigured::kind what, office_id const& office, std::string_view id) {
  std::string name(1, static_cast<char>('0' + static_cast<int>(what)));
  name.append(office.text()).append("/").append(id);
  auto it = found_.find(name);
  if (it == found_.end()) {
    if (found_.size() >= named_max) return nullptr;
    it = found_.emplace(std::move(name), unconfigured{what, office, std::string(id)}).first;
  }
  return &it->second;
}

std::vector<unconfigured> unconfigured_search::found() const {
  std::vector<unconfigured> out;
  for (auto const& [name, u] : found_)
    if (u.waiting + u.ticketed + u.conversations + u.logins + u.entries) out.push_back(u);
  return out;
}

boost::asio::awaitable<result<std::uint64_t>> unconfigured_search::entries_of(std::string key) {
  auto fields = co_await store_.record(std::move(key));
  if (!fields && !of_another_kind(fields.error())) co_return fields.error();
  if (!fields) co_return std::uint64_t{0};
  co_return static_cast<std::uint64_t>(std::count_if(fields->begin(), fields->end(), [](auto const& f) { return is_entry(f.first); }));
}

boost::asio::awaitable<result<void>> unconfigured_search::look_at_login(office_settings const& office, std::string key) {
  std::vector<std::string> fields{"r"};
  auto read = co_await store_.fields(std::move(key), std::move(fields));
  if (!read && !of_another_kind(read.error())) co_return read.error();
  auto const account = read && read->front() ? records::decode<user_account>(*read->front()) : std::nullopt;
  if (account)
    for (auto const& queue : account->queues)
      if (auto* u = find_queue(office, queue) ? nullptr : at(unconfigured::kind::queue, office.id, queue)) ++u->logins;
  co_return result<void>{};
}

boost::asio::awaitable<result<void>> unconfigured_search::look(std::string key) {
  office_id const office(key_space::office_of(key));
  if (office == installation) co_return result<void>{};
  auto const configured = std::find_if(cfg_.offices.begin(), cfg_.offices.end(), [&](auto const& o) { return o.id == office; });
  bool const known = configured != cfg_.offices.end();
  auto const named = [&](std::string_view of) { return key_space::named_by(key, of); };

  for (bool const waiting : {true, false}) {
    auto const queue = named(waiting ? "q:" : "t:");
    if (!queue || !known || find_queue(*configured, queue_id(*queue))) continue;
    auto* u = at(unconfigured::kind::queue, office, *queue);
    auto size = co_await store_.size_of(smaller_than::kind::sorted_set, key);
    if (!size && !of_another_kind(size.error())) co_return size.error();
    if (size && u) (waiting ? u->waiting : u->ticketed) = *size;
    co_return result<void>{};
  }
  if (named("u:") && known) co_return co_await look_at_login(*configured, std::move(key));
  for (std::string_view const kept : {"j:", "o:"}) {
    auto const account = named(kept);
    if (!account || !known) continue;
    if (std::any_of(cfg_.channels.begin(), cfg_.channels.end(), [&](auto const& c) { return c.id == *account && c.office == office; })) continue;
    auto* u = at(unconfigured::kind::account, office, *account);
    auto n = co_await entries_of(key);
    if (!n) co_return n.error();
    if (u) u->entries += *n;
  }
  if (known) co_return result<void>{};
  if (auto* u = at(unconfigured::kind::office, office, "")) {
    u->conversations += named("c:").has_value();
    u->logins += named("u:").has_value();
  }
  co_return result<void>{};
}

}  // namespace sahut
