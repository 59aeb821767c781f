#include "gateway/app/repeated_signals.hpp"

#include "gateway/app/log_lines.hpp"
#include "gateway/log/log.hpp"

#include <csignal>
#include <unistd.h>

namespace sahut {

repeated_signals::repeated_signals() : signals_(context_, SIGTERM, SIGINT) {
  listen();
  thread_ = std::thread([this] { context_.run(); });
}

repeated_signals::~repeated_signals() {
  context_.stop();
  thread_.join();
}

void repeated_signals::listen() {
  signals_.async_wait([this](boost::system::error_code ec, int) {
    if (ec) return;
    ++heard_;
    if (heard_ == 2) log::warn("daemon", {}, "draining already; one more signal ends this process at once, without a word to its clients");
    if (heard_ > 2) {
      log::error("daemon", {}, "ended at once by a third signal; the embedded store, if there is one, ends by itself");
      drain_log(std::chrono::milliseconds{500});
      ::_exit(exit_forced);
    }
    listen();
  });
}

}  // namespace sahut
