"""Finds the formulas of a sheet that ended in an error or were never calculated: readers show both as empty cells.

Used by the child process that opens foreign files, under its limits; like that one it imports nothing of ours.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

UNCALCULATED = "=?"  # what stands for a formula whose result nobody stored
MARKS = (b't="e"', b"t='e'", b"</f>", b":f>", b"<f ", b"<f/", b":f ")  # an entry without any has nothing to find
LONGEST_MARK = max(map(len, MARKS))
CHUNK, LONGEST_VALUE = 1 << 18, 20
LETTERS = re.compile(r"([A-Z]+)(\d+)")


class TooMany(Exception):
    """More such cells than a file may have cells."""


class Faults:
    """Faulty cells by row and column, gathered while the sheet's XML streams by.

    A formula is one whose cell has `f`; its result stands in `v`. An empty `v` of a text formula is its result: "".
    """

    def __init__(self, most: int) -> None:
        self.found: dict[int, dict[int, str]] = {}
        self.row = self.column = 0
        self._count, self._most = 0, most
        self._kind, self._value = "", ""
        self._has_formula = self._has_value = self._is_reading = False

    def begin(self, name: str, given: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "row":
            self.row, self.column = int(given.get("r", self.row + 1)), 0
        elif name == "c":
            at = LETTERS.fullmatch(given.get("r", ""))
            self.column = _number(at[1]) if at else self.column + 1
            self._kind, self._value = given.get("t", ""), ""
            self._has_formula = self._has_value = False
        elif name == "f":
            self._has_formula = True
        elif name in ("v", "is"):  # `is` holds a text in place
            self._has_value = self._is_reading = True

    def text(self, piece: str) -> None:
        if self._is_reading and len(self._value) < LONGEST_VALUE:
            self._value += piece

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name in ("v", "is"):
            self._is_reading = False
        elif name == "c" and self._kind == "e":
            self._note(self._value.strip() or UNCALCULATED)
        elif name == "c" and self._has_formula and not self._value and not (self._kind == "str" and self._has_value):
            self._note(UNCALCULATED)

    def _note(self, text: str) -> None:
        self._count += 1
        if self._count > self._most:
            raise TooMany
        self.found.setdefault(self.row, {})[self.column] = text[:LONGEST_VALUE]


def faults(path: Path, sheet: str, *, most: int, last: int | None = None) -> dict[int, dict[int, str]]:
    """What to show in place of faulty formulas, by row and column from 1; read no further than about row `last`."""
    gathered = Faults(most)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = gathered.begin, gathered.end
    parser.CharacterDataHandler = gathered.text
    with zipfile.ZipFile(path) as archive, archive.open(_entry(archive, sheet)) as source:
        while piece := source.read(CHUNK):
            parser.Parse(piece)
            if last is not None and gathered.row > last:
                return gathered.found
        parser.Parse(b"", True)
    return gathered.found


def _entry(archive: zipfile.ZipFile, sheet: str) -> str:
    """Where the XML of a sheet lies in its workbook."""
    book = next(target for _, kind, target in _related(archive, "") if kind.endswith("/officeDocument"))
    wanted = next(
        value
        for one in ElementTree.fromstring(archive.read(book)).iterfind("{*}sheets/{*}sheet")  # noqa: S314  limits hold
        if one.get("name") == sheet
        for name, value in one.items()
        if name.endswith("}id")
    )
    return next(target for id, _, target in _related(archive, book) if id == wanted)


def _related(archive: zipfile.ZipFile, entry: str) -> list[tuple[str, str, str]]:
    """The relations of an entry: id, type, the entry each leads to."""
    folder, name = posixpath.split(entry)
    tree = ElementTree.fromstring(archive.read(posixpath.join(folder, "_rels", f"{name}.rels")))  # noqa: S314  likewise
    return [
        (
            one.get("Id", ""),
            one.get("Type", ""),
            posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/"),
        )
        for one in tree
    ]


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
