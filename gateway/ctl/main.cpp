// The operator's program. Each subcommand is one function in a file of its own; here only the command line is read.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <iterator>
#include <sstream>

#include "gateway/app/answer_json.hpp"
#include "gateway/app/log_lines.hpp"
#include "gateway/app/password_pool.hpp"
#include "gateway/ctl/completion.hpp"
#include "gateway/ctl/later.hpp"
#include "gateway/ctl/operator_command.hpp"
#include "gateway/ctl/sla_explain.hpp"

namespace {

constexpr int exit_unavailable = 69, exit_broken = 70, exit_unwritten = 74;

struct sla_options {
  std::string calendar_file;
  std::string instant;
};

// Commands on a running installation. Each becomes its words, as run_admin_command reads them.
struct operator_commands {
  explicit operator_commands(CLI::App& app) {
    auto* const user = app.add_subcommand("user", "Officers' accounts")->require_subcommand(1);
    auto* const add = user->add_subcommand("add", "Add an account; the password is read from stdin");
    add->add_option("name", name, "The login")->required();
    add->add_option("--office", office, "The office's id")->required();
    add->add_option("--role", role, sahut::role_names())->required();
    add->add_option("--queue", queues, "A queue that the account serves; repeatable; none: all of the office");
    add->add_option("--display", display, "The name that citizens see");
    add->add_flag("--password-stdin", password_stdin, "Read the password from stdin")->required();
    add->callback([this] {
      words = {"user", "add", name, "--office", office, "--role", role};
      for (auto const& q : queues) words.insert(words.end(), {"--queue", q});
      if (!display.empty()) words.insert(words.end(), {"--display", display});
      reads_input = true;
    });
    auto* const set = user->add_subcommand("set", "Change an account; what is not named stays; its logins end");
    set->add_option("name", name, "The login")->required();
    set->add_option("--role", role, sahut::role_names());
    set->add_option("--queue", queues, "The queues that it serves from now on; repeatable; all: every queue of the office");
    set->add_option("--display", display, "The name that citizens see");
    set->callback([this] {
      words = {"user", "set", name};
      if (!role.empty()) words.insert(words.end(), {"--role", role});
      for (auto const& q : queues) words.insert(words.end(), {"--queue", q});
      if (!display.empty()) words.insert(words.end(), {"--display", display});
    });
    auto* const password = user->add_subcommand("password", "Give an account a new password, read from stdin; its logins end");
    password->add_option("name", name, "The login")->required();
    password->add_flag("--password-stdin", password_stdin, "Read the password from stdin")->required();
    password->callback([this] {
      words = {"user", "password", name};
      reads_input = true;
    });
    auto* const second_factor = user->add_subcommand("second-factor", "Take an account's second factor away: a lost telephone; its logins end");
    second_factor->add_option("name", name, "The login")->required();
    second_factor->add_flag("--remove", remove, "Remove it")->required();
    second_factor->callback([this] { words = {"user", "second-factor", name, "--remove"}; });
    named(user, {"user", "enable"}, "Let a disabled account sign in again");
    plain(user, {"user", "list"}, "List the accounts");
    named(user, {"user", "disable"}, "Close an account's sockets and end its logins");
    auto* const account = app.add_subcommand("account", "Citizens' accounts (CEISA Care)")->require_subcommand(1);
    auto* const add_holder = account->add_subcommand("add", "Add an account; the password is read from stdin");
    add_holder->add_option("name", name, "The login")->required();
    add_holder->add_option("--display", display, "The citizen's name, as officers see it")->required();
    add_holder->add_option("--email", email, "An e-mail address");
    add_holder->add_flag("--password-stdin", password_stdin, "Read the password from stdin")->required();
    add_holder->callback([this] {
      words = {"account", "add", name, "--display", display};
      if (!email.empty()) words.insert(words.end(), {"--email", email});
      reads_input = true;
    });
    auto* const holder_password = account->add_subcommand("password", "Give an account a new password, read from stdin; its sessions end");
    holder_password->add_option("name", name, "The login")->required();
    holder_password->add_flag("--password-stdin", password_stdin, "Read the password from stdin")->required();
    holder_password->callback([this] {
      words = {"account", "password", name};
      reads_input = true;
    });
    plain(account, {"account", "list"}, "List the accounts");
    named(account, {"account", "disable"}, "End an account's sessions; it signs in no more");
    named(account, {"account", "enable"}, "Let a disabled account sign in again");
    named(app.add_subcommand("visitor", "Citizens' browsers")->require_subcommand(1), {"visitor", "revoke"},
          "End the token of a conversation's browser and close its sockets; the conversation stays");
    named(app.add_subcommand("ticket", "Tickets")->require_subcommand(1), {"ticket", "show"}, "States and deadlines of a number");
    auto* const conversation = app.add_subcommand("conversation", "Conversations")->require_subcommand(1);
    named(conversation, {"conversation", "show"}, "States, deadlines and deliveries; never text or identity");
    auto* const release = conversation->add_subcommand("release", "Give a conversation back to its queue; officers read that the operator did it");
    auto* const assign = conversation->add_subcommand("assign", "Give a conversation to an officer; officers read that the operator did it");
    for (auto* const sub : {release, assign}) {
      sub->add_option("name", name, "The conversation's id")->required();
      sub->add_option("--reason", reason, "Why; officers read it as a note");
    }
    assign->add_option("officer", officer, "The officer's login")->required();
    release->callback([this] { words = with_reason({"conversation", "release", name}); });
    assign->callback([this] { words = with_reason({"conversation", "assign", name, officer}); });
    auto* const orphans = app.add_subcommand("media", "Files")->require_subcommand(1)->add_subcommand(
        "orphans", "Look for objects of the files' storage that are older than a day and that no record names; may be repeated, under chat");
    orphans->add_flag("--delete", remove, "Delete them");
    orphans->callback([this] {
      words = {"media", "orphans"};
      if (remove) words.push_back("--delete");
    });
    auto* const raw = app.add_subcommand("message", "Messages")->require_subcommand(1)->add_subcommand(
        "raw", "What the platform sent of a message that could not be read, as JSON, 4 KB at most; it may hold text and identity");
    raw->add_option("name", name, "The conversation's id")->required();
    raw->add_option("seq", to, "The message's number in it")->required();
    raw->callback([this] { words = {"message", "raw", name, to}; });
    auto* const move = app.add_subcommand("queue", "Queues")->require_subcommand(1)->add_subcommand(
        "move", "Move all of a queue to another: conversations with their age and deadlines, and the accounts that serve it; may be repeated");
    move->add_option("from", name, "The queue's id; it need not be configured any more")->required();
    move->add_option("to", to, "The other queue's id")->required();
    move->add_option("--office", office, "The office's id")->required();
    move->callback([this] { words = {"queue", "move", name, to, office}; });
    auto* const channel = app.add_subcommand("channel", "Platforms' webhooks")->require_subcommand(1);
    named(channel, {"channel", "setup"}, "Tell the channel's platform its webhook address, and by what its bodies are proved");
    named(channel, {"channel", "check"}, "Ask the channel's platform where it brings what comes in, and how that goes");
    plain(app.add_subcommand("keys", "Master keys")->require_subcommand(1), {"keys", "rewrap"},
          "Wrap every key in the store anew with keys.current; may be repeated, and run under load");
    app.add_subcommand("unreadable", "Look at every record, list what cannot be read; never text or identity")->callback([this] {
      words = {"unreadable", "list"};
    });
    plain(app.add_subcommand("calendar", "Office calendars")->require_subcommand(1), {"calendar", "reload"},
          "Read the calendar files again; what is open is counted anew");
    app.add_subcommand("reload", "Read TLS certificate, channels' secrets, limits and calendars again; as SIGHUP does")->callback([this] { words = {"reload"}; });
    auto* const status = app.add_subcommand("status", "How the installation is: queues, officers, what is due, and warnings");
    status->callback([this] { words = {"status"}; });
    for (auto const* kind : {"outbox", "journal"}) {
      auto* const group = app.add_subcommand(kind, kind == std::string_view("outbox") ? "What is still to be sent" : "What came in and is not yet understood")
                              ->require_subcommand(1);
      plain(group, {kind, "list"}, "List the entries");
      named(group, {kind, "retry"}, "Try an entry again");
      named(group, {kind, "drop"}, "Drop an entry");
    }
    for (auto const& one : sahut::later_commands()) {
      std::string const of(one.group), verb(one.verb), hidden;
      auto const known = app.get_subcommands([&of](CLI::App const* sub) { return sub->get_name() == of; });
      auto* const group = known.empty() ? app.add_subcommand(of)->require_subcommand(1)->group(hidden) : known.front();
      auto* const sub = group->add_subcommand(verb)->fallthrough(false)->prefix_command()->group(hidden);
      sub->callback([this, of, verb] { later = of + ' ' + verb; });
    }
  }

