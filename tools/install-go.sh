#!/bin/sh
# Tries to have Go and its checksum database's own code here: a second opinion on the ledger, by other people's program.
# Nothing of Ombud needs it; without it one test is skipped, and says so.
set -eu
library=/usr/share/gocode/src/golang.org/x/mod/sumdb
if command -v go >/dev/null && [ -d "$library" ]; then exit 0; fi

as_root=
if [ "$(id -u)" != 0 ]; then as_root="sudo -n"; fi
if command -v apt-get >/dev/null && $as_root true 2>/dev/null; then
    echo "installing Go, for a second opinion on the ledger"
    $as_root apt-get update -qq || true
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        golang-go golang-golang-x-mod-dev >/dev/null || true
fi
if ! command -v go >/dev/null || ! [ -d "$library" ]; then
    echo "NOT CHECKED: the ledger by somebody else's program (no Go here, and it could not be installed)" >&2
fi
