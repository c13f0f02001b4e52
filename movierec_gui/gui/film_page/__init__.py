"""The window about one film. ``section.FilmSection`` is one of its parts, ``window.FilmWindow`` places them."""

from __future__ import annotations

from movierec_gui.gui.film_page.window import FilmWindow

__all__ = ["FilmWindow"]
