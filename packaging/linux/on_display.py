"""Starts a program on a virtual X display and works its window by keys, as a person would. Needs Xvfb and xdotool.

    python packaging/linux/on_display.py dist/movierec/movierec-gui --starts 5 --picture window.png

prints how long the built program and the environment's take until their window is there, alternately, and their ratio.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TITLE = "MovieRec"
PATIENCE = 120.0
"""Seconds that a window may take to appear."""


@dataclass(frozen=True)
class Opened:
    """A program whose window is there."""

    process: subprocess.Popen[bytes]
    window: str
    environment: Mapping[str, str]
    seconds: float
    """From its start until its window was on the display."""

    def press(self, key: str) -> None:
        """Press a key, as in ``F5`` or ``ctrl+2``, in the program's window."""
        for arguments in (["windowfocus", "--sync", self.window], ["key", "--clearmodifiers", key]):
            subprocess.run(["xdotool", *arguments], env=self.environment, check=True, timeout=PATIENCE)

    def end(self) -> int:
        """Ask the program to end, and wait for it."""
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(PATIENCE)


def missing() -> list[str]:
    """The programs that this needs and that are not here."""
    return [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]


@contextmanager
def display() -> Iterator[str]:
    """A virtual display of its own; gives its name, as in ``:7``."""
    heard, told = os.pipe()
    # Without -noreset the server begins anew whenever a search for a window is over, and refuses who comes just then.
    command = ["Xvfb", "-displayfd", str(told), "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=(told,), stderr=subprocess.DEVNULL)
    os.close(told)
    try:
        with os.fdopen(heard) as answer:
            number = answer.readline().strip()
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(PATIENCE)


def opened(command: Sequence[str], name: str, home: Path) -> Opened:
    """Start a program on the display of that name, with a home of its own, and wait for its window."""
    environment = {**os.environ, "DISPLAY": name, "MOVIEREC_HOME": str(home), "QT_QPA_PLATFORM": "xcb"}
    environment.pop("WAYLAND_DISPLAY", None)
    begun = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    search = ["xdotool", "search", "--onlyvisible", "--name", TITLE]
    while time.monotonic() - begun < PATIENCE and process.poll() is None:
        found = subprocess.run(search, env=environment, check=False, capture_output=True, text=True).stdout.split()
        if found:
            return Opened(process, found[0], environment, time.monotonic() - begun)
        time.sleep(0.01)
    if process.poll() is None:
        process.kill()
    raise TimeoutError(f"{command[0]} showed no window")


def wait_until_idle(process: int, seconds: float = 5.0, share: float = 0.04) -> None:
    """Wait until a process uses less than that share of a processor for so many seconds, or ``PATIENCE`` is over."""
    begun = time.monotonic()
    before = processor_seconds(process)
    while time.monotonic() - begun < PATIENCE:
        time.sleep(seconds)
        now = processor_seconds(process)
        if now - before < share * seconds:
            return
        before = now


def processor_seconds(process: int) -> float:
    """What a process has used so far, itself and in the kernel."""
    # The second field is the program's name in brackets, which may hold blanks and brackets.
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def refuse_faults(home: Path) -> None:
    """Raise RuntimeError with the log in which a program that had this home tells of a fault of its own."""
    for log in sorted(home.rglob("*.log")):
        text = log.read_text(encoding="utf-8", errors="replace")
        if "Traceback" in text:
            raise RuntimeError(f"The program tells of a fault:\n{text}")


def starts(commands: Mapping[str, Sequence[str]], times: int, picture: Path | None = None) -> dict[str, list[float]]:
    """Seconds until the window of each program, alternately; the last start of the first one leaves a picture."""
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    with display() as screen, tempfile.TemporaryDirectory() as folder:
        for turn in range(times):
            for number, (name, command) in enumerate(commands.items()):
                program = opened(command, screen, Path(folder) / name)
                seconds[name].append(program.seconds)
                if picture is not None and turn == times - 1 and number == 0:
                    wait_until_idle(program.process.pid)  # the data are drawn then, on a slow machine, too
                    subprocess.run(["import", "-window", "root", str(picture)], env=program.environment, check=True)
                program.end()
                refuse_faults(Path(folder) / name)
    return seconds


def main() -> None:
    """Compare the starts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--alone", action="store_true", help="Start no environment to compare with.")
    parser.add_argument("--picture", type=Path, help="Where to leave a picture of the window; needs ImageMagick.")
    options = parser.parse_args()
    if missing():
        sys.exit(f"Missing: {', '.join(missing())}")
    commands = {"built": [options.program]}
    if not options.alone:
        commands["environment"] = [sys.executable, "-m", "movierec_gui"]
    seconds = starts(commands, options.starts, options.picture)
    for name, values in seconds.items():
        print(f"{name}: {', '.join(f'{value:.2f}' for value in values)} s; median {statistics.median(values):.2f}")
    if options.alone:
        return
    built, environment = (statistics.median(values) for values in seconds.values())
    least = [min(values) for values in seconds.values()]
    print(f"built / environment: {built / environment:.2f} by medians, {least[0] / least[1]:.2f} by the least")


if __name__ == "__main__":
    main()
