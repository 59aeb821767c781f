#include "gateway/service/upkeep/rewrap.hpp"

#include "gateway/log/log.hpp"
#include "gateway/records/decimal.hpp"
#include "gateway/service/core/passing_keys.hpp"
#include "gateway/service/upkeep/store_walk.hpp"

#include <algorithm>
#include <set>

namespace sahut {
namespace {

constexpr std::string_view root_record = "s:{sahut}:keys", root_field = "digest_root";

struct wrapped_key {
  std::string field, value, place;
};

struct wrapped_keys {
  bool exists = false;    // the record
  bool complete = false;  // it has the key that one of its kind must have
  std::vector<wrapped_key> all;
};

bool holds_keys(std::string_view record) {
  return key_space::named_by(record, "c:") || key_space::named_by(record, "y:") || key_space::named_by(record, "r:") || record == root_record;
}

boost::asio::awaitable<result<wrapped_keys>> read_wrapped(store& s, std::string record) {
  wrapped_keys found;
  if (key_space::named_by(record, "y:")) {
    auto fields = co_await s.record(record);
    if (!fields) co_return fields.error();
    found.exists = found.complete = !fields->empty();
    for (auto& [name, value] : *fields)
      if (auto const day = records::whole_decimal<passing_keys::day_number>(name))
        found.all.push_back({name, std::move(value), passing_keys::place_of(record, *day)});
    co_return found;
  }
  bool const root = record == root_record;
  std::string const field(root ? root_field : "k");
  std::vector<std::string> names{"v", field};
  auto fields = co_await s.fields(record, std::move(names));
  if (!fields) co_return fields.error();
  auto& f = *fields;
  found.exists = f[0] || f[1];
  found.complete = f[1].has_value();
  if (f[1]) found.all.push_back({field, std::move(*f[1]), root ? place_of(record, root_field) : record});
  co_return found;
}

boost::asio::awaitable<result<void>> rewrap_record(store& s, keyring const& masters, random_source& random, std::string key, rewrap_part& part) {
  constexpr int attempts_max = 8;
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    auto found = co_await read_wrapped(s, key);
    if (!found && found.error().code == errc::internal) {  // it holds something of another kind
      part.unreadable.push_back(std::move(key));
      co_return result<void>{};
    }
    if (!found) co_return found.error();
    if (!found->exists) co_return result<void>{};  // ended meanwhile
    bool readable = found->complete;
    std::uint64_t already = 0;
    transaction t;
    record_change r;
    r.key = key;
    for (auto const& w : found->all) {
      auto const opened = masters.unwrap(w.value, w.place);
      if (!opened) {
        readable = false;
      } else if (masters.wrapped_by_current(w.value)) {
        ++already;
      } else {
        r.set.emplace_back(w.field, masters.wrap(*opened, w.place, random));
        t.conditions.push_back(field_is{key, w.field, w.value});
      }
    }
    auto const rewrapped = r.set.size();
    if (rewrapped) {
      t.records.push_back(std::move(r));
      auto done = co_await s.commit(std::move(t));
      if (!done) co_return done.error();
      if (!std::holds_alternative<committed>(*done)) continue;
    }
    part.rewrapped += rewrapped;
    part.already += already;
    if (!readable) part.unreadable.push_back(std::move(key));
    co_return result<void>{};
  }
  co_return error{errc::unavailable, "", key + " keeps changing; try again"};
}

}  // namespace

boost::asio::awaitable<result<rewrap_part>> rewrap_keys(store& s, keyring const& masters, random_source& random, clock& clk, std::string cursor) {
  rewrap_part part;
  record_look look = [&](std::string key) -> boost::asio::awaitable<result<void>> {
    if (!holds_keys(key)) co_return result<void>{};
    co_return co_await rewrap_record(s, masters, random, std::move(key), part);
  };
  auto next = co_await walk_records(s, clk, std::move(cursor), look);
  if (!next) co_return next.error();
  part.next = std::move(*next);
  co_return part;
}