  std::vector<std::string> words;
  std::string later;  // a command that this build does not carry out
  bool reads_input = false;

 private:
  void plain(CLI::App* group, std::vector<std::string> command, std::string help) {
    auto* const sub = group->add_subcommand(command.back(), std::move(help));
    sub->callback([this, command] { words = command; });
  }
  void named(CLI::App* group, std::vector<std::string> command, std::string help) {
    auto* const sub = group->add_subcommand(command.back(), std::move(help));
    sub->add_option("name", name, "Its name or number")->required();
    sub->callback([this, command] {
      words = command;
      words.push_back(name);
    });
  }

  std::vector<std::string> with_reason(std::vector<std::string> command) const {
    if (!reason.empty()) command.insert(command.end(), {"--reason", reason});
    return command;
  }

  std::string name, office, role, display, email, officer, reason, to;
  std::vector<std::string> queues;
  bool password_stdin = false, remove = false;
};

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  sahut::log_faults_alone();
  CLI::App app{"sahutctl: what an operator needs of Sahut"};
  app.require_subcommand(1);
  app.fallthrough();
  app.set_version_flag("--version", "sahutctl " SAHUT_VERSION);
  app.footer("Listings are one JSON object a line; with --json every answer and every complaint is. Exit codes: 0 done, 1 no such thing, 64 usage, 65 bad data,\n"
             "69 neither daemon nor store answers, or not part of this build, 70 something broke, 74 the output could not be written,\n"
             "75 try again later, 78 faulty configuration.");
  auto* const version = app.add_subcommand("version", "Print the version");
  std::string config_file;
  app.add_option("--config", config_file, "The daemon's configuration file");
  bool as_json = false;
  app.add_flag("--json", as_json, "One JSON object a line, whatever is answered");

