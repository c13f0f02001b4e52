#!/usr/bin/env bash
# Mounts the disk image of dist/, starts the program, trains on the command line, leaves a picture, and removes it.
set -euo pipefail
cd "$(dirname "$0")/../.."
rm -rf build/check
mkdir -p build/check
hdiutil attach -nobrowse -mountpoint build/check/image dist/MovieRec-*.dmg
cp -R build/check/image/MovieRec.app build/check/
hdiutil detach build/check/image
app=$PWD/build/check/MovieRec.app
codesign --verify --strict "$app"
export MOVIEREC_HOME=$PWD/build/check/home

"$app/Contents/MacOS/movierec" --version
"$app/Contents/MacOS/movierec" train dense --epochs 1 --json > build/check/train.json
open "$app"
sleep 40
pgrep -f "$app/Contents/MacOS/movierec-gui"
screencapture -x build/check/window-macos.png
osascript -e 'quit app "MovieRec"'
rm -r "$app"
[ -d "$MOVIEREC_HOME/runs" ]
