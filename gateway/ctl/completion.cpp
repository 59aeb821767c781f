#include "gateway/ctl/completion.hpp"

#include <CLI/CLI.hpp>

#include <vector>

namespace sahut {
namespace {

struct level {
  std::string path;   // "/user/add"; empty: the program itself
  std::string words;  // what may follow there
};

// The program's own options count behind every command.
constexpr char const* everywhere = " --config --json";

void collect(CLI::App const& app, std::string const& path, std::vector<level>& out) {
  level here{path, {}};
  auto const offer = [&](std::string const& word) { here.words += (here.words.empty() ? "" : " ") + word; };
  auto const subcommands = app.get_subcommands([](CLI::App const* sub) { return !sub->get_group().empty(); });
  for (auto const* sub : subcommands) offer(sub->get_name());
  for (auto const* option : app.get_options())
    for (auto const& name : option->get_lnames()) offer("--" + name);
  if (!path.empty()) here.words += everywhere;
  out.push_back(std::move(here));
  for (auto const* sub : subcommands) collect(*sub, path + '/' + sub->get_name(), out);
}

// The lines of a `case` that follows the words typed, and of one that offers what may come next, as `list` writes it.
struct cases {
  std::string follow, offer;
};

template <class F>
cases cases_of(CLI::App const& app, F const& list) {
  std::vector<level> levels;
  collect(app, "", levels);
  cases out;
  for (auto const& l : levels) {
    if (!l.path.empty()) out.follow += (out.follow.empty() ? "" : "|") + l.path;
    out.offer += "    '" + l.path + "') " + list(l.words) + " ;;\n";
  }
  return out;
}

}  // namespace

std::string bash_completion(CLI::App const& app) {
  auto const c = cases_of(app, [](std::string const& words) { return "words='" + words + "'"; });
  return "# bash completion of sahutctl: source <(sahutctl completion bash)\n"
         "_sahutctl() {\n"
         "  local word path='' words=''\n"
         "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
         "    case \"$path/$word\" in\n"
         "      " + c.follow + ") path=\"$path/$word\" ;;\n"
         "    esac\n"
         "  done\n"
         "  case \"$path\" in\n" + c.offer +
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
         "}\n"
         "complete -o default -F _sahutctl sahutctl\n";
}

// zsh keeps `path` and `words` for itself.
std::string zsh_completion(CLI::App const& app) {
  auto const c = cases_of(app, [](std::string const& words) { return "offered=(" + words + ")"; });
  return "#compdef sahutctl\n"
         "# zsh completion of sahutctl: source <(sahutctl completion zsh), or as _sahutctl in a folder of $fpath\n"
         "_sahutctl() {\n"
         "  local word at=''\n"
         "  local -a offered\n"
         "  for word in \"${(@)words[2,CURRENT-1]}\"; do\n"
         "    case \"$at/$word\" in\n"
         "      " + c.follow + ") at=\"$at/$word\" ;;\n"
         "    esac\n"
         "  done\n"
         "  case \"$at\" in\n" + c.offer +
         "  esac\n"
         "  compadd -- $offered || _files\n"
         "}\n"
         "if [[ ${funcstack[1]} == _sahutctl ]]; then _sahutctl \"$@\"; else compdef _sahutctl sahutctl; fi\n";
}

}  // namespace sahut
