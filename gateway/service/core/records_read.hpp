#pragma once
// The records that one decision reads besides its conversation. Each of them, one that does not exist too, becomes a condition
// of the decision's transaction: what was read still holds when it is written, or the decision is taken again.
#include "gateway/records/keys.hpp"
#include "gateway/records/record_form.hpp"
#include "gateway/service/core/vault.hpp"
#include "routing/ports/random.hpp"
#include "routing/ports/store.hpp"

namespace sahut {

class records_read {
 public:
  records_read(store& s, vault const& keys, random_source& random, key_space const& space, record_forms const& forms)
      : store_(s), keys_(keys), random_(random), space_(space), forms_(forms) {}

  // Absent: there is no such record yet. Read twice, it is the same. unavailable; internal: it cannot be read.
  template <class T>
  boost::asio::awaitable<result<std::optional<T>>> load(std::string id) {
    using answer = result<std::optional<T>>;
    std::string kind(record_form<T>::kind);
    auto plain = co_await fetch(std::move(kind), std::move(id));
    if (!plain) co_return plain.error();
    auto& found = **plain;
    if (!found.bytes) co_return answer(std::nullopt);
    auto value = records::decode<T>(*found.bytes);
    if (!value) co_return unreadable(found);
    found.before = *value;
    co_return answer(std::move(value));
  }

  template <class T, class Tag>
  boost::asio::awaitable<result<std::optional<T>>> load(id<Tag> const& name) {
    return load<T>(name.text());
  }

  // Puts into the transaction: every record read as a condition, every record of `also` with the difference between its places.
  // internal: one was not read before, or its kind is not registered, which is a programmer's fault.
  result<void> write(std::vector<std::any> const& also, transaction& tx);
  // The key of the record that was read first: it remembers the command's id where there is no conversation. Empty: none.
  std::string first_key() const { return seen_.empty() ? std::string() : seen_.front()->key; }

 private:
  struct seen {
    std::string kind, id, key;
    std::uint64_t version = 0;
    data_key sealed_under;             // null: the record does not exist
    std::optional<std::string> bytes;  // its encoding
    std::any before;                   // as decoded
  };
  boost::asio::awaitable<result<std::shared_ptr<seen>>> fetch(std::string kind, std::string id);
  error unreadable(seen const& of) const;

  store& store_;
  vault const& keys_;
  random_source& random_;
  key_space const& space_;
  record_forms const& forms_;
  std::vector<std::shared_ptr<seen>> seen_;
};

}  // namespace sahut
