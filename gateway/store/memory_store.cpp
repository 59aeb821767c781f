#include "gateway/store/memory_store.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <deque>
#include <map>
#include <set>

#include "gateway/store/commit_codec.hpp"

namespace sahut {
namespace {

namespace asio = boost::asio;

struct record_value {
  std::map<std::string, std::string> fields;
};
struct sorted_value {
  std::map<std::string, std::int64_t> scores;
  std::set<std::pair<std::int64_t, std::string>> order;

  void put(std::string const& member, std::int64_t score) {
    auto const [at, added] = scores.try_emplace(member, score);
    if (!added) order.erase({at->second, member});
    at->second = score;
    order.emplace(score, member);
  }
  void erase(std::string const& member) {
    auto const at = scores.find(member);
    if (at == scores.end()) return;
    order.erase({at->second, member});
    scores.erase(at);
  }
};
struct set_value {
  std::set<std::string> members;
};
struct counter_value {
  std::uint64_t last = 0;
};
struct entry {
  std::variant<record_value, sorted_value, set_value, counter_value> value;
  std::optional<utc_time> expires;
};

struct wrong_kind {};  // the key holds another kind of value: a programmer's fault

std::uint64_t number(std::string const* text) { return text == nullptr ? 0 : std::stoull(*text); }

struct listening {
  std::string channel;
  std::function<void(std::string_view)> on_message;
  std::function<void()> on_ready;
  bool ready = false;
  std::uint64_t life = 0;  // payloads of an earlier life are lost
};

class handle final : public store::subscription {
 public:
  explicit handle(std::shared_ptr<listening> one) : one_(std::move(one)) {}

 private:
  std::shared_ptr<listening> one_;
};

class twin final : public memory_store {
 public:
  twin(asio::any_io_executor executor, std::function<utc_time()> now) : executor_(executor), now_(std::move(now)) {}

  void fail_next_commit(fault f) override { faults_.push_back(f); }
  void delay_with(std::function<asio::awaitable<void>()> pause) override { pause_ = std::move(pause); }
  std::uint64_t commits() const override { return commits_; }
  std::string dump() const override;

  void break_bus() override {
    for_each_listener([&](std::shared_ptr<listening> const& one) {
      one->ready = false;
      ++one->life;
      confirm(one);
    });
  }

  asio::awaitable<result<commit_result>> commit(transaction t) override {
    if (auto wrong = fault_of(t)) co_return *wrong;
    co_await wait();
    std::optional<fault> planned;
    if (!faults_.empty()) {
      planned = faults_.front();
      faults_.pop_front();
    }
    if (planned == fault::refuse) co_return error{errc::unavailable, "", "refused as planned"};
    if (planned == fault::full) co_return error{errc::full, "", "full as planned"};
    auto done = guarded([&] { return apply(t); });
    if (planned == fault::lose_reply) co_return error{errc::unavailable, "", "the reply was lost as planned"};
    co_return done;
  }

  asio::awaitable<result<field_values>> fields(std::string key, std::vector<std::string> names) override {
    if (names.size() > 2048) co_return error{errc::internal, "", "too many fields are asked for at once"};
    co_await wait();
    co_return guarded([&]() -> field_values {
      field_values out(names.size());
      if (auto const* r = find<record_value>(key))
        for (std::size_t i = 0; i < names.size(); ++i)
          if (auto const at = r->fields.find(names[i]); at != r->fields.end()) out[i] = at->second;
      return out;
    });
  }

  asio::awaitable<result<std::vector<std::pair<std::string, std::string>>>> record(std::string key) override {
    co_await wait();
    co_return guarded([&]() -> std::vector<std::pair<std::string, std::string>> {
      auto const* r = find<record_value>(key);
      if (r == nullptr) return {};
      return {r->fields.begin(), r->fields.end()};
    });
  }

  asio::awaitable<result<std::vector<scored>>> lowest(std::string sorted_key, std::size_t limit) override {
    co_await wait();
    co_return guarded([&]() -> std::vector<scored> {
      auto const* z = find<sorted_value>(sorted_key);
      if (z == nullptr) return {};
      std::vector<scored> out;
      for (auto const& [score, member] : z->order) {
        if (out.size() == limit) break;
        out.push_back({member, score});
      }
      return out;
    });
  }

  // The cursor is the last member given.
  asio::awaitable<result<scan_page>> scan(std::string sorted_key, std::string cursor, std::size_t count) override {
    co_await wait();
    co_return guarded([&]() -> scan_page {
      scan_page page;
      auto const* z = find<sorted_value>(sorted_key);
      if (z == nullptr) return page;
      for (auto at = cursor.empty() ? z->scores.begin() : z->scores.upper_bound(cursor); at != z->scores.end(); ++at) {
        if (page.members.size() == count) {
          page.next = page.members.back();
          break;
        }
        page.members.push_back(at->first);
      }
      return page;
    });
  }

