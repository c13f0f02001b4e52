#!/usr/bin/env bash
# Makes dist/MovieRec-VERSION.dmg. Needs Python from python.org; the signature is an ad-hoc one unless IDENTITY names yours.
set -euo pipefail
cd "$(dirname "$0")/../.."

python3 packaging/build.py
version=$(build/venv/bin/python -c "import movierec_gui; print(movierec_gui.__version__)")
codesign --force --deep --options runtime --sign "${IDENTITY:--}" dist/MovieRec.app

root=build/dmg
rm -rf "$root"
mkdir -p "$root"
cp -R dist/MovieRec.app "$root/"
ln -s /Applications "$root/Applications"
cp LICENSE "$root/LICENSE.txt"
cp resources/datasets/ml-latest-small/NOTICE.md "$root/MovieLens NOTICE.txt"
hdiutil create -volname MovieRec -srcfolder "$root" -ov -format UDZO "dist/MovieRec-$version.dmg"
