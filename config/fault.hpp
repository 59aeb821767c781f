#pragma once
// One fault in a file that an operator wrote. Loaders collect every fault before they give up.
#include <string>

namespace sahut {

struct fault {
  std::string file;
  int line = 0;      // 1-based; 0 where no line can be named (a missing file, a value from the environment)
  std::string path;  // `channels[2].app_secret`, indexes from 0
  std::string what;  // what is wrong and what to do
};

// "sahut.toml:14: channels[2].app_secret: …"
inline std::string to_string(fault const& f) {
  std::string s = f.file;
  if (f.line > 0) s += ":" + std::to_string(f.line);
  s += ": ";
  if (!f.path.empty()) s += f.path + ": ";
  return s + f.what;
}

}  // namespace sahut
