#!/usr/bin/env bash
# Signs a bundle as notarisation asks for it: sign.sh MovieRec.app; ad hoc unless IDENTITY names your certificate.
set -euo pipefail
app=$1
entitlements=$(dirname "$0")/entitlements.plist
sign=(codesign --force --options runtime --timestamp --sign "${IDENTITY:--}")
# Under the hardened runtime macOS would end a program with an ad hoc signature.
[ -n "${IDENTITY:-}" ] || sign=(codesign --force --sign -)

# From the inside out: a signature covers what it encloses. Frameworks and PyTorch's helper have no ending to go by.
find "$app/Contents" -type f -exec sh -c 'file -b "$1" | grep -q "^Mach-O"' _ {} \; -print0 | xargs -0 -n 50 "${sign[@]}"
find "$app/Contents" -depth -type d -name '*.framework' -exec "${sign[@]}" {} \;
# Only the programs take entitlements.
for program in movierec movierec-gui; do
    "${sign[@]}" --entitlements "$entitlements" "$app/Contents/MacOS/$program"
done
"${sign[@]}" --entitlements "$entitlements" "$app"
codesign --verify --strict --verbose=2 "$app"
