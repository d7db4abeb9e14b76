#!/bin/sh
# Makes a virtual environment with the first Python >= 3.11 on this machine:  make-venv.sh DIR
# Says what is missing, and how to get it, when there is none.
set -eu
venv=${1:?usage: make-venv.sh DIR}

# A command of that name may be a shim that does not run, so every candidate has to answer for itself.
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

python=
for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3; do
    if new_enough "$candidate"; then python=$candidate; break; fi
done
if [ -z "$python" ]; then
    echo "Ombud needs Python 3.11 or newer; this machine has $(python3 --version 2>/dev/null || echo none)." >&2
    echo "Install one (Debian 12, Ubuntu 23.04 or newer: apt-get install python3 python3-venv)," >&2
    echo "or name one: make setup PYTHON=/path/to/python3.11" >&2
    exit 1
fi

# Debian ships Python without the part that puts pip into an environment.
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "installing python3-venv, which Debian keeps in a package of its own"
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
    else
        echo "$python comes without ensurepip, which makes virtual environments." >&2
        echo "On Debian and Ubuntu: sudo apt-get install python3-venv" >&2
        exit 1
    fi
fi
"$python" -m venv "$venv"
