#include "gateway/service/core/records_read.hpp"

#include "gateway/records/decimal.hpp"
#include "gateway/records/wake_up.hpp"
#include "gateway/service/core/unreadable.hpp"

#include <algorithm>

namespace sahut {
namespace {

void put_places(key_space const& space, std::vector<record_place> const& was, std::vector<record_place> const& is, std::vector<operation>& ops) {
  auto const same_member = [](record_place const& a) {
    return [&a](record_place const& b) { return a.list == b.list && a.member == b.member && a.score.has_value() == b.score.has_value(); };
  };
  for (auto const& p : was) {
    if (std::any_of(is.begin(), is.end(), same_member(p))) continue;
    if (p.score) ops.push_back(sorted_remove{space.list(p.list), p.member});
    else ops.push_back(set_remove{space.list(p.list), p.member});
  }
  for (auto const& p : is) {
    if (std::find(was.begin(), was.end(), p) != was.end()) continue;
    if (p.score) ops.push_back(sorted_add{space.list(p.list), p.member, *p.score});
    else ops.push_back(set_add{space.list(p.list), p.member});
  }
}

}  // namespace

error records_read::unreadable(seen const& of) const {
  constexpr std::string_view why = "the record does not decode";
  unreadable_of_this_process().note(of.key, std::string(why));
  return {errc::internal, of.key, std::string(why)};
}

boost::asio::awaitable<result<std::shared_ptr<records_read::seen>>> records_read::fetch(std::string kind, std::string id) {
  for (auto const& s : seen_)
    if (s->kind == kind && s->id == id) co_return s;
  auto s = std::make_shared<seen>();
  s->key = space_.record(kind, id);
  s->kind = std::move(kind);
  s->id = std::move(id);
  std::vector<std::string> names{"v", "r", "k"};
  auto fields = co_await store_.fields(s->key, std::move(names));
  if (!fields) co_return fields.error();
  auto& f = *fields;
  if (f[0] || f[1] || f[2]) {
    auto const version = f[0] ? records::whole_decimal<std::uint64_t>(*f[0]) : std::nullopt;
    if (!version || !f[1] || !f[2]) co_return unreadable(*s);
    auto key = keys_.unwrap(*f[2], s->key);
    if (!key) co_return unreadable(*s);
    auto plain = keys_.open(*key, *f[1], s->key + "|r");
    if (!plain) co_return unreadable(*s);
    s->version = *version;
    s->sealed_under = std::move(*key);
    s->bytes = std::move(*plain);
  }
  seen_.push_back(s);
  co_return s;
}

result<void> records_read::write(std::vector<std::any> const& also, transaction& tx) {
  auto const first = tx.records.size();
  for (auto const& s : seen_) {
    record_change r;
    r.key = s->key;
    r.if_version = s->version;
    tx.records.push_back(std::move(r));
  }
  for (auto const& after : also) {
    auto const* form = forms_.of(after);
    if (!form) return error{errc::internal, after.type().name(), "no kind of record is registered for this type"};
    auto const id = form->id(after);
    auto const is_it = [&](auto const& s) { return s->kind == form->kind && s->id == id; };
    auto const at = std::find_if(seen_.begin(), seen_.end(), is_it);
    if (at == seen_.end()) return error{errc::internal, form->kind + ' ' + id, "a decision yields a record that it did not read"};
    auto& s = **at;
    auto& r = tx.records[first + static_cast<std::size_t>(at - seen_.begin())];
    auto key = s.sealed_under;
    if (!key) {
      key = keys_.new_data_key(random_);
      r.set.emplace_back("k", keys_.wrap(key, s.key, random_));
    }
    r.new_version = true;
    r.set.emplace_back("r", keys_.seal(key, form->encode(after), s.key + "|r", random_));
    put_places(space_, s.before.has_value() ? form->places(s.before) : std::vector<record_place>(), form->places(after), tx.operations);
    // Every worker hears of it by this wake, the one that wrote it too.
    tx.operations.push_back(publish{space_.wake(), wake_up::head_of(wake_up::record_changed{s.kind, s.id}), {}});
  }
  return {};
}

}  // namespace sahut
