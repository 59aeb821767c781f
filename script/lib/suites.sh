# Sourced after stages.sh: how each kind of test is run.

run_in() { (cd "$1" && "${@:2}"); }

# What looks for faults: tests under AddressSanitizer and UBSan, fuzz targets.
build_for_finding() {
  configure_and_build asan test_programs
  configure_and_build fuzz fuzz_targets
}

# ThreadSanitizer of g++ 12 cannot place its shadow under newer kernels' address randomisation.
unrandomised=()
if setarch "$(uname -m)" -R true 2>/dev/null; then unrandomised=(setarch "$(uname -m)" -R); fi

# run_ctest PRESET [ctest's arguments…]; ctest keeps tests marked RUN_SERIAL apart.
run_ctest() {
  local run=(ctest --test-dir "build/$1" --output-on-failure --no-tests=error -j "$(nproc)" "${@:2}")
  if [ "$1" = tsan ]; then run=("${unrandomised[@]}" "${run[@]}"); fi
  TSAN_OPTIONS=${TSAN_OPTIONS:-halt_on_error=1} UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1} "${run[@]}"
}

# Failures stand once more together at the end, each with its assertion and place.
node_test=(node --test --test-concurrency=1 --test-reporter=spec)

# Node's tests against the release build's own processes.
run_integration() {
  local files=("${@:2}")
  if [ -f tests/integration/package.json ]; then npm_ci tests/integration; fi
  if [ ${#files[@]} = 0 ]; then
    mapfile -t files < <(find tests/integration -name node_modules -prune -o -name '*.test.mjs' -print | sort)
  fi
  if [ ${#files[@]} = 0 ]; then echo "no *.test.mjs in tests/integration"; return 1; fi
  "${node_test[@]}" ${1:+--test-name-pattern="$1"} "${files[@]}"
}

# The daemon with several workers, under ThreadSanitizer. A report ends the daemon and stands in build/tsan/race.PID.
run_workers_under_tsan() {
  local ended=0
  rm -f build/tsan/race.*
  TSAN_OPTIONS="halt_on_error=1 log_path=$top/build/tsan/race" SAHUT_BUILD=$top/build/tsan "${unrandomised[@]}" \
    "${node_test[@]}" tests/integration/workers.test.mjs || ended=1
  if compgen -G 'build/tsan/race.*' >/dev/null; then
    cat build/tsan/race.*
    ended=1
  fi
  return $ended
}

run_e2e() {
  npm_ci tests/e2e
  run_in tests/e2e "${node_test[@]}" ${1:+--test-name-pattern="$1"} "${@:2}"
}

# run_fuzz SECONDS: shared out among the targets, one a core. What is found new stays in build/fuzz/corpus; a finding is an
# input in build/fuzz/findings.
run_fuzz() {
  local targets each name failed=0
  mapfile -t targets < <(cd tests/fuzz && ls -- *_fuzz.cpp | sed 's/_fuzz\.cpp$//')
  each=$(($1 * $(nproc) / ${#targets[@]} + 1))
  mkdir -p build/fuzz/findings
  for name in "${targets[@]}"; do mkdir -p "build/fuzz/corpus/$name" "tests/fuzz/corpus/$name"; done
  printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I {} sh -c '
    build/fuzz/tests/fuzz/{}_fuzz -max_total_time='"$each"' -timeout=10 -rss_limit_mb=2048 -max_len=4096 \
      -artifact_prefix=build/fuzz/findings/{}- build/fuzz/corpus/{} tests/fuzz/corpus/{} >build/fuzz/{}.log 2>&1
    echo $? >build/fuzz/{}.end' || true
  for name in "${targets[@]}"; do
    if [ "$(cat "build/fuzz/$name.end")" = 0 ]; then
      printf '%-12s %s\n' "$name" "$(tail -1 "build/fuzz/$name.log")"
    else
      printf '%s FAILED\n' "$name"
      tail -40 "build/fuzz/$name.log"
      failed=$((failed + 1))
    fi
  done
  printf '%d passed, %d failed\n' $((${#targets[@]} - failed)) $failed
  return $((failed > 0))
}

# run_matching_programs FILTER PROGRAM…: a program that is named so, or that holds a file named so, as a whole or in that file's
# suites; else the tests inside that are named so.
run_matching_programs() {
  local filter=$1 name file suites= pattern programs=()
  shift
  if ctest --test-dir build/asan -N -R "$filter" | grep -q '^  Test '; then run_ctest asan -R "$filter"; return; fi
  while read -r file; do
    suites+=$(sed -nE 's/^TEST(_[FP])?\(([A-Za-z0-9_]+),.*/\2/p' "$file" | sort -u | sed 's/.*/:&.*:*\/&.*/' | tr -d '\n')
  done < <(find tests/unit tests/conformance tests/sim -name '*_test.cpp' | while read -r file; do
    if [[ $(basename "$file") =~ $filter ]]; then echo "$file"; fi
  done)
  pattern="*$filter*$suites"
  for name in "$@"; do
    file=$(find build/asan/tests -type f -executable -name "$name")
    if "$file" --gtest_list_tests "--gtest_filter=$pattern" 2>/dev/null | grep -q '^  '; then programs+=("$name"); fi
  done
  if [ ${#programs[@]} = 0 ]; then echo "no test is named $filter"; return 1; fi
  GTEST_FILTER=$pattern run_ctest asan -R "^($(IFS='|'; echo "${programs[*]}"))(_[0-9]+)?\$"  # a number: one of its shards
}

# The programs that the CMakeLists.txt beside these files declares.
programs_beside() {
  printf '%s\n' "$@" | xargs -r -n 1 dirname | sort -u | while read -r folder; do
    sed -nE 's/^ *sahut_test\(([a-z0-9_]+).*/\1/p' "$folder/CMakeLists.txt"
  done
}

# Files whose name matches run whole; else the tests inside whose names match.
# run_matching_files FILTER COMMAND FILE…: COMMAND takes a name pattern (perhaps empty) and files.
run_matching_files() {
  local filter=$1 command=$2 file named=()
  shift 2
  for file in "$@"; do
    if [[ $(basename "$file") =~ $filter ]]; then named+=("$file"); fi
  done
  if [ ${#named[@]} -gt 0 ]; then "$command" '' "${named[@]}"; else "$command" "$filter" "$@"; fi
}
run_web() { run_in web node --import tsx --test --test-reporter=spec ${1:+--test-name-pattern="$1"} "${@:2}"; }

# run_matching FILTER: only the stages in which something bears that name.
run_matching() {
  local filter=$1 found=
  local cpp=() programs=() web=() integration=() browser=()
  # Files named so, or with a test in them named so.
  match() { find "$1" -name node_modules -prune -o -name "$2" -print 2>/dev/null | while read -r f; do
    if [[ $(basename "$f") =~ $filter ]] || grep -qE "(TEST(_[FP])?|(^|[^a-z])(test|it|describe)) ?\(.*($filter)" "$f"; then echo "$f"; fi
  done; }
  mapfile -t cpp < <(match tests/unit '*_test.cpp'; match tests/conformance '*_test.cpp'; match tests/sim '*_test.cpp')
  if [ ${#cpp[@]} = 0 ]; then mapfile -t cpp < <(grep -rlE "(sahut_test\(|NAME )[a-z_]*($filter)" tests/unit tests/conformance tests/sim --include=CMakeLists.txt); fi
  mapfile -t web < <(match web/test '*.test.ts')
  mapfile -t integration < <(match tests/integration '*.test.mjs')
  mapfile -t browser < <(match tests/e2e '*.test.mjs')
  if [ ${#cpp[@]} -gt 0 ]; then
    found=yes
    mapfile -t programs < <(programs_beside "${cpp[@]}")
    stage "build asan" configure_and_build asan "${programs[@]:-sahut_model}"
    stage "unit and conformance tests" run_matching_programs "$filter" "${programs[@]}"
  fi
  if [ ${#web[@]} -gt 0 ]; then
    found=yes
    stage "web: install" npm_ci web
    stage "web: tests" run_matching_files "$filter" run_web "${web[@]#web/}"
  fi
  if [ ${#integration[@]} -gt 0 ] || [ ${#browser[@]} -gt 0 ]; then
    found=yes
    stage "build release" configure_and_build release sahutd sahutctl sahut-preview
    stage "web: build" build_web
  fi
  if [ ${#integration[@]} -gt 0 ]; then stage "integration tests" run_matching_files "$filter" run_integration "${integration[@]}"; fi
  if [ ${#browser[@]} -gt 0 ]; then stage "browser tests" run_matching_files "$filter" run_e2e "${browser[@]#tests/e2e/}"; fi
  if [ -z "$found" ]; then die "no test is named $filter"; fi
}
