#pragma once
// The whole state of a Redis database in the form of memory_store::dump.
#include "gateway/store/resp_connection.hpp"

namespace sahut::test {

boost::asio::awaitable<std::string> dump_redis(std::shared_ptr<resp_connection> connection);

}  // namespace sahut::test
