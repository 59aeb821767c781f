# Sourced after common.sh: the pages, built only when something changed.

# npm_ci FOLDER: installs what package-lock.json names, unless the same file was installed before.
npm_ci() {
  local stamp=$1/node_modules/.installed
  if [ -f "$stamp" ] && cmp -s "$stamp" "$1/package-lock.json"; then return; fi
  (cd "$1" && npm ci --no-fund --no-audit --loglevel=error) || return 1
  cp "$1/package-lock.json" "$stamp"
}

web_digest() {
  find web -name node_modules -prune -o -name test -prune -o -name mock -prune -o -type f -print0 |
    sort -z | xargs -0 sha256sum | sha256sum
}

# build_web: build/web from web/.
build_web() {
  npm_ci web || return 1
  local stamp=build/web/.sources digest
  digest=$(web_digest)
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$digest" ]; then return; fi
  (cd web && npm run --silent build) || return 1
  printf '%s\n' "$digest" >"$stamp"
}
