#!/bin/sh
# Makes sure that a PostgreSQL server for the tests is here; Debian's own is the one CI uses. Starts nothing.
# Where it cannot be had: one line that says what goes unchecked, and under CI=true a failure.
set -eu
found() {
    command -v initdb >/dev/null && return 0
    for initdb in /usr/lib/postgresql/*/bin/initdb; do
        [ -x "$initdb" ] && return 0
    done
    return 1
}
if found; then exit 0; fi

as_root=
if [ "$(id -u)" != 0 ]; then as_root="sudo -n"; fi
if command -v apt-get >/dev/null && $as_root true 2>/dev/null; then
    echo "installing PostgreSQL for the tests"
    $as_root apt-get update -qq || true
    # The package would start a server of its own; a policy file that says no is Debian's way to prevent that.
    if [ ! -e /usr/sbin/policy-rc.d ]; then
        printf '#!/bin/sh\nexit 101\n' | $as_root tee /usr/sbin/policy-rc.d >/dev/null
        $as_root chmod 755 /usr/sbin/policy-rc.d
        trap '$as_root rm -f /usr/sbin/policy-rc.d' EXIT
    fi
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null || true
fi
if ! found; then
    echo "NOT CHECKED: PostgreSQL (no server here, and it could not be installed)" >&2
    if [ "${CI:-}" = true ]; then exit 1; fi
fi