namespace {

struct lost_keys {
  std::set<std::string> fields;  // `lost:` and the master key's name in hex, of those that nobody gave up yet
  std::string first;             // why the first one does not open
};

std::string lost_field(std::string_view wrapped) {
  constexpr std::size_t name_at = 1, name_size = 4;  // docs/decisions/0002
  std::string out = "lost:";
  for (auto const b : wrapped.substr(name_at, name_size)) {
    out += "0123456789abcdef"[static_cast<unsigned char>(b) >> 4];
    out += "0123456789abcdef"[static_cast<unsigned char>(b) & 15];
  }
  return out;
}

boost::asio::awaitable<result<lost_keys>> find_lost(store& s, keyring const& masters) {
  constexpr int pages_max = 10, of_each_kind = 50;
  constexpr std::size_t page_size = 1000;
  auto known = co_await s.record(std::string(root_record));
  if (!known) co_return known.error();
  std::set<std::string> given_up;
  for (auto const& [name, value] : *known) given_up.insert(name);
  lost_keys out;
  std::string cursor;
  int conversations = 0, accounts = 0;
  for (int n = 0; n < pages_max && (conversations < of_each_kind || accounts < of_each_kind); ++n) {
    auto page = co_await s.scan_keys(std::string(key_space::every), cursor, page_size);
    if (!page) co_return page.error();
    for (auto& key : page->members) {
      auto* const tried = key_space::named_by(key, "c:") ? &conversations : key_space::named_by(key, "y:") ? &accounts : nullptr;
      if (!tried || *tried == of_each_kind) continue;
      ++*tried;
      auto found = co_await read_wrapped(s, key);
      if (!found && found.error().code == errc::internal) continue;
      if (!found) co_return found.error();
      for (auto const& w : found->all) {
        auto const opened = masters.unwrap(w.value, w.place);
        if (opened || opened.error().code != errc::unavailable) continue;
        auto field = lost_field(w.value);
        if (given_up.contains(field)) continue;
        if (out.fields.empty()) out.first = key + ": " + opened.error().detail;
        out.fields.insert(std::move(field));
      }
    }
    cursor = page->next;
    if (cursor.empty()) break;
  }
  co_return out;
}

}  // namespace

boost::asio::awaitable<result<void>> try_master_keys(store& s, keyring const& masters) {
  auto lost = co_await find_lost(s, masters);
  if (!lost) co_return lost.error();
  if (!lost->fields.empty()) co_return error{errc::bad_field, "keys", lost->first};
  co_return result<void>{};
}

boost::asio::awaitable<result<bool>> give_up_lost_keys(store& s, keyring const& masters) {
  auto lost = co_await find_lost(s, masters);
  if (!lost) co_return lost.error();
  auto root = co_await read_wrapped(s, std::string(root_record));
  if (!root) co_return root.error();
  transaction t;
  record_change r;
  r.key = root_record;
  for (auto const& field : lost->fields) r.set.emplace_back(field, "1");
  for (auto const& w : root->all) {
    auto const opened = masters.unwrap(w.value, w.place);
    if (opened || opened.error().code != errc::unavailable) continue;
    r.remove.push_back(w.field);
    t.conditions.push_back(field_is{r.key, w.field, w.value});
  }
  if (r.set.empty() && r.remove.empty()) co_return false;
  t.records.push_back(std::move(r));
  auto done = co_await s.commit(std::move(t));
  if (!done) co_return done.error();
  if (!std::holds_alternative<committed>(*done)) co_return error{errc::unavailable, "", "the digests' root changes under us; try again"};
  log::error("store", {}, "what was sealed under {} master key(s) that are lost is given up, by the operator's word", std::max<std::size_t>(lost->fields.size(), 1));
  co_return true;
}

}  // namespace sahut
