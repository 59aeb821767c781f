#include "connectors/common/channel_sender.hpp"

namespace sahut::connector {

boost::asio::awaitable<sending::outcome> channel_sender::send_file(sending::part, byte_source&, milliseconds) {
  co_return sending::refused{"saluran ini tidak menerima berkas"};
}

boost::asio::awaitable<sending::outcome> channel_sender::show(passing_sign, milliseconds) {
  co_return sending::refused{"saluran ini tidak menampilkan tanda mengetik dan tanda baca"};
}

}  // namespace sahut::connector
