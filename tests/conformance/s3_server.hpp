#pragma once
// s3rver (npm, a development dependency of tests/integration) as a child process, behind a door that checks signatures and digests.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/unit/media/sources.hpp"

namespace sahut::test {

class s3_server {
 public:
  // Whether it can be started here: where tests/integration was never installed, it cannot.
  static bool is_installed() { return std::filesystem::exists(SAHUT_SOURCE_DIR "/tests/integration/node_modules/s3rver"); }

  s3_server() {
    int in[2], out[2];
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) return;
    std::string const script = SAHUT_SOURCE_DIR "/tests/support/s3rver.mjs";
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(in[0], 0);
      ::dup2(out[1], 1);
      ::execlp("node", "node", "--openssl-legacy-provider", script.c_str(), folder_.path.c_str(), nullptr);
      ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    life_ = in[1];
    char c;
    while (::read(out[0], &c, 1) == 1 && c != '\n') port_ += c;
    ::close(out[0]);
  }
  ~s3_server() {
    ::close(life_);
    if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
  }
  s3_server(s3_server const&) = delete;
  s3_server& operator=(s3_server const&) = delete;
  std::string endpoint() const { return "http://127.0.0.1:" + port_; }

 private:
  media::a_folder folder_;
  pid_t pid_ = -1;
  int life_ = -1;
  std::string port_;
};

}  // namespace sahut::test
