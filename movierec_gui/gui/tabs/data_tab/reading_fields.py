"""The fields in which a person says how a table is read: its columns, scale, "not rated" marks and time unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QSizePolicy, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.style import SPACING, set_style_property, text_label

if TYPE_CHECKING:
    from movierec_gui.data.choices import TableChoice
    from movierec_gui.data.table_preview import TablePreview
    from movierec_gui.data.table_reading import TableReading
    from movierec_gui.data.table_trial import Trial

ROLES = (
    ("user", "Users", True),
    ("movie", "Movies", True),
    ("rating", "Ratings", True),
    ("timestamp", "Times", False),
    ("title", "Titles", False),
)
"""Field of ``ColumnChoice``, its label, whether a table must have it."""
SCALES = ("0.5-5", "1-5", "0-5", "1-10", "0-10", "0-100", "-10 to 10")
UNITS = (
    ("seconds", "seconds since 1970"),
    ("milliseconds", "milliseconds since 1970"),
    ("microseconds", "microseconds since 1970"),
    ("nanoseconds", "nanoseconds since 1970"),
    ("digits", "digits, as in 20180518"),
    ("excel", "days as Excel counts them"),
    ("day-first", "dates with the day first"),
    ("month-first", "dates with the month first"),
    ("none", "no times"),
)
_ALL_RATINGS = "none"
_AS_FOUND = "as found"
_UNCHOSEN, _NO_COLUMN = "– choose –", "none"
_EDITOR_LETTERS = 28


@dataclass(frozen=True)
class _Field:
    """A line of the form: an editor, and beside it why it says so or what is wrong with it."""

    label: QLabel
    editor: QComboBox
    note: QLabel


class ReadingFields(QWidget):
    """A line a field; ``changed`` tells that ``choice`` may give something else now."""

    changed = Signal()
    table_chosen = Signal(str)
    """Another table of the folder or zip is to be looked at."""
    encoding_chosen = Signal(str)
    """The table is to be looked at in this codec; empty for the one that its letters show."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preview: TablePreview | None = None
        self._remarks: dict[str, str] = {}
        self._table = ""
        self._quiet = False
        self._form = QGridLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(SPACING)
        self._form.setVerticalSpacing(SPACING - 2)
        self._form.setColumnStretch(2, 1)
        self._fields: dict[str, _Field] = {"table": self._add("Table", "Table of ratings")}
        for role, label, _ in ROLES:
            self._fields[role] = self._add(label, f"Column of the {label.lower()}")
        self._fields["scale"] = self._add("Scale", "Lowest and highest rating, as in 1-10", editable=True)
        self._fields["not_rated"] = self._add("Not rated", "Values that mean not rated, as in 0, 99", editable=True)
        self._fields["time_unit"] = self._add("Time unit", "How times are written")
        self._fields["encoding"] = self._add("Letters", "Encoding of files that are no UTF-8")
        self.editor("encoding").activated.connect(self._on_encoding_activated)
        self.editor("table").activated.connect(self._on_table_activated)

    def editor(self, field: str) -> QComboBox:
        """The editor of a field: ``table``, a field of ``ColumnChoice`` or one of ``TableChoice``."""
        return self._fields[field].editor

    def note(self, field: str) -> str:
        """Why a field says what it says, or what is wrong with it."""
        return self._fields[field].note.text()

    def show_table(self, preview: TablePreview, choice: TableChoice) -> None:
        """Fill in what was chosen before, found or guessed."""
        from movierec_gui.data.scales import scale_text

        self._quiet = True
        self._preview, self._table = preview, choice.table
        _fill(self.editor("table"), [(name, name) for name in preview.tables], preview.table)
        self._show_line("table", len(preview.tables) > 1)
        likely, chosen = dict(preview.likely), dict(choice.columns)
        for role, _, needed in ROLES:
            columns: list[tuple[str, int | None]] = [(_UNCHOSEN if needed else _NO_COLUMN, None)]
            columns += [(name or f"Column {at + 1}", at) for at, name in enumerate(preview.columns)]
            dropped = chosen.get(role, "?") == ""
            _fill(self.editor(role), columns, None if dropped else likely.get(role))
            self.editor(role).setEnabled(not preview.fixed)
        said = scale_text(choice.scale) if choice.scale else ""
        _offer(self.editor("scale"), _AS_FOUND, SCALES, said)
        marks = None if choice.not_rated is None else ", ".join(f"{mark:g}" for mark in choice.not_rated)
        _offer(self.editor("not_rated"), _AS_FOUND, (_ALL_RATINGS,), _ALL_RATINGS if marks == "" else marks or "")
        _fill(self.editor("time_unit"), [(_AS_FOUND, ""), *((words, unit) for unit, words in UNITS)], choice.time_unit)
        _fill(self.editor("encoding"), _encodings(choice.encoding), choice.encoding)
        self._show_line("encoding", preview.has_old_letters or bool(choice.encoding))
        fixed = {role: "as its layout has it" for role, _ in preview.likely}
        self._remarks = fixed if preview.fixed else dict(preview.reasons)
        self._quiet = False
        self._show_notes()

    def show_found(self, trial: Trial) -> None:
        """Say in the fields what the values themselves show."""
        from movierec_gui.data.scales import scale_text

        reading = trial.readings[0] if trial.readings else None
        self._quiet = True
        _rename_first(self.editor("scale"), f"{_AS_FOUND}: {scale_text(trial.scale)}")
        marks = "" if reading is None else ", ".join(f"{value:g}" for value, _ in reading.marks) or _ALL_RATINGS
        _rename_first(self.editor("not_rated"), f"{_AS_FOUND}: {marks}" if marks else _AS_FOUND)
        times = "" if reading is None else reading.times or "no times"
        _rename_first(self.editor("time_unit"), f"{_AS_FOUND}: {times}" if times else _AS_FOUND)
        self._quiet = False

    def show_remarks(self, remarks: dict[str, str]) -> None:
        """Say something beside fields, in place of what was said there."""
        self._remarks |= remarks
        self._show_notes()

    def places(self) -> dict[str, int | None]:
        """The column of each field, from 0; None where none is chosen."""
        return {role: self.editor(role).currentData() for role, _, _ in ROLES}

    def columns(self) -> tuple[tuple[str, str], ...]:
        """The columns that are chosen, as ``TableChoice`` keeps them."""
        preview = self._preview
        if preview is None or preview.fixed:
            return ()
        named = [(role, preview.called(place)) for role, place in self.places().items() if place is not None]
        found = dict(preview.reasons)
        # A column that is found by its name is not taken where a person wants none.
        dropped = [(role, "") for role in ("timestamp", "title") if self.places()[role] is None and role in found]
        return (*named, *dropped)

    def choice(self, always_columns: bool = False) -> TableChoice:
        """The choice; what is as found is left open, unless ``always_columns`` wants the columns named.

        Raises UserError where a field holds what cannot be taken; ``problems`` says it field by field.
        """
        from movierec_gui.data.choices import TableChoice

        problems = self.problems()
        if problems:
            raise UserError(next(iter(problems.values())))
        named = always_columns or self._differs_from_guess()
        scale, marks = self._text("scale"), self._text("not_rated")
        return TableChoice(
            self.columns() if named else (),
            _scale(scale) if scale else None,
            _marks(marks) if marks else None,
            str(self.editor("time_unit").currentData() or ""),
            self._table,
            str(self.editor("encoding").currentData() or ""),
        )

    def problems(self) -> dict[str, str]:
        """Field to what is wrong with it."""
        found: dict[str, str] = {}
        if self._preview is not None and not self._preview.fixed:
            found |= self._column_problems()
        for field, parse in (("scale", _scale), ("not_rated", _marks)):
            text = self._text(field)
            try:
                if text:
                    parse(text)
            except UserError as error:
                found[field] = str(error)
        return found

    def _column_problems(self) -> dict[str, str]:
        places = self.places()
        found: dict[str, str] = {}
        for role, label, needed in ROLES:
            place = places[role]
            others = [other for name, other, _ in ROLES if name != role and places[name] == place is not None]
            if place is None and needed:
                found[role] = f"Choose the column that holds the {label.lower()}"
            elif others:
                found[role] = f"This column is also that of the {others[0].lower()}"
        return found

    def _differs_from_guess(self) -> bool:
        preview = self._preview
        if preview is None or preview.fixed:
            return False
        guess = preview.guess
        return guess is None or any(getattr(guess, role) != place for role, place in self.places().items())

    def _text(self, field: str) -> str:
        text = self.editor(field).currentText().strip()
        return "" if text.startswith(_AS_FOUND) else text

    def _add(self, label: str, name: str, editable: bool = False) -> _Field:
        row = self._form.rowCount()
        editor = QComboBox()
        editor.setAccessibleName(name)
        editor.setToolTip(name)
        editor.setEditable(editable)
        editor.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        editor.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        editor.setMinimumContentsLength(_EDITOR_LETTERS)
        line = editor.lineEdit()
        if line is not None:
            line.setAccessibleName(name)
        editor.currentTextChanged.connect(self._on_changed)
        title = QLabel(label)
        title.setBuddy(editor)
        note = text_label("", "caption", wrap=True)
        note.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        for column, widget in enumerate((title, editor, note)):
            self._form.addWidget(widget, row, column)
        return _Field(title, editor, note)

    def _show_line(self, field: str, shown: bool) -> None:
        line = self._fields[field]
        for widget in (line.label, line.editor, line.note):
            widget.setVisible(shown)

    def _show_notes(self) -> None:
        problems = self.problems()
        for field, line in self._fields.items():
            text = problems.get(field) or self._remark(field)
            line.note.setText(text)
            set_style_property(line.note, "role", "error" if field in problems else "caption")
        self.editor("time_unit").setEnabled(self._has_times())

    def _remark(self, field: str) -> str:
        """What was said of a field, as long as it still holds what that was said of."""
        if field == "table":
            return ""
        if field in ("scale", "not_rated"):
            return "as you say" if self._text(field) else self._remarks.get(field, "")
        if field in ("time_unit", "encoding"):
            return "as you say" if self.editor(field).currentData() else self._remarks.get(field, "")
        if self._preview is not None and dict(self._preview.likely).get(field) != self.editor(field).currentData():
            return "as you say" if self.editor(field).currentData() is not None else ""
        return self._remarks.get(field, "")

    def _has_times(self) -> bool:
        fixed = self._preview is not None and bool(self._preview.fixed)
        in_parts = self._preview is not None and self._preview.guess is not None and self._preview.guess.date_parts
        return fixed or bool(in_parts) or self.editor("timestamp").currentData() is not None

    @Slot()
    def _on_changed(self) -> None:
        if not self._quiet:
            self._show_notes()
            self.changed.emit()

    @Slot(int)
    def _on_encoding_activated(self, number: int) -> None:
        self.encoding_chosen.emit(str(self.editor("encoding").itemData(number)))

    @Slot(int)
    def _on_table_activated(self, number: int) -> None:
        name = str(self.editor("table").itemData(number))
        if self._preview is not None and name != self._preview.table:
            self.table_chosen.emit(name)


