// sahutd: the daemon. Here only the command line and the configuration are read; daemon.cpp puts everything together.
#include "connectors/registry.hpp"
#include "gateway/app/check_files.hpp"
#include "gateway/app/daemon.hpp"
#include "gateway/app/log_lines.hpp"
#include "gateway/app/log_queue.hpp"
#include "gateway/log/log.hpp"

#include <CLI/CLI.hpp>
#include <spdlog/spdlog.h>

#include <iostream>
#include <unistd.h>

namespace {

constexpr int exit_usage = 64, exit_broken = 70, exit_config = 78;

std::shared_ptr<sahut::log_queue> open_log(sahut::log_settings const& log) {
  auto queue = std::make_shared<sahut::log_queue>(STDERR_FILENO);
  queue->set_formatter(sahut::log_lines(log.json));
  auto logger = std::make_shared<spdlog::logger>("sahut", queue);
  logger->set_level(static_cast<spdlog::level::level_enum>(log.level));
  spdlog::set_default_logger(std::move(logger));
  sahut::tell_what_ends_the_process();
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

int told_by_check(sahut::loaded_configuration const& configuration) {
  for (auto const& w : configuration.warnings) std::cerr << "warning: " << to_string(w) << "\n";
  for (auto const& f : configuration.faults) std::cerr << to_string(f) << "\n";
  if (configuration.faults.empty()) std::cout << "the configuration is good\n";
  else std::cerr << configuration.faults.size() << " fault(s) in the configuration\n";
  return configuration.faults.empty() ? 0 : exit_config;
}

// What breaks it is said in the log's own form.
int serve(sahut::loaded_configuration configuration) {
  try {
    return sahut::run_daemon(std::move(configuration));
  } catch (std::exception const& e) {
    sahut::log::critical("daemon", {}, "{}", e.what());
    return exit_broken;
  }
}

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
    auto configuration = sahut::load_all(file, sahut::current_environment(), sahut::connector::registered_forms(), now);
    sahut::check_files(configuration);
    if (check) return told_by_check(configuration);
    log_end const end(open_log(configuration.settings.log));
    for (auto const& w : configuration.warnings) sahut::log::warn("configuration", {}, "{}", to_string(w));
    for (auto const& f : configuration.faults) sahut::log::critical("configuration", {}, "{}", to_string(f));
    if (!configuration.faults.empty()) {
      sahut::log::critical("configuration", {}, "{} fault(s) in the configuration; the daemon does not start", configuration.faults.size());
      return exit_config;
    }
    return serve(std::move(configuration));
  } catch (std::exception const& e) {
    std::cerr << "sahutd: " << e.what() << "\n";
    return exit_broken;
  }
}
