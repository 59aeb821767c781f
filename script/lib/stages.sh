# Sourced after common.sh: stages of a long run, each timed; a failure is kept and the rest goes on.
stage_names=() stage_seconds=() stage_ends=()

# stage NAME COMMAND…
stage() {
  local name=$1 began=$SECONDS end=passed
  shift
  say "$name"
  # A subshell of its own, so that `set -e` holds inside although the end is looked at.
  set +e
  (set -e; "$@")
  [ $? -eq 0 ] || end=FAILED
  set -e
  stage_names+=("$name") stage_seconds+=($((SECONDS - began))) stage_ends+=($end)
  if [ $end = FAILED ]; then printf '\n%s: FAILED\n' "$name" >&2; fi
}

# stage_behind NAME COMMAND…: begins it behind what follows, which goes before it; join_behind waits for it, shows what it
# printed, and keeps its end. One at a time. Tests that wait for a daemon or a browser leave it most of the cores.
behind_pid= behind_name= behind_began= behind_log=
stage_behind() {
  behind_name=$1 behind_began=$SECONDS behind_log=$(mktemp)
  shift
  say "$behind_name, behind what follows"
  (set -e; renice -n 19 -p "$BASHPID" >/dev/null; "$@") >"$behind_log" 2>&1 &
  behind_pid=$!
}
join_behind() {
  local end=passed
  say "$behind_name"
  wait "$behind_pid" || end=FAILED
  cat "$behind_log"
  rm -f "$behind_log"
  stage_names+=("$behind_name") stage_seconds+=($((SECONDS - behind_began))) stage_ends+=($end)
  if [ $end = FAILED ]; then printf '\n%s: FAILED\n' "$behind_name" >&2; fi
}

# The table of minutes; ends the script.
finish_stages() {
  local i failed=0
  printf '\n%-32s %8s\n' stage minutes
  for i in "${!stage_names[@]}"; do
    printf '%-32s %5d:%02d  %s\n' "${stage_names[i]}" $((stage_seconds[i] / 60)) $((stage_seconds[i] % 60)) "${stage_ends[i]}"
    if [ "${stage_ends[i]}" = FAILED ]; then failed=$((failed + 1)); fi
  done
  printf '%-32s %5d:%02d\n\n' "in all" $((SECONDS / 60)) $((SECONDS % 60))
  if [ $failed -gt 0 ]; then
    printf '%d of %d stages failed\n' $failed ${#stage_names[@]}
    exit 1
  fi
  exit 0
}
