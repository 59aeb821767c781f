#include "gateway/ctl/completion.hpp"

#include <CLI/CLI.hpp>

#include <vector>

namespace sahut {
namespace {

struct level {
  std::string path;   // "/user/add"; empty: the program itself
  std::string words;  // what may follow there
};

void collect(CLI::App const& app, std::string const& path, std::vector<level>& out) {
  level here{path, {}};
  auto const offer = [&](std::string const& word) { here.words += (here.words.empty() ? "" : " ") + word; };
  auto const subcommands = app.get_subcommands([](CLI::App const*) { return true; });
  for (auto const* sub : subcommands) offer(sub->get_name());
  for (auto const* option : app.get_options())
    for (auto const& name : option->get_lnames()) offer("--" + name);
  out.push_back(std::move(here));
  for (auto const* sub : subcommands) collect(*sub, path + '/' + sub->get_name(), out);
}

}  // namespace

std::string bash_completion(CLI::App const& app) {
  std::vector<level> levels;
  collect(app, "", levels);
  std::string paths, cases;
  for (auto const& l : levels) {
    if (!l.path.empty()) paths += (paths.empty() ? "" : "|") + l.path;
    cases += "    '" + l.path + "') words='" + l.words + "' ;;\n";
  }
  return "# bash completion of sahutctl: source <(sahutctl completion bash)\n"
         "_sahutctl() {\n"
         "  local word path='' words=''\n"
         "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
         "    case \"$path/$word\" in\n"
         "      " + paths + ") path=\"$path/$word\" ;;\n"
         "    esac\n"
         "  done\n"
         "  case \"$path\" in\n" + cases +
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
         "}\n"
         "complete -o default -F _sahutctl sahutctl\n";
}

}  // namespace sahut
