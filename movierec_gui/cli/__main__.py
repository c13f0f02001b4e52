"""``python -m movierec_gui.cli`` does what ``movierec`` does."""

from __future__ import annotations

import sys

from movierec_gui.cli import main

if __name__ == "__main__":
    sys.exit(main())
