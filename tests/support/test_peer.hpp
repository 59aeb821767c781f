#pragma once
// A client's socket that a test holds: it keeps every frame that a session sends, and takes more only when it is told to.
#include "gateway/net/session.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sahut::test {

struct test_peer final : net::connection {
  explicit test_peer(boost::asio::any_io_executor ex) : ex_(std::move(ex)) {}
  void send(std::string frame) override { frames.push_back(std::move(frame)); }
  void send(std::shared_ptr<std::string const> frame) override { frames.push_back(*frame); }
  std::size_t queued_bytes() const override { return 0; }
  bool is_writable() const override { return takes_more; }
  void close(std::uint16_t code, std::string_view) override { closed_with = code; }
  bool is_open() const override { return !closed_with; }
  std::string const& remote_address() const override { return address; }
  boost::asio::any_io_executor executor() const override { return ex_; }

  std::vector<std::string> of_type(std::string const& type) const {
    std::vector<std::string> out;
    for (auto const& f : frames)
      if (f.starts_with("{\"type\":\"" + type + '"')) out.push_back(f);
    return out;
  }

  std::vector<std::string> frames;
  bool takes_more = true;
  std::optional<std::uint16_t> closed_with;
  std::string address = "127.0.0.1";

 private:
  boost::asio::any_io_executor ex_;
};

}  // namespace sahut::test
