# What the scripts share. Sourced, never run: works in bash only.
# shellcheck shell=bash

# shellcheck disable=SC2034 # the scripts that source this use it
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '==> %s\n' "$*" >&2; }

fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# The folder of the newest PostgreSQL server programs on this machine; fails when there is none.
# Debian keeps them off the PATH, in one folder a version.
postgres_programs() {
  local initdb
  initdb=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)
  [ -x "$initdb" ] || initdb=$(command -v initdb) || return 1
  dirname "$initdb"
}

# Runs a command as a user that PostgreSQL accepts: root becomes `postgres`, anybody else stays.
as_postgres() {
  if [ "$(id -u)" -eq 0 ]; then
    runuser -u postgres -- "$@"
  else
    "$@"
  fi
}
