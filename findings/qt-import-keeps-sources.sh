#!/usr/bin/env bash
# PySide6: whatever is imported after it leaves the text of all its modules in memory.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "PySide6-Essentials==6.11.1" "scikit-learn==1.7.2"

cat <<'TEXT'
Package:  PySide6-Essentials 6.11.1, here with scikit-learn 1.7.2
Expected: importing PySide6 changes nothing for modules that know nothing of Qt.
Happens:  PySide6.QtCore puts an import of its own in place of Python's. It looks through the source of every module
          imported later, to see whether that one uses PySide and might ask for other names of methods
          (`from __feature__ import snake_case`). The source is fetched by inspect.getsource, and linecache keeps the
          lines of all of them for good: of a library that never names Qt, and whether or not the feature is used.
Matters:  a window over a table or a network imports the window first and the large libraries behind it. With
          scikit-learn it is the text of a thousand files, with PyTorch, pandas and matplotlib beside it above 100 MB;
          reading it makes the imports slower as well. Putting the saved builtins.__orig_import__ back after the import
          of Qt, or linecache.clearcache() after the libraries', is the cure.
Source:   https://doc.qt.io/qtforpython-6/developer/feature-motivation.html (what the feature is for);
          https://github.com/pyzo/pyzo/pull/851 (a program that the look into the source brought down)
TEXT

cat > "$work/look.py" <<'PYTHON'
import linecache
import sys

if sys.argv[1] == "first":
    import PySide6.QtCore  # noqa: F401
import sklearn.manifold  # noqa: F401

with open("/proc/self/statm") as sizes:
    resident = int(sizes.read().split()[1]) * 4096 / 1e6
files = [entry for entry in linecache.cache.values() if len(entry) > 2 and entry[2]]
print(len(files), sum(len(line) for entry in files for line in entry[2]), round(resident))
PYTHON

read -r files letters plain < <("$work/venv/bin/python" "$work/look.py" never)
read -r kept_files kept_letters resident < <("$work/venv/bin/python" "$work/look.py" first)
printf '\nSeen, kept of sources after `import sklearn.manifold`:\n'
printf '  alone           %5d files, %9d letters, process of %d MB\n' "$files" "$letters" "$plain"
printf '  PySide6 first   %5d files, %9d letters, process of %d MB\n' "$kept_files" "$kept_letters" "$resident"
if [ "$kept_files" -gt 300 ] && [ "$files" -lt 50 ]; then
    echo "The surprise stands."
else
    echo "CHANGED: the sources are not kept."
    exit 1
fi
