#pragma once
// An operator's change of an account that exists.
#include "gateway/service/users.hpp"

#include <functional>

namespace sahut {

// Ends the account's logins and closes its windows. not_found: the office has no such account.
boost::asio::awaitable<result<void>> change_user(desk& d, users& accounts, officer_id name, std::function<void(user_account&)> how);

}  // namespace sahut
