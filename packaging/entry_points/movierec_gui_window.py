"""The packaged program's window."""

import sys

from movierec_gui.app import main

sys.exit(main())
