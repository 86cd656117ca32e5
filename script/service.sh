# A running Hark for scripts that talk to one: a database of its own, a made-up partnership, two surveys and a token.
# Sourced after common.sh, never run. Whoever sources it may set hark (the program), service_limits and clean_up_more.
# shellcheck shell=bash

hark=${HARK_PROGRAM:-$root/.build/debug/hark}
unset "${!PG@}"
for name in "${!HARK_@}"; do [ "$name" = HARK_PROGRAM ] || unset "$name"; done
folder=
server=
# shellcheck disable=SC2034 # the scripts that source this use it
address='' token=''

stop_service() {
  [ -z "$server" ] || { kill "$server" && wait "$server"; } 2>/dev/null || true
  [ -z "$folder" ] || {
    HARK_HOME="$folder/home" "$hark" database stop >/dev/null 2>&1 || true
    rm -rf "$folder"
  }
}
trap stop_service EXIT
trap 'exit 130' INT TERM HUP

# Starts the service and sets folder, address and token.
start_service() {
  [ -x "$hark" ] || fail "build hark first: swift build --product hark"
  # Straight under /tmp: a socket's path may have 107 bytes.
  folder=$(mktemp -d /tmp/hark-api.XXXXXX)
  mkdir -m 0700 "$folder/home"
  [ "$(id -u)" -ne 0 ] || chown postgres "$folder" "$folder/home"
  export HARK_HOME="$folder/home" HARK_SURVEYS="$root/surveys" HARK_PARTNERSHIP=sample
  export HARK_LIMITS="${service_limits-}"
  {
    "$hark" partnership add sample --name "Sample (made up)" &&
      "$hark" survey publish open-conversation &&
      "$hark" survey publish worcs-feeling-safe &&
      "$hark" account token admin --role coordinator >"$folder/token"
  } >"$folder/setup" 2>&1 || fail "the sample could not be set up: $(cat "$folder/setup")"
  token=$(tail -n 1 "$folder/token")
  : >"$folder/log"
  "$hark" serve --listen 127.0.0.1:0 2>"$folder/log" &
  server=$!
  for _ in {1..150}; do
    address=$(sed -nE 's#.*listening on (http://[^/]*)/.*#\1#p' "$folder/log" | head -n 1)
    [ -z "$address" ] || return 0
    kill -0 "$server" 2>/dev/null || break
    sleep 0.2
  done
  fail "the service did not start: $(tail -n 3 "$folder/log")"
}
