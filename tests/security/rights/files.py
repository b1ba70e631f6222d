"""Files and comments: the right is that of the record they hang on, so each is marked `own` and asks for itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from crm.clients.tables import Client
from crm.core.errors import NotFound
from crm.core.work import Work
from crm.flows import commenting
from crm.records import attached, comments, files
from crm.records.tables import File
from tests.security.rights_world import LETTERS, World

PDF = b"%PDF-1.7\nrights"
ORACLE: dict[str, Any] = {}


def grow(work: Work, world: World) -> dict[str, dict[str, int]]:
    """A file and a comment on the client of each relation, all added by the office: nobody's own."""
    office = work.as_office()
    return {
        "files": {x: files.add(office, "client", world.client[x], f"{x}.pdf", PDF) for x in LETTERS},
        "comments": {x: comments.add(office, "client", world.client[x], f"Comment {x}").id for x in LETTERS},
    }


def hidden(call: Callable[[], Any]) -> None:
    """A person without any right sees no record, so nothing that hangs on it; NotSignedIn goes through."""
    with suppress(NotFound):
        call()
        raise AssertionError("shown to somebody without any right")


def nobody_named(work: Work) -> None:
    """A person without any right sees nobody, so can mention nobody."""
    work.require_sign_in()
    assert comments.nameable(work) == {}


# Shown whole, by every reach and relation: tests/records/test_attached_rights.py.
OWN: dict[str, Callable[[Work, World], Any]] = {
    "records.attached.record": lambda k, w: hidden(lambda: attached.record(k, "client", w.client["o"])),
    "records.attached.reaches": lambda k, w: attached.reaches(k, "client", Client(id=w.client["o"])),
    "records.attached.fetch": lambda k, w: hidden(lambda: attached.fetch(k, File, w.more["files"]["o"])),
    "records.files.listing": lambda k, w: hidden(lambda: files.listing(k, "client", w.client["o"])),
    "records.files.add": lambda k, w: hidden(lambda: files.add(k, "client", w.client["o"], "x.pdf", PDF)),
    "records.files.add_each": lambda k, w: hidden(lambda: files.add_each(k, "client", w.client["o"], [("x.pdf", PDF)])),
    "records.files.get": lambda k, w: hidden(lambda: files.get(k, w.more["files"]["o"])),
    "records.files.delete": lambda k, w: hidden(lambda: files.delete(k, w.more["files"]["o"], None)),
    "records.comments.listing": lambda k, w: hidden(lambda: comments.listing(k, "client", w.client["o"])),
    "records.comments.add": lambda k, w: hidden(lambda: comments.add(k, "client", w.client["o"], "x")),
    "records.comments.edit": lambda k, w: hidden(lambda: comments.edit(k, w.more["comments"]["o"], None, "x")),
    "records.comments.delete": lambda k, w: hidden(lambda: comments.delete(k, w.more["comments"]["o"], None)),
    "records.comments.nameable": lambda k, w: nobody_named(k),
    "flows.commenting.whom": lambda k, w: hidden(lambda: commenting.whom(k, "client", w.client["o"], "@x")),
    "flows.commenting.add": lambda k, w: hidden(lambda: commenting.add(k, "client", w.client["o"], "x")),
    "flows.commenting.edit": lambda k, w: hidden(lambda: commenting.edit(k, w.more["comments"]["o"], None, "x")),
}
