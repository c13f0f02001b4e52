#!/usr/bin/env bash
# Compiles the installer's script with Inno Setup's own compiler under Wine, on stand-ins for the two programs, then
# installs, upgrades and removes what came out: check_on_linux.sh FOLDER-OF-ISCC
# Needs wine with its 32-bit and 64-bit parts, xvfb-run, Python with PySide6 and Pillow as build.py installs them, and a
# folder with ISCC.exe 6.3 or newer, such as bin/ of the npm package innosetup-compiler. It shows that the script is
# right, not that the program runs on Windows.
set -euo pipefail
compiler=$(realpath "$1")/ISCC.exe
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'wineserver -k || true; wineserver -w; rm -rf "$work"' EXIT
export WINEPREFIX=$work/prefix WINEDEBUG=-all
under_wine() { xvfb-run -a wine "$@" 2>/dev/null | tr -d '\r'; }
fail() { echo "$*" >&2; exit 1; }

# The script takes its files from their places in the checkout, so it works on a copy that has nothing but them.
cp -r --parents packaging/windows LICENSE resources "$work"
mkdir -p "$work/build" "$work/dist/movierec/_internal"
cp -r build/icons "$work/build/"
under_wine wineboot --init
cp "$WINEPREFIX/drive_c/windows/system32/notepad.exe" "$work/dist/movierec/movierec-gui.exe"
cp "$WINEPREFIX/drive_c/windows/system32/hostname.exe" "$work/dist/movierec/movierec.exe"
echo new > "$work/dist/movierec/_internal/new.txt"
(cd "$work/packaging/windows" && under_wine "$compiler" /DVersion=1.2.3 movierec.iss) | tee "$work/compiled.txt" | tail -n 4
! grep -iE '^(warning|hint)' "$work/compiled.txt" || fail "The compiler warned."

setup=$work/dist/movierec-1.2.3-setup.exe
folder="$WINEPREFIX/drive_c/Program Files/MovieRec"
classes='HKLM\Software\Classes'
# For all users: Wine has no folder for the programs of one user.
under_wine "$setup" /VERYSILENT /SUPPRESSMSGBOXES /ALLUSERS
[ -f "$folder/movierec-gui.exe" ] || fail "The setup installed nothing."
echo old > "$folder/_internal/old.txt"
under_wine "$setup" /VERYSILENT /SUPPRESSMSGBOXES /ALLUSERS
[ -f "$folder/_internal/new.txt" ] && [ ! -e "$folder/_internal/old.txt" ] || fail "The upgrade left an old file."
for kind in Run Project; do
    under_wine reg query "$classes\\MovieRec.$kind\\shell\\open\\command" | grep -F 'movierec-gui.exe" "%1"' \
        || fail "No program opens a MovieRec.$kind."
done
find "$WINEPREFIX/drive_c" -name MovieRec.lnk | grep . || fail "The start menu has no entry."

under_wine "$folder/unins000.exe" /VERYSILENT /SUPPRESSMSGBOXES
for _ in $(seq 60); do
    [ -e "$folder" ] || break
    sleep 1
done
[ ! -e "$folder" ] || fail "The uninstaller left $(ls "$folder")."
for key in .movierec .movierec-run MovieRec.Run MovieRec.Project 'Applications\movierec-gui.exe'; do
    ! under_wine reg query "$classes\\$key" || fail "The registry keeps $key."
done
echo "Compiled, installed, upgraded and removed."