  sla_options sla;
  auto* const sla_command = app.add_subcommand("sla", "The clock of the service standard")->require_subcommand(1);
  auto* const explain = sla_command->add_subcommand("explain", "Every deadline of an instant, one JSON object a line");
  explain->add_option("--calendar", sla.calendar_file, "The office's calendar file")->required();
  auto* const instant =
      explain->add_option("instant", sla.instant, "RFC 3339, or - for one a line from stdin; else now");
  operator_commands commands(app);
  std::string shell;
  auto* const completion = app.add_subcommand("completion", "What a shell needs to complete this command line");
  completion->add_option("shell", shell, "bash, zsh")->required()->check(CLI::IsMember({"bash", "zsh"}));

  try {
    app.parse(argc, argv);
  } catch (CLI::ParseError const& e) {
    if (e.get_exit_code() == 0) return app.exit(e);
    if (std::find(argv, argv + argc, std::string_view("--json")) == argv + argc) return app.exit(e), sahut::exit_usage;
    std::cerr << sahut::complaint_as_json(std::string(e.what()) + "\n", sahut::exit_usage);
    return sahut::exit_usage;
  }
  auto const complain = [&as_json](std::string text, int code) {
    text = "sahutctl: " + text + "\n";
    std::cerr << (as_json ? sahut::complaint_as_json(text, code) : text);
    return code;
  };
  // The command's exit code, unless its output could not be written: a full disk must not look like an answer.
  auto const all_written = [&complain](int code) {
    std::cout.flush();
    return std::cout.good() ? code : complain("the output could not be written", exit_unwritten);
  };

  if (version->parsed()) {
    std::cout << (as_json ? "{\"version\":\"" SAHUT_VERSION "\"}\n" : "sahutctl " SAHUT_VERSION "\n");
    return all_written(0);
  }
  if (completion->parsed()) {
    std::cout << (shell == "bash" ? sahut::bash_completion(app) : sahut::zsh_completion(app));
    return all_written(0);
  }
  if (explain->parsed()) {
    auto const given = instant->count() > 0 ? std::optional{sla.instant} : std::nullopt;
    if (!as_json) return all_written(sahut::sla_explain(sla.calendar_file, given, std::cin, std::cout, std::cerr));
    std::ostringstream err;
    int const code = sahut::sla_explain(sla.calendar_file, given, std::cin, std::cout, err);
    std::cerr << sahut::complaint_as_json(err.str(), code);
    return all_written(code);
  }
  if (!commands.later.empty()) {
    as_json = as_json || std::find(argv, argv + argc, std::string_view("--json")) != argv + argc;  // it may stand behind the command
    return complain(commands.later + " is not part of this build", exit_unavailable);
  }
  if (commands.words.empty()) return sahut::exit_usage;
  if (config_file.empty()) {
    return complain("this command needs --config FILE", sahut::exit_usage);
  }
  std::string input;
  if (commands.reads_input) {
    input.assign(std::istreambuf_iterator<char>(std::cin), {});
    // Whatever else is wrong with it is told behind the door, which takes no request of this size.
    if (input.size() > 4 * sahut::password_chars_max + 2) {
      return complain(*sahut::password_fault(input), sahut::exit_bad_data);
    }
  }
  if (as_json && commands.words.front() == "status") commands.words.emplace_back("--json");
  try {
    if (!as_json) return all_written(sahut::run_operator_command(config_file, commands.words, input, std::cout, std::cerr));
    std::ostringstream out, err;
    int const code = sahut::run_operator_command(config_file, commands.words, input, out, err);
    std::cout << sahut::answer_as_json(out.str());
    std::cerr << sahut::complaint_as_json(err.str(), code);
    return all_written(code);
  } catch (std::exception const& e) {
    return complain(e.what(), exit_broken);
  }
}
