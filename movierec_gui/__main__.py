"""``python -m movierec_gui`` does what the command ``movierec`` does."""

import sys

from movierec_gui.cli import main

if __name__ == "__main__":
    sys.exit(main())
