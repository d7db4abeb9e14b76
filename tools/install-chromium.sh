#!/bin/sh
# Makes sure that a Chromium for the browser tests is here; Debian's own is the one CI uses.
# Where it cannot be had: one line that says what goes unchecked, and under CI=true a failure.
set -eu
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then exit 0; fi
done

as_root=
if [ "$(id -u)" != 0 ]; then as_root="sudo -n"; fi
if command -v apt-get >/dev/null && $as_root true 2>/dev/null; then
    echo "installing Chromium for the browser tests"
    $as_root apt-get update -qq || true
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        chromium fonts-noto-core >/dev/null || true
fi
if ! command -v chromium >/dev/null; then
    echo "NOT CHECKED: the pages in a browser (no Chromium here, and it could not be installed)" >&2
    if [ "${CI:-}" = true ]; then exit 1; fi
fi