  // The cursor is the last key given.
  asio::awaitable<result<scan_page>> scan_keys(std::string prefix, std::string cursor, std::size_t count) override {
    co_await wait();
    co_return guarded([&]() -> scan_page {
      scan_page page;
      for (auto at = cursor.empty() ? entries_.lower_bound(prefix) : entries_.upper_bound(cursor); at != entries_.end(); ++at) {
        if (!at->first.starts_with(prefix)) break;
        if (page.members.size() == count) {
          page.next = page.members.back();
          break;
        }
        page.members.push_back(at->first);
      }
      return page;
    });
  }

  asio::awaitable<result<std::optional<std::int64_t>>> score(std::string sorted_key, std::string member) override {
    co_await wait();
    co_return guarded([&]() -> std::optional<std::int64_t> {
      auto const* z = find<sorted_value>(sorted_key);
      if (z == nullptr) return std::nullopt;
      auto const at = z->scores.find(member);
      return at == z->scores.end() ? std::nullopt : std::optional(at->second);
    });
  }

  asio::awaitable<result<std::uint64_t>> size_of(smaller_than::kind of, std::string key) override {
    co_await wait();
    co_return guarded([&] { return size_now(of, key); });
  }

  asio::awaitable<result<std::vector<std::string>>> members(std::string set_key) override {
    co_await wait();
    co_return guarded([&]() -> std::vector<std::string> {
      auto const* s = find<set_value>(set_key);
      if (s == nullptr) return {};
      return {s->members.begin(), s->members.end()};
    });
  }

  asio::awaitable<result<std::optional<std::uint64_t>>> rank(std::string sorted_key, std::string member) override {
    co_await wait();
    co_return guarded([&]() -> std::optional<std::uint64_t> {
      auto const* z = find<sorted_value>(sorted_key);
      if (z == nullptr) return std::nullopt;
      auto const at = z->scores.find(member);
      if (at == z->scores.end()) return std::nullopt;
      return static_cast<std::uint64_t>(std::distance(z->order.begin(), z->order.find({at->second, member})));
    });
  }

  asio::awaitable<result<std::vector<scored>>> claim_due(std::string sorted_key, utc_time now, std::size_t limit,
                                                         milliseconds hold) override {
    co_await wait();
    co_return guarded([&]() -> std::vector<scored> {
      auto* z = find<sorted_value>(sorted_key);
      std::vector<scored> out;
      if (z == nullptr) return out;
      for (auto const& [score, member] : z->order) {
        if (score > to_millis(now) || out.size() == limit) break;
        out.push_back({member, score});
      }
      for (auto const& due : out) z->put(due.member, to_millis(now + hold));
      return out;
    });
  }

  asio::awaitable<result<std::uint64_t>> reserve(std::string counter_key, std::uint64_t count, seconds keep) override {
    if (count == 0 || count > 1'000'000 || keep < seconds{1})
      co_return error{errc::internal, "", "a reservation is out of range"};
    co_await wait();
    co_return guarded([&]() -> std::uint64_t {
      auto& c = make<counter_value>(counter_key);
      c.last += count;
      expire_at(entries_.at(counter_key), now_() + keep);
      return c.last - count + 1;
    });
  }

  asio::awaitable<result<utc_time>> time() override {
    co_await wait();
    co_return now_();
  }

  std::unique_ptr<subscription> subscribe(std::string channel, std::function<void(std::string_view)> on_message,
                                          std::function<void()> on_ready) override {
    auto one = std::make_shared<listening>();
    one->channel = std::move(channel);
    one->on_message = std::move(on_message);
    one->on_ready = std::move(on_ready);
    listeners_.push_back(one);
    confirm(one);
    return std::make_unique<handle>(std::move(one));
  }

 private:
  asio::awaitable<void> wait() {
    if (pause_) co_await pause_();
    if (!next_expiry_ || *next_expiry_ > now_()) co_return;
    next_expiry_.reset();
    for (auto it = entries_.begin(); it != entries_.end();) {
      if (it->second.expires && *it->second.expires <= now_()) {
        it = entries_.erase(it);
        continue;
      }
      if (it->second.expires) expire_at(it->second, *it->second.expires);
      ++it;
    }
  }
  void expire_at(entry& e, utc_time when) {
    e.expires = when;
    if (!next_expiry_ || when < *next_expiry_) next_expiry_ = when;
  }

  template <class F>
  auto guarded(F f) -> result<std::invoke_result_t<F>> {
    try {
      return f();
    } catch (wrong_kind) {
      return error{errc::internal, "", "a key holds another kind of value"};
    }
  }