def _encodings(chosen: str) -> list[tuple[str, str]]:
    """What can be chosen for files that are no UTF-8, by name and codec."""
    from movierec_gui.data.letters import NAMES

    others = {chosen: chosen} if chosen and chosen not in NAMES else {}
    return [(_AS_FOUND, ""), *((name, codec) for codec, name in (NAMES | others).items())]


def remarks_of(reading: TableReading, choice: TableChoice) -> dict[str, str]:
    """What was found out about fields, doubts first."""
    from movierec_gui.data.table_reading import doubts_about

    found = {"scale": "found from the values" if not reading.stated_scale else ""}
    if not reading.marks:
        found["not_rated"] = "every number is a rating"
    return found | {doubt.field: doubt.words for doubt in doubts_about(reading, choice) if doubt.field != "columns"}


def _fill(editor: QComboBox, entries: Sequence[tuple[str, object]], current: object) -> None:
    editor.clear()
    for text, value in entries:
        editor.addItem(text, value)
    editor.setCurrentIndex(max(0, next((at for at, (_, value) in enumerate(entries) if value == current), 0)))


def _offer(editor: QComboBox, first: str, others: tuple[str, ...], said: str) -> None:
    editor.clear()
    editor.addItems([first, *others])
    if said:
        editor.setEditText(said)


def _rename_first(editor: QComboBox, text: str) -> None:
    """Say what is found in the entry that leaves it so, and go on showing that entry where it is shown."""
    said = editor.currentText()
    editor.setItemText(0, text)
    editor.setItemData(0, text, Qt.ItemDataRole.ToolTipRole)
    if editor.isEditable():
        editor.setEditText(text if said.startswith(_AS_FOUND) else said)


def _scale(text: str) -> tuple[float, float]:
    from movierec_gui.data.scales import parse_scale

    return parse_scale(text)


def _marks(text: str) -> tuple[float, ...]:
    from movierec_gui.data.scales import parse_not_rated

    return parse_not_rated(text)
