#pragma once
// A scanner's verdict as the check that a file passes before it is kept: whoever is in doubt keeps nothing.
#include "gateway/media/files.hpp"
#include "gateway/media/scanner.hpp"

namespace sahut::media {

class scan_check final : public file_check {
 public:
  explicit scan_check(scanner& by) : scanner_(by) {}
  // An infected file's error is one of its own, `is_infected`. Else the scanner's: `unavailable`, `too_long`.
  boost::asio::awaitable<result<void>> check(byte_source& plain, kept const& about) override;

 private:
  scanner& scanner_;
};

bool is_infected(error const& e);

}  // namespace sahut::media
