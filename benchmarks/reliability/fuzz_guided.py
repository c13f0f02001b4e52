"""Gives readers of files inputs that atheris grows towards code that no input has reached yet.

    pip install atheris
    python benchmarks/reliability/fuzz_guided.py --reader history --inputs 50000

The readers are those of ``fuzz_readers.py``, and so is what counts as a fault; inputs begin with its samples and are
put together with its signs. The program's readers are instrumented, libraries are not. Zips are left to that script:
their sums keep guided changes out. Ends with 1 at the first kind of fault, and prints the input.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["movierec_gui.data", "movierec_gui.records"]):
    import fuzz_readers

from movierec_gui.errors import UserError

GUIDED = ("dataset table", "history", "film list", "record", "decisions")


class Target:
    """Counts what became of the inputs."""

    def __init__(self, name: str, place: Path, inputs: int) -> None:
        self.read, self.inputs = fuzz_readers.READERS[name], inputs
        self.files = [place / file for file, _ in fuzz_readers.SAMPLES[name]]
        self.tried = self.taken = 0
        self.started = time.monotonic()

    def __call__(self, content: bytes) -> None:
        """One input; its first byte says as which file it comes."""
        path = self.files[content[0] % len(self.files) if content else 0]
        path.write_bytes(content[1:])
        started = time.process_time()
        try:
            self.read(path)
            self.taken += 1
        except UserError:
            pass  # refused with a reason
        except Exception:  # noqa: BLE001 - whatever it is, this is what the script looks for
            self.end(f"{traceback.format_exc()}\n{path.name}: {content[1:]!r}")
        if (seconds := time.process_time() - started) > fuzz_readers.MOST_SECONDS:
            self.end(f"{seconds:.1f} s\n{path.name}: {content[1:]!r}")
        self.tried += 1
        if self.tried >= self.inputs:
            self.end("")

    def end(self, fault: str) -> None:
        """Say how it went and leave: libFuzzer does not come back."""
        seconds = time.monotonic() - self.started
        print(f"tried {self.tried:,}  read {self.taken:,}  in {seconds:.0f} s\n{fault}", flush=True)
        os._exit(int(bool(fault)))


def main() -> int:
    """Fuzz one reader."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reader", choices=GUIDED, required=True, metavar="NAME")
    parser.add_argument("--inputs", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    fuzz_readers.make_samples()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "corpus").mkdir()
        for number, (_, content) in enumerate(fuzz_readers.SAMPLES[options.reader]):
            (place / "corpus" / str(number)).write_bytes(bytes([number]) + content)
        words = ['"' + "".join(f"\\x{byte:02x}" for byte in token) + '"' for token in fuzz_readers.TOKENS if token]
        (place / "words").write_text("\n".join(words) + "\n", encoding="ascii")
        flags = [f"-seed={options.seed}", f"-dict={place / 'words'}", "-max_len=4096", "-verbosity=0"]
        atheris.Setup([sys.argv[0], *flags, str(place / "corpus")], Target(options.reader, place, options.inputs))
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
