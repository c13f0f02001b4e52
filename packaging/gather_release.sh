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
# Each system's package has parts of its own. An artifact keeps the folders that its files lay in.
for folder in "$packages"/package-*/; do
    list=$(find "$folder" -name movierec-sbom.cdx.json)
    [ -n "$list" ] || { echo "There is no list of parts in $folder." >&2; exit 1; }
    system=$(basename "$folder")
    cp "$list" "$target/movierec-sbom-${system#package-}.cdx.json"
done
for kind in .whl .deb .dmg -setup.exe .cdx.json; do
    compgen -G "$target/*$kind" > /dev/null || { echo "The release would hold no *$kind." >&2; exit 1; }
done
# A package runs where the C library is at least the builder's: Debian 12, the oldest system that the README names, has 2.36.
for package in "$target"/*.deb; do
    libc=$(dpkg-deb --field "$package" Depends | sed -n 's/.*libc6 (>= \([0-9.]*\)).*/\1/p')
    dpkg --compare-versions "${libc:-99}" le 2.36 || { echo "$package needs libc6 ${libc:-of no version}." >&2; exit 1; }
done
(cd "$target" && sha256sum -- * > SHA256SUMS && cat SHA256SUMS)