  template <class T>
  T* find(std::string const& key) {
    auto const at = entries_.find(key);
    if (at == entries_.end()) return nullptr;
    auto* value = std::get_if<T>(&at->second.value);
    if (value == nullptr) throw wrong_kind{};
    return value;
  }
  template <class T>
  T& make(std::string const& key) {
    if (auto* found = find<T>(key)) return *found;
    return std::get<T>(entries_.emplace(key, entry{T{}, std::nullopt}).first->second.value);
  }
  std::string const* field(std::string const& key, std::string const& name) {
    auto const* r = find<record_value>(key);
    if (r == nullptr) return nullptr;
    auto const at = r->fields.find(name);
    return at == r->fields.end() ? nullptr : &at->second;
  }
  std::uint64_t size_now(smaller_than::kind of, std::string const& key) {
    using kind = smaller_than::kind;
    if (of == kind::sorted_set) {
      auto const* z = find<sorted_value>(key);
      return z ? z->scores.size() : 0;
    }
    if (of == kind::set) {
      auto const* s = find<set_value>(key);
      return s ? s->members.size() : 0;
    }
    auto const* r = find<record_value>(key);
    return r ? r->fields.size() : 0;
  }
  bool holds(condition const& c) {
    if (auto const* is = std::get_if<field_is>(&c)) {
      auto const* value = field(is->key, is->field);
      return value != nullptr && *value == is->value;
    }
    if (auto const* less = std::get_if<smaller_than>(&c)) return size_now(less->of, less->key) < less->max;
    auto const& m = std::get<member_of>(c);
    bool present = false;
    if (m.sorted) {
      auto const* z = find<sorted_value>(m.key);
      present = z && z->scores.contains(m.member);
    } else {
      auto const* s = find<set_value>(m.key);
      present = s && s->members.contains(m.member);
    }
    return present == m.present;
  }

  commit_result apply(transaction const& t) {
    for (std::size_t i = 0; i < t.records.size(); ++i) {
      auto const& r = t.records[i];
      if (r.once.empty()) {
        find<record_value>(r.key);
      } else if (auto const* remembered = field(r.key, "d" + r.once)) {
        return read_remembered(*remembered, i, r.fingerprint);
      }
    }
    for (std::size_t i = 0; i < t.records.size(); ++i) {
      auto const& r = t.records[i];
      if (r.if_version && *r.if_version != number(field(r.key, "v"))) return conflict{conflict::what::version, i};
      if (r.if_end && *r.if_end != number(field(r.key, "n"))) return conflict{conflict::what::end, i};
    }
    for (std::size_t i = 0; i < t.conditions.size(); ++i)
      if (!holds(t.conditions[i])) return conflict{conflict::what::condition, i};

    check_kinds(t.operations);
    std::vector<std::pair<std::string, std::string>> wakes;
    committed done;
    for (auto const& r : t.records) done.ends.push_back(write(r));
    for (auto const& o : t.operations) run(o, done, wakes);
    ++commits_;
    for (auto& [channel, payload] : wakes) deliver(channel, payload);
    return done;
  }

  // Before the first write: an operation on a key of another kind must leave nothing half-written.
  void check_kinds(std::vector<operation> const& operations) {
    std::set<std::string> dropped;
    for (auto const& o : operations) {
      if (auto const* whole = std::get_if<drop>(&o)) dropped.insert(whole->key);
      auto check = [&]<class T>(std::string const& key, T const*) {
        if (!dropped.contains(key)) (void)find<T>(key);
      };
      if (auto const* x = std::get_if<sorted_add>(&o)) check(x->key, static_cast<sorted_value const*>(nullptr));
      if (auto const* x = std::get_if<sorted_remove>(&o)) check(x->key, static_cast<sorted_value const*>(nullptr));
      if (auto const* x = std::get_if<set_add>(&o)) check(x->key, static_cast<set_value const*>(nullptr));
      if (auto const* x = std::get_if<set_remove>(&o)) check(x->key, static_cast<set_value const*>(nullptr));
    }
  }

  std::uint64_t write(record_change const& r) {
    auto n = number(field(r.key, "n"));
    bool const writes = !r.once.empty() || r.new_version || !r.append.empty() || !r.set.empty();
    if (writes) {
      auto& fields = make<record_value>(r.key).fields;
      if (!r.once.empty()) fields["d" + r.once] = std::to_string(r.append.empty() ? 0 : n + 1) + ":" + r.fingerprint;
      if (r.new_version) fields["v"] = std::to_string((fields.contains("v") ? std::stoull(fields["v"]) : 0) + 1);
      for (auto const& text : r.append) fields["m" + std::to_string(++n)] = text;
      if (!r.append.empty()) fields["n"] = std::to_string(n);
      for (auto const& [name, value] : r.set) fields[name] = value;
    }
    if (auto* existing = find<record_value>(r.key)) {
      for (auto const& name : r.remove) existing->fields.erase(name);
      if (existing->fields.empty()) entries_.erase(r.key);
    }
    return n;
  }

