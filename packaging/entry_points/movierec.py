"""The packaged program's command line."""

from movierec_gui.cli import main

main()
