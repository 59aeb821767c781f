#include "gateway/media/scan_check.hpp"

#include "gateway/log/log.hpp"
#include "gateway/media/file_counts.hpp"

namespace sahut::media {
namespace {

constexpr std::string_view mark = "infected";

}  // namespace

boost::asio::awaitable<result<void>> scan_check::check(byte_source& plain, kept const& about) {
  auto const found = co_await scanner_.scan(plain);
  auto& counts = files_of_this_process();
  if (!found) {
    ++counts.not_scanned;
    log::warn("media", {}, "a file of {} bytes was not scanned, and is not taken: {}", about.bytes, found.error().detail);
    co_return found.error();
  }
  if (auto const* bad = std::get_if<infected>(&*found)) {
    ++counts.infected;
    log::warn("media", {}, "the scanner found {} in a file of {} bytes, which is not kept", bad->name, about.bytes);
    co_return error{errc::forbidden, std::string(mark), "the scanner found " + bad->name + " in this file"};
  }
  ++counts.clean;
  co_return result<void>{};
}

bool is_infected(error const& e) { return e.code == errc::forbidden && e.path == mark; }

}  // namespace sahut::media
