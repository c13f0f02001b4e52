#!/usr/bin/env bash
# Puts what a release has into build/release, with SHA256SUMS: packaging/gather_release.sh TAG FOLDER-WITH-PACKAGES
set -euo pipefail
cd "$(dirname "$0")/.."
tag=$1 packages=$2
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' movierec_gui/__init__.py)
[ "$tag" = "v$version" ] || { echo "The tag is $tag and the program says $version." >&2; exit 1; }

target=build/release
rm -rf "$target"
mkdir -p "$target"
python3 -m venv build/wheel-venv
build/wheel-venv/bin/python -m pip install --quiet "build>=1.2,<2"
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) build/wheel-venv/bin/python -m build --outdir "$target"
find "$packages" -type f \( -name '*.deb' -o -name '*.tar.gz' -o -name '*.dmg' -o -name '*-setup.exe' \) -exec cp {} "$target/" \;
# Each system's package has parts of its own.
for list in "$packages"/package-*/*.cdx.json; do
    [ -e "$list" ] || continue
    system=$(basename "$(dirname "$list")")
    cp "$list" "$target/movierec-sbom-${system#package-}.cdx.json"
done
(cd "$target" && sha256sum -- * > SHA256SUMS && cat SHA256SUMS)
