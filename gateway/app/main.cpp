// sahutd: the daemon. Here only the command line and the configuration are read; daemon.cpp puts everything together.
#include "gateway/app/check_files.hpp"
#include "gateway/app/daemon.hpp"
#include "gateway/app/log_queue.hpp"
#include "gateway/app/security_log.hpp"
#include "gateway/wire/json_writer.hpp"

#include <CLI/CLI.hpp>
#include <spdlog/pattern_formatter.h>
#include <spdlog/spdlog.h>

#include <iostream>
#include <unistd.h>

namespace {

constexpr int exit_usage = 64, exit_broken = 70, exit_config = 78;

// The message as a JSON text, quotes included.
class quoted_message final : public spdlog::custom_flag_formatter {
 public:
  void format(spdlog::details::log_msg const& m, std::tm const&, spdlog::memory_buf_t& to) override {
    std::string text;
    sahut::wire::append_quoted(text, {m.payload.data(), m.payload.size()});
    to.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override { return spdlog::details::make_unique<quoted_message>(); }
};

std::shared_ptr<sahut::log_queue> open_log(sahut::log_settings const& log) {
  auto queue = std::make_shared<sahut::log_queue>(STDERR_FILENO);
  auto logger = std::make_shared<spdlog::logger>("sahut", queue);
  auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
  formatter->add_flag<quoted_message>('*');
  formatter->set_pattern(log.json ? R"({"at":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":%*})" : "%Y-%m-%dT%H:%M:%S.%eZ %l %v");
  queue->set_formatter(sahut::with_security_lines(std::move(formatter)));
  spdlog::register_logger(std::make_shared<spdlog::logger>(std::string(sahut::security_logger), queue));
  logger->set_level(static_cast<spdlog::level::level_enum>(log.level));
  spdlog::set_default_logger(std::move(logger));
  return queue;
}

// What was logged is out before anything is said past the log.
class log_end {
 public:
  explicit log_end(std::shared_ptr<sahut::log_queue> queue) : queue_(std::move(queue)) {}
  ~log_end() { queue_->drain(std::chrono::seconds{2}); }
  log_end(log_end const&) = delete;

 private:
  std::shared_ptr<sahut::log_queue> queue_;
};

}  // namespace

int main(int argc, char** argv) {
  sahut::open_standard_files();
  CLI::App app{"sahutd: the gateway daemon"};
  std::string file;
  bool check = false, version = false;
  app.add_option("--config", file, "The configuration file (TOML)");
  app.add_flag("--check-config", check, "Print every fault of the configuration and exit");
  app.add_flag("--version", version, "Print the version and exit");
  try {
    app.parse(argc, argv);
  } catch (CLI::ParseError const& e) {
    return app.exit(e) == 0 ? 0 : exit_usage;
  }
  if (version) {
    std::cout << "sahutd " SAHUT_VERSION "\n";
    return 0;
  }
  if (file.empty()) {
    std::cerr << "sahutd: --config FILE is needed\n";
    return exit_usage;
  }
  try {
    auto const now = std::chrono::floor<sahut::milliseconds>(std::chrono::system_clock::now());
    auto configuration = sahut::load_all(file, sahut::current_environment(), now);
    sahut::check_files(configuration);
    bool const serves = !check && configuration.faults.empty();
    if (!serves)
      for (auto const& w : configuration.warnings) std::cerr << "warning: " << to_string(w) << "\n";
    for (auto const& f : configuration.faults) std::cerr << to_string(f) << "\n";
    if (!configuration.faults.empty()) {
      std::cerr << configuration.faults.size() << " fault(s) in the configuration\n";
      return exit_config;
    }
    if (check) {
      std::cout << "the configuration is good\n";
      return 0;
    }
    log_end const end(open_log(configuration.settings.log));
    for (auto const& w : configuration.warnings) spdlog::warn("configuration: {}", to_string(w));
    return sahut::run_daemon(std::move(configuration));
  } catch (std::exception const& e) {
    std::cerr << "sahutd: " << e.what() << "\n";
    return exit_broken;
  }
}
