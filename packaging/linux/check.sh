#!/usr/bin/env bash
# Installs the .deb of dist/, starts it, trains through its window, leaves a picture, and removes it. Needs root or sudo.
set -euo pipefail
cd "$(dirname "$0")/../.."
package=$(ls dist/movierec_*.deb)
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

as_root apt-get update
as_root apt-get install -y --no-install-recommends "./$package" xvfb xdotool imagemagick desktop-file-utils appstream lintian
desktop-file-validate /usr/share/applications/movierec.desktop
# AppStream 1.0 asks for a public address, and the project has none yet.
asked=()
appstreamcli --version | grep -q ' 0\.' || asked=(--override url-homepage-missing=info)
appstreamcli validate --no-net "${asked[@]}" /usr/share/metainfo/org.movierec.MovieRec.metainfo.xml
lintian --fail-on error "$package"
movierec --version
man -w movierec movierec-gui >/dev/null 2>&1 || ls /usr/share/man/man1/movierec*.1.gz

rm -rf build/check
mkdir -p build/check
MOVIEREC_HOME=$PWD/build/check/home movierec train dense --epochs 1 --json > build/check/train.json
# The environment that the package was built from is what it is compared with.
build/venv/bin/python -m pip install --quiet -e ".[test]"
build/venv/bin/python packaging/linux/on_display.py /usr/bin/movierec-gui --starts 3 --picture build/check/window-linux.png
MOVIEREC_BUILT=/usr/bin/movierec-gui QT_QPA_PLATFORM=offscreen \
    build/venv/bin/python -m pytest tests/packaging/test_built_program.py

as_root apt-get purge -y movierec
[ ! -e /usr/lib/movierec ]
[ ! -e /usr/bin/movierec ]
[ -d build/check/home/runs ] # what a user made stays
