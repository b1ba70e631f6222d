"""A dictionary of the office on its page: names with a colour, in an order, copied, switched off, deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from crm.core.i18n import t
from crm.core.work import Work
from crm.ui import arranging, fields, frame
from crm.ui.work import changing, seen


class Entry(Protocol):
    """One line of a dictionary."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def colour(self) -> str: ...
    @property
    def is_active(self) -> bool: ...


@dataclass(frozen=True)
class Dictionary:
    """What a dictionary is called in forms and words, and what can be done with its entries."""

    form: str
    add: str  # catalogue keys
    is_off: str
    saved: str
    create: Callable[..., object]
    edit: Callable[..., object]
    move: Callable[[Work, int, int], object]
    copy: Callable[[Work, int], object]
    delete: Callable[[Work, int, int], object]

    def draw(self, entries: Sequence[Entry], palette: Sequence[str]) -> None:
        """Every entry, and the form of a new one; colours that are not taken come first."""
        taken = {entry.colour.lower() for entry in entries}
        free = [colour for colour in palette if colour.lower() not in taken] or list(palette)
        with frame.narrow():
            for entry in entries:
                self._known(entry, free)
            form = f"{self.form}-new"
            with frame.fold(t(self.add), form=form):
                frame.trouble(form)
                values = _fields(form, None, free)
                if fields.save(form):
                    with changing(form, self.saved) as work:
                        self.create(work, **values)

    def _known(self, entry: Entry, free: Sequence[str]) -> None:
        form, note = f"{self.form}-{entry.id}", "" if entry.is_active else t(self.is_off)
        box, chosen = arranging.fold(entry.name, note=note, form=form, colour=entry.colour)
        with box:
            frame.trouble(form, entry)
            values = _fields(form, entry, free) | {"is_active": fields.switch(form, "is_active", entry.is_active)}
            if fields.save(form):
                with changing(form, self.saved) as work:
                    self.edit(work, entry.id, seen(form, entry), **values)
        arranging.act(
            chosen,
            form,
            move=lambda work, by: self.move(work, entry.id, by),
            copy=lambda work: self.copy(work, entry.id),
            delete=lambda work: self.delete(work, entry.id, seen(form, entry)),
        )


def _fields(form: str, entry: Entry | None, free: Sequence[str]) -> dict[str, Any]:
    return {
        "name": fields.text(form, "name", entry.name if entry else "", needed=True),
        "colour": fields.colour(form, "colour", list(free), entry.colour if entry else None),
    }
