#!/bin/sh
# Set up what the project needs: Debian/Ubuntu packages, then .venv from the lock file.
# Usage: sh deploy/setup.sh run|test
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-run}

wanted=$(sed 's/#.*//' deploy/packages-run.txt)
[ "$purpose" = test ] && wanted="$wanted $(sed 's/#.*//' deploy/packages-test.txt)"

missing=""
for package in $wanted; do
    # Ubuntu 24.04 renamed some libraries to …t64
    dpkg-query -W -f='${Status}\n' "$package" "${package}t64" 2>/dev/null |
        grep -q 'install ok installed' || missing="$missing $package"
done

if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ]; then root=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then root="sudo -n"
    else
        echo "Please install these packages first:  sudo apt-get install --no-install-recommends$missing" >&2
        exit 1
    fi
    echo "Installing system packages:$missing"
    $root env DEBIAN_FRONTEND=noninteractive apt-get -q update >/dev/null
    # shellcheck disable=SC2086
    $root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing >/dev/null
fi

stamp=.venv/.made-from
lock=$(sha256sum requirements.lock | cut -d' ' -f1)
if [ ! -x .venv/bin/python ] || [ "$(cat "$stamp" 2>/dev/null || true)" != "$lock" ]; then
    echo "Making .venv from requirements.lock"
    python3 -m venv .venv
    .venv/bin/python -m pip --quiet --disable-pip-version-check install --require-hashes -r requirements.lock
    .venv/bin/python - <<'PY'
import pathlib, site
pathlib.Path(site.getsitepackages()[0], "onestop-checkout.pth").write_text(f"{pathlib.Path.cwd()}\n")
PY
    printf '#!/bin/sh\nexec "$(dirname "$0")/python" -m onestop "$@"\n' > .venv/bin/onestop
    chmod +x .venv/bin/onestop
    echo "$lock" > "$stamp"
fi
