"""The window that retells the article. ``model.ArticleModel`` measures and keeps; the rest shows it."""

from __future__ import annotations

from movierec_gui.gui.article_page.window import ArticleWindow

__all__ = ["ArticleWindow"]
