#!/usr/bin/env bash
# Makes dist/movierec_VERSION_ARCH.deb and dist/movierec-VERSION-linux-ARCH.tar.gz, the same bytes each time.
# Needs Python with venv and its shared library (on Debian 12: python3-venv, libpython3.11), binutils, dpkg-deb, and git or
# SOURCE_DATE_EPOCH for the time of the sources; the workflow in .github lists all that an empty Debian lacks.
set -euo pipefail
cd "$(dirname "$0")/../.."
# Names are sorted and texts are read alike, whatever language the builder speaks.
export LC_ALL=C.UTF-8
# What is made is for everybody, whatever the builder keeps to himself.
umask 022

SOURCE_DATE_EPOCH=$(python3 packaging/build.py --source-date)
export SOURCE_DATE_EPOCH
[ "${1:-}" = --packages-only ] || python3 packaging/build.py
python=build/venv/bin/python
version=$("$python" -c "import movierec_gui; print(movierec_gui.__version__)")
architecture=$(dpkg --print-architecture)
# What was linked against this C library may not start on an older one.
libc=$(dpkg-query --show --showformat "\${Version}" libc6 | cut -d- -f1)
{ read -r depends; read -r recommends; } < <("$python" - <<'PYTHON'
from movierec_gui.system_libraries import FONT_PACKAGE, PLATFORM_LIBRARIES, QT_LIBRARIES

libraries = [library.package for library in (*QT_LIBRARIES, *PLATFORM_LIBRARIES["xcb"])]
# Debian 13 and Ubuntu 24.04 renamed this one.
libraries = ["libglib2.0-0t64 | libglib2.0-0" if name == "libglib2.0-0" else name for name in libraries]
print(", ".join(["libgcc-s1", "libstdc++6", *libraries, f"{FONT_PACKAGE} | fonts-liberation"]))
# To print, and for a display that has Wayland alone.
print(", ".join(["libcups2t64 | libcups2", *(library.package for library in PLATFORM_LIBRARIES["wayland"])]))
PYTHON
)

root=build/deb
share="$root/usr/share"
rm -rf "$root"
install -d "$root/DEBIAN" "$root/usr/lib" "$root/usr/bin" "$share/doc/movierec" "$share/man/man1" "$share/lintian/overrides"
cp -a dist/movierec "$root/usr/lib/movierec"
rm -f "$root/usr/lib/movierec/"{LICENSE,app.svg,movierec.desktop}
ln -s ../lib/movierec/movierec "$root/usr/bin/movierec"
ln -s ../lib/movierec/movierec-gui "$root/usr/bin/movierec-gui"
install -Dm644 packaging/linux/movierec.desktop "$share/applications/movierec.desktop"
install -Dm644 packaging/linux/movierec.xml "$share/mime/packages/movierec.xml"
install -Dm644 resources/icons/app.svg "$share/icons/hicolor/scalable/apps/movierec.svg"
install -Dm644 build/icons/app.png "$share/icons/hicolor/512x512/apps/movierec.png"
install -d "$share/metainfo"
sed "s/@VERSION@/$version/; s/@DATE@/$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)/" \
    packaging/linux/org.movierec.MovieRec.metainfo.xml > "$share/metainfo/org.movierec.MovieRec.metainfo.xml"
"$python" packaging/linux/make_man_pages.py "$share/man/man1"
gzip -9n "$share/man/man1/"*.1

# Debian's form: each line of a text is indented, an empty one is a dot.
indented() { sed 's/^[[:space:]]*$/./; s/^/ /' "$1"; }
sed -e "/@NOTICE@/{r "<(indented resources/datasets/ml-latest-small/NOTICE.md)$'\n'"d}" \
    -e "/@LICENSE@/{r "<(tail -n +3 LICENSE | indented /dev/stdin)$'\n'"d}" \
    packaging/linux/copyright > "$share/doc/movierec/copyright"
cp CHANGELOG.md "$share/doc/movierec/NEWS.md"
gzip -9n "$share/doc/movierec/NEWS.md"
{
    printf 'movierec (%s) unstable; urgency=medium\n\n' "$version"
    printf '  * Built from the sources of this version; NEWS.md tells what changed.\n\n'
    printf ' -- The MovieRec contributors <noreply@movierec.invalid>  %s\n' "$(date -u -R -d "@$SOURCE_DATE_EPOCH")"
} | gzip -9n > "$share/doc/movierec/changelog.gz"
cp packaging/linux/README.Debian "$share/doc/movierec/README.Debian"
cp packaging/linux/lintian-overrides "$share/lintian/overrides/movierec"
cat > "$root/DEBIAN/control" <<CONTROL
Package: movierec
Version: $version
Architecture: $architecture
Maintainer: The MovieRec contributors <noreply@movierec.invalid>
Installed-Size: $(python3 packaging/build.py --installed-size "$root/usr")
Depends: libc6 (>= $libc), $depends
Recommends: $recommends
Section: science
Priority: optional
Description: explore and predict movie ratings
 Trains neural networks on movie ratings, lists what to watch, shows what
 the nodes of a network have learned, and draws the catalogue as a map, in a
 window or on the command line. Brings its own Python and works offline, with
 the MovieLens data of 2016 included.
CONTROL
chmod -R u=rwX,go=rX "$root"
# Wheels mark modules and licences as programs; the programs are these.
find "$root/usr" -type f ! -path '*/lib/movierec/movierec*' ! -name torch_shm_manager -exec chmod 644 {} +
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) > "$root/DEBIAN/md5sums"
# dpkg-deb only takes times down that are later than this one.
find "$root" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
# One thread: more would cut the stream in other places on a machine with other cores.
dpkg-deb --root-owner-group --threads-max=1 -Zxz --build "$root" "dist/movierec_${version}_${architecture}.deb"

# The archive works without installing: unpack it and start movierec/movierec-gui.
cp packaging/linux/movierec.desktop resources/icons/app.svg LICENSE dist/movierec/
chmod -R u=rwX,go=rX dist/movierec
tar -C dist --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner -c movierec \
    | gzip -9n > "dist/movierec-$version-linux-$architecture.tar.gz"
ls -lh "dist/movierec_${version}_${architecture}.deb" "dist/movierec-$version-linux-$architecture.tar.gz"
