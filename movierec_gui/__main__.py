"""``python -m movierec_gui`` does what the command ``movierec`` does."""

from movierec_gui.cli import main

if __name__ == "__main__":
    main()
