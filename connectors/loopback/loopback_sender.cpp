#include "connectors/loopback/loopback_sender.hpp"

namespace sahut::loopback {
namespace {

constexpr std::size_t remembered_max = 1000;

class remembering_sender final : public loopback_sender {
 public:
  remembering_sender(connector::text_limit text, std::function<void(sending::part const&)> observer)
      : text_(text), observer_(std::move(observer)) {}

  boost::asio::awaitable<sending::outcome> send(sending::part part, milliseconds) override {
    if (observer_) observer_(part);
    sent_.push_back(std::move(part));
    if (sent_.size() > remembered_max) sent_.erase(sent_.begin());
    co_return sending::accepted{"loopback-" + std::to_string(++count_)};
  }
  connector::text_limit longest_text() const override { return text_; }
  bool has_metadata() const override { return false; }
  bool has_human_agent() const override { return true; }
  std::vector<sending::part> const& sent() const override { return sent_; }

 private:
  connector::text_limit text_;
  std::function<void(sending::part const&)> observer_;
  std::vector<sending::part> sent_;
  std::uint64_t count_ = 0;
};

}  // namespace

std::unique_ptr<loopback_sender> create_loopback_sender(connector::text_limit text,
                                                        std::function<void(sending::part const&)> observer) {
  return std::make_unique<remembering_sender>(text, std::move(observer));
}

}  // namespace sahut::loopback
