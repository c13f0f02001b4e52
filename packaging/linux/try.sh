#!/usr/bin/env bash
# Tries a .deb on this system, which may be empty: packaging/linux/try.sh PACKAGE FOLDER
# Installs it, trains, looks at it under a virtual display, purges it and says what stays. Needs root, since it is meant for
# a container or a root of its own: it installs what a picture needs, too. FOLDER gets the picture and what was trained.
set -euo pipefail
package=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$2"
folder=$(cd "$2" && pwd)
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 MOVIEREC_HOME=$folder/home
install_packages() { apt-get install -y -qq --no-install-recommends "$@" > "$folder/apt.log" 2>&1 || { cat "$folder/apt.log"; exit 1; }; }
# Without what belongs to no package for good: logs, caches, the lists of packages, and this script's own folder.
all_files() {
    find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /tmp -o -path /run -o -path /var/cache -o -path /var/log \
        -o -path /var/lib/apt -o -path /var/lib/dpkg -o -path "$folder" \) -prune -o -print | sort
}

. /etc/os-release
echo "== $PRETTY_NAME, $(ldd --version | sed -n 1p)"
apt-get update -qq
# Of a former try.
rm -rf "$MOVIEREC_HOME"
apt-get purge -y -qq movierec > "$folder/apt.log" 2>&1 || true
all_files > "$folder/before.txt"
install_packages "$package"
echo "installed: $(dpkg-query -W -f '${Installed-Size} KiB by the package, ' movierec)$(du -s --block-size=1MB /usr/lib/movierec | cut -f1) MB on the disk"

# Before anything else is installed that would bring a library which the package forgot to ask for.
movierec --version
movierec-gui --version
movierec train dense --epochs 1 --json > "$folder/train.json"
cat "$folder/train.json"
movierec train lstm --epochs 2 --batch-size 512 --json > "$folder/train-lstm.json"
# Printing and Wayland are recommended and not needed; the plugin for GTK is never loaded without GTK.
lacking=$(find /usr/lib/movierec -name '*.so*' -path '*PySide6*' ! -name 'libqgtk3*' ! -ipath '*wayland*' ! -name 'libQt6Wl*' ! -name '*cups*' \
    -exec ldd {} + 2>/dev/null | sed -n 's/^[[:space:]]*\(.*\) => not found/\1/p' | sort -u)
echo "libraries that Qt lacks: ${lacking:-none}"
[ -z "$lacking" ]

install_packages python3 xvfb xdotool imagemagick
python3 "$here/on_display.py" /usr/bin/movierec-gui --alone --starts 2 --picture "$folder/window.png"

apt-get purge -y -qq movierec > "$folder/apt.log" 2>&1
all_files > "$folder/after.txt"
# Folders of packages that a purge would not touch are named in dpkg's lists.
stays=$(comm -13 "$folder/before.txt" "$folder/after.txt" | grep -vxFf <(cat /var/lib/dpkg/info/*.list | sed 's|^/\(bin\|sbin\|lib\)/|/usr/\1/|') || true)
echo "stays of the program: $(grep -ic movierec <<< "$stays" || true) files"
if grep -i movierec <<< "$stays"; then exit 1; fi
[ -d "$MOVIEREC_HOME/runs" ] # what a user made stays
