#include "connectors/common/channel_sender.hpp"

namespace sahut::connector {

boost::asio::awaitable<sending::outcome> channel_sender::send_file(sending::part, byte_source&, milliseconds) {
  co_return sending::refused{"saluran ini tidak menerima berkas"};
}

}  // namespace sahut::connector
