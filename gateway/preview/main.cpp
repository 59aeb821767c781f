// sahut-preview: a picture on standard input becomes a small one on standard output.
// 0: it is there. 1: this is no picture that can be shown, and a word why on standard error. 2: there is no sandbox here, so
// nothing was read. Killed by the kernel: the file made it do or need what it must not.
#include <unistd.h>

#include <cstdio>
#include <new>
#include <string_view>

#include "gateway/preview/picture.hpp"
#include "gateway/preview/sandbox.hpp"

namespace {

using namespace sahut::pictures;
constexpr std::size_t input_bytes_most = 32u << 20;

int leave(int status, std::string_view why) {
  (void)!::write(2, why.data(), why.size());
  (void)!::write(2, "\n", 1);
  ::_exit(status);
}

std::vector<std::byte> read_all() {
  std::vector<std::byte> all(256 * 1024);
  std::size_t have = 0;
  for (;;) {
    if (have == all.size()) {
      if (have > input_bytes_most) leave(1, "too long");
      all.resize(2 * have);
    }
    auto const n = ::read(0, all.data() + have, all.size() - have);
    if (n < 0) leave(1, "it cannot be read");
    if (n == 0) break;
    have += static_cast<std::size_t>(n);
  }
  if (have > input_bytes_most) leave(1, "too long");
  all.resize(have);
  return all;
}

void work() {
  auto const file = read_all();
  auto const made = make_small(file);
  if (auto const* none = std::get_if<no_picture>(&made)) leave(1, none->why);
  bytes rest = std::get<small_picture>(made).file;
  while (!rest.empty()) {
    auto const n = ::write(1, rest.data(), rest.size());
    if (n <= 0) leave(1, "it cannot be written");
    rest = rest.subspan(static_cast<std::size_t>(n));
  }
}

}  // namespace

int main() {
  // Decoders print warnings. With a buffer of its own, stderr asks the kernel nothing that the filter would end us for.
  static char words[4096];
  std::setvbuf(stderr, words, _IOFBF, sizeof words);
  if (!give_up_resources()) leave(2, "the limits cannot be set");
  if (!allow_only_decoding()) leave(2, "there is no seccomp filter");
  try {
    work();
  } catch (std::bad_alloc const&) {
    leave(1, "too little memory");
  }
  ::_exit(0);
}
