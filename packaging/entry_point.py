"""What both packaged programs run: the name of the program's file tells which of the two doors to open."""

import sys
from pathlib import Path

if Path(sys.executable).stem == "movierec-gui":
    from movierec_gui.app import main
else:
    from movierec_gui.cli import main

sys.exit(main())
