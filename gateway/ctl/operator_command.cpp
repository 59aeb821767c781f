#include "gateway/ctl/operator_command.hpp"

#include "connectors/registry.hpp"
#include "gateway/app/direct_commands.hpp"
#include "gateway/ctl/sla_explain.hpp"
#include "gateway/ctl/through_daemon.hpp"

#include <chrono>

namespace sahut {

int run_operator_command(std::string const& config_file, std::vector<std::string> const& command, std::string const& input,
            std::ostream& out, std::ostream& err) {
  if (auto const wrong = fault_in_words(command)) {  // before JSON carries them to the daemon: it has no bytes that are no UTF-8
    err << *wrong << "\n";
    return exit_bad_data;
  }
  auto const forms = connector::registered_forms();
  auto const settings_only = load_settings(config_file, current_environment(), forms, {}, secrets_wanted::none);
  auto const socket = settings_only.settings.data_dir / "admin.sock";
  auto const said = [&](admin_answer const& a) {
    out << a.out << std::flush;
    err << a.err << std::flush;
    return a.exit;
  };
  if (!settings_only.faults.empty()) {
    // The daemon is asked all the same: its log and its figures must know that what it was to take is faulty.
    auto const answer = command == std::vector<std::string>{"reload"} ? through_daemon(socket, command, input) : std::nullopt;
    if (answer) return said(*answer);
    for (auto const& f : settings_only.faults) err << to_string(f) << "\n";
    return exit_bad_config;
  }
  bool begun = false;
  for (auto words = command;; begun = true) {
    auto const answer = through_daemon(socket, words, input);
    if (!answer) break;
    auto const code = said(*answer);
    if (answer->then.empty()) return code;
    words = answer->then;
  }
  if (begun) {
    err << "sahutctl: the daemon has gone; what is done stays done: run it again\n";
    return exit_no_daemon;
  }
  if (settings_only.settings.redis.embedded()) {
    err << "sahutctl: no running daemon answers at " << socket.string()
        << ", and only it reaches the embedded store; start sahutd with this configuration first\n";
    return exit_no_daemon;
  }
  auto const now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
  auto const loaded = load_all(config_file, current_environment(), forms, now, {}, secrets_wanted::store_only);
  for (auto const& f : loaded.faults) err << to_string(f) << "\n";
  if (!loaded.faults.empty()) return exit_bad_config;
  for (auto words = command;;) {
    auto const answer = run_directly(loaded, words, input);
    auto const code = said(answer);
    if (answer.then.empty()) return code;
    words = answer.then;
  }
}

}  // namespace sahut
