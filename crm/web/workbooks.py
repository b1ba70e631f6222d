"""Workbooks as answers: written to a temporary file, sent to who asked for it, and forgotten."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from crm import people
from crm.core import i18n, sheets
from crm.core.errors import Invalid, Refusal
from crm.core.i18n import t
from crm.core.sheets import Column
from crm.core.work import Actor, Work, begin
from crm.web.answers import off_loop, refused, status_of
from crm.web.guard import FOUND

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Made = tuple[Path, str]  # the file, and the name it should be given


class Asked(Protocol):
    """What a list is asked for, as an address says it."""

    def query(self) -> dict[str, str]: ...


F = TypeVar("F", bound=Asked)


@dataclass(frozen=True)
class Listed(Generic[F]):
    """A list that can be had as a workbook, under the same filters and the right to export it.

    `title` and `file` are catalogue keys. `filters` must be understood when they are asked for, `state` wholly, because
    without one the export would grow. `used` gives the filters that are on: what each is called, and its words.
    """

    title: str
    file: str
    filters: tuple[str, ...]
    of: Callable[[Mapping[str, object]], F]
    columns: Callable[[], list[Column]]
    rows: Callable[[Work, F], Iterable[Sequence[object]]]
    used: Callable[[Work, F], Mapping[str, str]]

    async def export(self, request: Request) -> Response:
        """What the list shows under these filters, as a workbook."""
        query = dict(request.query_params)
        return await answer(request, lambda actor: self.workbook(actor, query))

    def workbook(self, actor: Actor, query: Mapping[str, str]) -> Made:
        """A temporary file with the rows under these filters, and the name it should be given."""
        with begin(actor) as work:
            i18n.speak(work.me.language or work.office.language)
            asked, zone = self.of(query), work.me.zone or work.office.zone
            self._refuse_wrong(query, asked.query())
            rows, under = self.rows(work, asked), self._subtitle(work, asked, zone)
            path = written(lambda path: sheets.write(path, t(self.title), under, self.columns(), rows, zone=zone))
            return path, f"{t(self.file)}-{work.today.isoformat()}.xlsx"

    def _refuse_wrong(self, query: Mapping[str, str], known: Mapping[str, str]) -> None:
        for name in self.filters:
            asked = {part for part in query.get(name, "").split(",") if part.strip()}
            if asked and (name not in known or (name == "state" and asked != set(known[name].split(",")))):
                raise Invalid("web.export.wrong_filter", None, filter=name)

    def _subtitle(self, work: Work, asked: F, zone: str) -> str:
        made = t("web.export.made", moment=i18n.moment_text(work.now, zone))
        words = ", ".join(f"{name}: {text}" for name, text in self.used(work, asked).items() if text)
        return f"{made} · {words or t('web.export.all')}"


def person(work: Work, person_id: int | None) -> str:
    """The person of a filter by name, for who may see people."""
    if person_id is None:
        return ""
    return people.names(work, [person_id]).get(person_id, "?") if work.may("people.view") else "?"


async def answer(request: Request, make: Callable[[Actor], Made]) -> Response:
    """The workbook that is made for who asks, off the event loop; or the refusal in words."""
    try:
        path, name = await off_loop(make, Actor.signed_in(request.scope[FOUND].sign_in_id))
    except Refusal as refusal:
        return refused(request.scope, status_of(refusal), refusal.code, **refusal.params)
    remove = BackgroundTask(path.unlink, missing_ok=True)
    return FileResponse(path, filename=name, media_type=XLSX, headers={"cache-control": "no-store"}, background=remove)


def written(write: Callable[[Path], object]) -> Path:
    """A temporary file that `write` has filled; none is left behind when that fails."""
    with tempfile.NamedTemporaryFile(prefix="czuwaj-", suffix=".xlsx", delete=False) as file:
        path = Path(file.name)
    try:
        write(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path
