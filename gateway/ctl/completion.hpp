#pragma once
// What a shell needs to complete sahutctl's command line, made of the commands themselves.
#include <string>

namespace CLI {
class App;
}

namespace sahut {

std::string bash_completion(CLI::App const& app);
std::string zsh_completion(CLI::App const& app);

}  // namespace sahut
