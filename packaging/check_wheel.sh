#!/usr/bin/env bash
# Builds the wheel, looks into it, and uses it as somebody does who has pipx and no checkout; leaves build/check-wheel.
# On Linux set PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu, or PyTorch brings NVIDIA's libraries.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$PWD/build/check-wheel
rm -rf "$folder"
mkdir -p "$folder/elsewhere"
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet "build>=1.2,<2" "pipx>=1.7,<2"
SOURCE_DATE_EPOCH=$(python3 packaging/build.py --source-date) "$folder/venv/bin/python" -m build --wheel --outdir "$folder"
wheel=$(ls "$folder"/*.whl)

"$folder/venv/bin/python" - "$wheel" <<'PYTHON'
import re
import sys
import zipfile

with zipfile.ZipFile(sys.argv[1]) as wheel:
    names = wheel.namelist()
    (about,) = (name for name in names if name.endswith(".dist-info/METADATA"))
    metadata = wheel.read(about).decode()
    notices = [wheel.read(name) for name in names if name.endswith("NOTICE.md")]
assert len(set(notices)) == len(notices) == 2, "the data's and the starter's, once each"
assert len(names) == len(set(names)), "a file is in it twice"
links = re.findall(r"\]\(([^)\s]+)\)", metadata)
assert all(link.startswith("https:") for link in links), f"links that lead nowhere on an index page: {links}"
strays = [name for name in names if not name.startswith("movierec_gui")]
assert not strays, strays
print(f"{len(names)} files, {len(notices)} notices, {len(links)} links")
PYTHON

cd "$folder/elsewhere"
export PIPX_HOME=$folder/pipx MOVIEREC_HOME=$folder/home QT_QPA_PLATFORM=offscreen
run() { "$folder/venv/bin/pipx" run --spec "$wheel" "$@"; }
run movierec --version
run movierec data show
run movierec train dense --epochs 1 --json
run movierec-gui --version
[ -d "$MOVIEREC_HOME/runs" ]
