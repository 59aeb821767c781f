#include "gateway/service/user_changes.hpp"

#include "gateway/records/fields.hpp"
#include "gateway/records/model_fields.hpp"

namespace sahut {

boost::asio::awaitable<result<void>> change_user(desk& d, users& accounts, officer_id name, std::function<void(user_account&)> how) {
  constexpr int attempts = 8;
  for (int attempt = 0; attempt < attempts; ++attempt) {
    auto user = co_await accounts.find(name);
    if (!user) co_return user.error();
    auto account = (*user)->account;
    how(account);
    transaction t;
    t.records.emplace_back();
    auto& r = t.records.front();
    r.key = d.space.user(account.name);
    r.if_version = (*user)->version;
    r.new_version = true;
    r.set.emplace_back("r", records::encode(account));
    if (account.disabled) t.operations.push_back(set_remove{d.space.available(), account.name});
    t.operations.push_back(publish{d.space.wake(), "u " + account.name + ' ', {}});
    auto done = co_await d.st.commit(std::move(t));
    if (!done) co_return done.error();
    if (std::holds_alternative<committed>(*done)) {
      d.local.officers([&](listener& l) { l.on_user(account.name); });
      co_return result<void>{};
    }
  }
  co_return error{errc::unavailable, "name", "the account keeps changing; try again"};
}

}  // namespace sahut
