"""Draws the networks for models.md, with the program's own picture of a network: python docs/make_networks.py"""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
IMAGES = Path(__file__).resolve().parent / "images"
DRAWN = ("dense", "lstm", "bilstm", "wide-deep", "sequential", "vbfm", "autorec")
"""Architectures to draw, each with its first preset."""


def main() -> None:
    """Build each network for the bundled data and draw it in the light colours."""
    import torch
    from PySide6.QtWidgets import QApplication

    from movierec_gui.data.features import training_data
    from movierec_gui.data.sources import load_bundled
    from movierec_gui.data.splits import split_ratings
    from movierec_gui.gui.style import apply_style
    from movierec_gui.gui.widgets.architecture_picture import ArchitecturePicture
    from movierec_gui.models.outline import network_outline
    from movierec_gui.progress import finish
    from movierec_gui.training.config import preset_spec
    from movierec_gui.training.fitting import new_model

    app = QApplication([])
    apply_style(app, "light")
    dataset = finish(load_bundled())
    for name in DRAWN:
        spec = preset_spec(name)
        model, _ = new_model(spec, training_data(dataset, split_ratings(dataset, spec.split)), torch.device("cpu"))
        picture = ArchitecturePicture()
        picture.show_layers(network_outline(model))
        picture.resize(picture.sizeHint())
        picture.grab().save(str(IMAGES / f"network-{name}.png"))
        print(f"network-{name}.png", flush=True)


if __name__ == "__main__":
    main()
