// The operator's program. Each subcommand is one function in a file of its own; here only the command line is read.
#include <CLI/CLI.hpp>
#include <iostream>

#include "gateway/ctl/sla_explain.hpp"

namespace {

struct sla_options {
  std::string calendar_file;
  std::string instant;
};

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  CLI::App app{"sahutctl: what an operator needs of Sahut"};
  app.require_subcommand(1);

  sla_options sla;
  auto* const sla_command = app.add_subcommand("sla", "The clock of the service standard")->require_subcommand(1);
  auto* const explain = sla_command->add_subcommand("explain", "Every deadline of an instant, one JSON object a line");
  explain->add_option("--calendar", sla.calendar_file, "The office's calendar file")->required();
  auto* const instant =
      explain->add_option("instant", sla.instant, "RFC 3339, or - for one a line from stdin; else now");

  try {
    app.parse(argc, argv);
  } catch (CLI::ParseError const& e) {
    return app.exit(e) == 0 ? 0 : sahut::exit_usage;
  }

  if (explain->parsed()) {
    auto const given = instant->count() > 0 ? std::optional{sla.instant} : std::nullopt;
    return sahut::sla_explain(sla.calendar_file, given, std::cin, std::cout, std::cerr);
  }
  return sahut::exit_usage;
}
