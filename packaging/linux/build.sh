#!/usr/bin/env bash
# Makes dist/movierec_VERSION_ARCH.deb and dist/movierec-VERSION-linux-ARCH.tar.gz. Needs Python with venv, and dpkg-deb.
set -euo pipefail
cd "$(dirname "$0")/../.."

python3 packaging/build.py
python=build/venv/bin/python
version=$("$python" -c "import movierec_gui; print(movierec_gui.__version__)")
architecture=$(dpkg --print-architecture)
# What was linked against this C library may not start on an older one.
libc=$(dpkg-query --show --showformat "\${Version}" libc6 | cut -d- -f1)
depends=$("$python" - <<'PYTHON'
from movierec_gui.system_libraries import FONT_PACKAGE, PLATFORM_LIBRARIES, QT_LIBRARIES

libraries = [library.package for library in (*QT_LIBRARIES, *PLATFORM_LIBRARIES["xcb"])]
# Debian 13 and Ubuntu 24.04 renamed this one.
libraries = ["libglib2.0-0t64 | libglib2.0-0" if name == "libglib2.0-0" else name for name in libraries]
print(", ".join([*libraries, f"{FONT_PACKAGE} | fonts-liberation"]))
PYTHON
)

root=build/deb
rm -rf "$root"
install -d "$root/DEBIAN" "$root/opt" "$root/usr/bin" "$root/usr/share/doc/movierec"
cp -a dist/movierec "$root/opt/movierec"
ln -s /opt/movierec/movierec "$root/usr/bin/movierec"
ln -s /opt/movierec/movierec-gui "$root/usr/bin/movierec-gui"
install -Dm644 packaging/linux/movierec.desktop "$root/usr/share/applications/movierec.desktop"
install -Dm644 resources/icons/app.svg "$root/usr/share/icons/hicolor/scalable/apps/movierec.svg"
install -Dm644 build/icons/app.png "$root/usr/share/icons/hicolor/512x512/apps/movierec.png"
cat LICENSE resources/datasets/ml-latest-small/NOTICE.md > "$root/usr/share/doc/movierec/copyright"
cat > "$root/DEBIAN/control" <<CONTROL
Package: movierec
Version: $version
Architecture: $architecture
Maintainer: The MovieRec contributors <noreply@movierec.invalid>
Installed-Size: $(du -sk "$root" | cut -f1)
Depends: libc6 (>= $libc), $depends
Section: science
Priority: optional
Description: explore and predict MovieLens ratings
 Trains neural networks on movie ratings, shows what their nodes have learned,
 and draws the catalogue as a map, in a window or on the command line. Brings its
 own Python and works offline, with the MovieLens data of 2016 included.
CONTROL
chmod -R u=rwX,go=rX "$root"
dpkg-deb --root-owner-group -Zzstd --build "$root" "dist/movierec_${version}_${architecture}.deb"

# The archive works without installing: unpack it and start movierec/movierec-gui.
cp packaging/linux/movierec.desktop resources/icons/app.svg LICENSE dist/movierec/
tar -C dist -czf "dist/movierec-$version-linux-$architecture.tar.gz" movierec
ls -lh "dist/movierec_${version}_${architecture}.deb" "dist/movierec-$version-linux-$architecture.tar.gz"
