# Sourced by the scripts beside it. Sets `top` (the repository) and works from there; build output goes to build/.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$top"

say() { printf '\n== %s\n' "$*"; }
die() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }

# One cache for every checkout of the same sources, wherever it lies.
export CCACHE_BASEDIR=$top CCACHE_NOHASHDIR=1

# Where install-dependencies has put a newer Node, if Debian's was too old.
if [ -x "$top/build/node/bin/node" ]; then PATH=$top/build/node/bin:$PATH; fi

# configure_and_build PRESET [TARGET…]: everything where no target is named. A terminal sees how far the compiler is.
configure_and_build() {
  local preset=$1 log
  shift
  mkdir -p "build/$preset"
  log=build/$preset/configure.log
  cmake --preset "$preset" >"$log" 2>&1 || { cat "$log" >&2; return 1; }
  # Beast under sanitizers takes a gigabyte a process: as many jobs as memory allows, at most one a core.
  local jobs memory_gib
  memory_gib=$(awk '/MemAvailable/ {print int($2 / 1048576)}' /proc/meminfo)
  jobs=$(nproc)
  if [ "$jobs" -gt $((memory_gib / 2 + 1)) ]; then jobs=$((memory_gib / 2 + 1)); fi
  local quiet=--quiet
  if [ -t 1 ]; then quiet=; fi
  NINJA_STATUS='[%f of %t, %e s] ' cmake --build "build/$preset" -j "$jobs" ${@:+--target "$@"} -- $quiet
}
