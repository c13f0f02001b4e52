#!/usr/bin/env bash
# Makes dist/MovieRec-VERSION.dmg. Needs Python from python.org; sign.sh tells how it is signed.
# NOTARY_PROFILE names credentials that `xcrun notarytool store-credentials` has kept; with it the image is notarised.
set -euo pipefail
cd "$(dirname "$0")/../.."
# What is made is for everybody, whatever the builder keeps to himself.
umask 022

python3 packaging/build.py
version=$(build/venv/bin/python -c "import movierec_gui; print(movierec_gui.__version__)")
app=dist/MovieRec.app
packaging/macos/sign.sh "$app"

root=build/dmg
rm -rf "$root"
mkdir -p "$root"
cp -R "$app" "$root/"
ln -s /Applications "$root/Applications"
cp LICENSE "$root/LICENSE.txt"
cp resources/datasets/ml-latest-small/NOTICE.md "$root/MovieLens NOTICE.txt"
image="dist/MovieRec-$version.dmg"
hdiutil create -volname MovieRec -srcfolder "$root" -ov -format UDZO "$image"
if [ -n "${NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$NOTARY_PROFILE" --wait
    xcrun stapler staple "$image"
fi
