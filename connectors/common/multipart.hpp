#pragma once
// A form with one file, as platforms take uploads: multipart/form-data (RFC 7578), read piece by piece.
#include <string>
#include <string_view>

#include "connectors/common/http_client.hpp"
#include "routing/model/sending.hpp"

namespace sahut::connector {

class multipart_body final : public byte_source {
 public:
  // `unguessable`: whoever made the file must not know it; the line between the parts is made of it.
  explicit multipart_body(std::string_view unguessable);
  void add(std::string_view name, std::string_view value);
  // The last. `from` gives what.bytes bytes and outlives this.
  void add_file(std::string_view name, sending::file const& what, byte_source& from);

  std::string content_type() const { return "multipart/form-data; boundary=" + boundary_; }
  std::uint64_t bytes() const { return before_.size() + file_left_ + after_.size(); }  // before anything was read
  boost::asio::awaitable<result<std::size_t>> read(std::span<std::byte> into) override;

 private:
  std::string boundary_, before_, after_;
  std::size_t before_read_ = 0, after_read_ = 0;
  std::uint64_t file_left_ = 0;
  byte_source* file_ = nullptr;
};

// Posts a form, and reads the answer whole: it is small.
boost::asio::awaitable<http_result> upload(http_client& client, std::string target, http_headers headers, multipart_body& form, milliseconds time_limit);
// For the call that sends what was uploaded since `begun`: the rest of `time_limit`, and five seconds at least, however long the
// upload took.
milliseconds left_after_upload(std::chrono::steady_clock::time_point begun, milliseconds time_limit);

}  // namespace sahut::connector
