#!/usr/bin/env bash
# Makes dist/MovieRec-VERSION.dmg. Needs Python from python.org; the signature is an ad-hoc one unless IDENTITY names yours.
# NOTARY_PROFILE names credentials that `xcrun notarytool store-credentials` has kept; with it the image is notarised.
set -euo pipefail
cd "$(dirname "$0")/../.."

python3 packaging/build.py
version=$(build/venv/bin/python -c "import movierec_gui; print(movierec_gui.__version__)")
app=dist/MovieRec.app
sign=(codesign --force --options runtime --timestamp --sign "${IDENTITY:--}")
[ -n "${IDENTITY:-}" ] || sign=(codesign --force --sign -)

# From the inside out: a signature covers what it encloses. Only programs take entitlements.
find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -print0 | xargs -0 -n 50 "${sign[@]}"
for program in movierec movierec-gui; do
    "${sign[@]}" --entitlements packaging/macos/entitlements.plist "$app/Contents/MacOS/$program"
done
"${sign[@]}" --entitlements packaging/macos/entitlements.plist "$app"
codesign --verify --strict --verbose=2 "$app"

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
