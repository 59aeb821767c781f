#include "gateway/preview/sandbox.hpp"

#include <linux/close_range.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <initializer_list>

namespace sahut::pictures {
namespace {

bool limit(__rlimit_resource what, rlim_t most) {
  rlimit const r{most, most};
  return ::setrlimit(what, &r) == 0;
}

bool add_rules(scmp_filter_ctx filter) {
  auto const allow = [&](int call) { return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0; };
  for (int const call : {SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn), SCMP_SYS(brk), SCMP_SYS(munmap),
                         SCMP_SYS(mremap), SCMP_SYS(madvise)})
    if (!allow(call)) return false;
  auto const on = [&](int call, int descriptor) {
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(descriptor))) == 0;
  };
  // Memory of nobody's file, never executable.
  bool const mapping = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                                        SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS)) == 0;
  bool const protecting = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
  return mapping && protecting && on(SCMP_SYS(read), 0) && on(SCMP_SYS(write), 1) && on(SCMP_SYS(write), 2);
}

}  // namespace

bool give_up_resources(resource_bounds const& bounds) {
  ::clearenv();
  bool const closed = ::close_range(3, ~0u, 0) == 0;
  bool const limited = limit(RLIMIT_CORE, 0) && limit(RLIMIT_AS, bounds.memory_bytes) && limit(RLIMIT_CPU, bounds.cpu_seconds) &&
                       limit(RLIMIT_FSIZE, bounds.output_bytes) && limit(RLIMIT_NOFILE, 0) && limit(RLIMIT_NPROC, 0);
  bool const lowered = ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
  return closed && limited && lowered;
}

bool allow_only_decoding() {
  scmp_filter_ctx const filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
  if (!filter) return false;
  bool const loaded = add_rules(filter) && seccomp_load(filter) == 0;
  seccomp_release(filter);
  return loaded;
}

}  // namespace sahut::pictures