  void run(operation const& o, committed const& done, std::vector<std::pair<std::string, std::string>>& wakes) {
    if (auto const* add = std::get_if<sorted_add>(&o)) {
      auto& z = make<sorted_value>(add->key);
      auto const at = z.scores.find(add->member);
      using when = sorted_add::when;
      if (at == z.scores.end() || add->mode == when::always ||
          (add->mode == when::only_later && add->score > at->second) ||
          (add->mode == when::only_earlier && add->score < at->second))
        z.put(add->member, add->score);
    } else if (auto const* gone = std::get_if<sorted_remove>(&o)) {
      if (auto* z = find<sorted_value>(gone->key)) {
        z->erase(gone->member);
        if (z->scores.empty()) entries_.erase(gone->key);
      }
    } else if (auto const* in = std::get_if<set_add>(&o)) {
      make<set_value>(in->key).members.insert(in->member);
    } else if (auto const* out = std::get_if<set_remove>(&o)) {
      if (auto* s = find<set_value>(out->key); s && s->members.erase(out->member) && s->members.empty())
        entries_.erase(out->key);
    } else if (auto const* whole = std::get_if<drop>(&o)) {
      entries_.erase(whole->key);
    } else if (auto const* later = std::get_if<expire>(&o)) {
      if (auto const at = entries_.find(later->key); at != entries_.end()) expire_at(at->second, now_() + later->after);
    } else if (auto const* wake = std::get_if<publish>(&o)) {
      wakes.emplace_back(wake->channel,
                         wake->head + std::to_string(done.ends.empty() ? 0 : done.ends[0]) + ' ' + wake->body);
    }
  }

  template <class F>
  void for_each_listener(F f) {
    std::erase_if(listeners_, [](auto const& weak) { return weak.expired(); });
    auto const copy = listeners_;
    for (auto const& weak : copy)
      if (auto one = weak.lock()) f(one);
  }

  void confirm(std::shared_ptr<listening> const& one) {
    asio::post(executor_, [weak = std::weak_ptr(one), life = one->life] {
      auto const o = weak.lock();
      if (!o || o->life != life) return;
      o->ready = true;
      if (o->on_ready) o->on_ready();
    });
  }

  void deliver(std::string const& channel, std::string const& payload) {
    for_each_listener([&](std::shared_ptr<listening> const& one) {
      if (one->channel != channel) return;
      asio::post(executor_, [weak = std::weak_ptr(one), life = one->life, payload] {
        auto const o = weak.lock();
        if (o && o->life == life && o->ready && o->on_message) o->on_message(payload);
      });
    });
  }

  asio::any_io_executor executor_;
  std::function<utc_time()> now_;
  std::map<std::string, entry> entries_;
  std::vector<std::weak_ptr<listening>> listeners_;
  std::deque<fault> faults_;
  std::function<asio::awaitable<void>()> pause_;
  std::optional<utc_time> next_expiry_;
  std::uint64_t commits_ = 0;
};

std::string twin::dump() const {
  std::vector<std::string> lines;
  for (auto const& [key, e] : entries_) {
    if (e.expires && *e.expires <= now_()) continue;
    if (auto const* r = std::get_if<record_value>(&e.value))
      for (auto const& [name, value] : r->fields) lines.push_back(dump_line('h', {key, name, value}));
    else if (auto const* z = std::get_if<sorted_value>(&e.value))
      for (auto const& [member, score] : z->scores)
        lines.push_back(dump_line('z', {key, member, std::to_string(score)}));
    else if (auto const* s = std::get_if<set_value>(&e.value))
      for (auto const& member : s->members) lines.push_back(dump_line('s', {key, member}));
    else
      lines.push_back(dump_line('c', {key, std::to_string(std::get<counter_value>(e.value).last)}));
    if (e.expires) lines.push_back(dump_line('x', {key}));
  }
  std::sort(lines.begin(), lines.end());
  std::string out;
  for (auto const& line : lines) out += line;
  return out;
}

}  // namespace

std::string dump_line(char kind, std::initializer_list<std::string_view> parts) {
  std::string out(1, kind);
  for (auto part : parts) {
    out += ' ';
    for (char c : part) {
      auto const u = static_cast<unsigned char>(c);
      if (u > 0x20 && u < 0x7f && c != '\\') {
        out += c;
      } else {
        out += '\\';
        out += "0123456789abcdef"[u >> 4];
        out += "0123456789abcdef"[u & 15];
      }
    }
  }
  return out + '\n';
}

std::unique_ptr<memory_store> create_memory_store(asio::any_io_executor executor, std::function<utc_time()> now) {
  return std::make_unique<twin>(executor, std::move(now));
}

}  // namespace sahut
