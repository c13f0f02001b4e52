"""Every release is offered with its size; the chosen one is handed on."""

from movierec_gui.data.releases import RELEASES
from movierec_gui.gui.tabs.data_tab.download_dialog import DownloadDialog


def test_releases_and_sizes_are_listed(qtbot):
    dialog = DownloadDialog()
    qtbot.addWidget(dialog)
    texts = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert len(texts) == len(RELEASES)
    for text, release in zip(texts, RELEASES, strict=True):
        assert release.title in text
        assert release.size in text
    dialog.list.setCurrentRow(2)
    assert dialog.release == RELEASES[2]


def test_enter_on_a_release_takes_it(qtbot):
    dialog = DownloadDialog()
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.accepted):
        dialog.list.itemActivated.emit(dialog.list.item(1))


def test_it_reads_from_top_to_bottom(qtbot, words_of):
    dialog = DownloadDialog()
    qtbot.addWidget(dialog)
    assert words_of(dialog) == [
        "Releases",
        "From GroupLens, University of Minnesota, for research and no…",
        "Download and open",
        "Cancel",
    ]
