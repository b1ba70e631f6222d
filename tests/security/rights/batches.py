"""The oracle of batches of bulk work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crm import records
from crm.core.work import Work
from crm.records import uploads
from crm.records.tables import Import
from tests.security.rights_terms import (
    ADMIN,
    OFFICE,
    Op,
)
from tests.security.rights_world import World


def an_upload(work: Work, kind: str = "clients") -> int:
    return uploads.begin_upload(work, kind=kind, source="file.csv")


def checked_upload(work: Work, state: str) -> None:
    id = an_upload(work)
    work.session.get_one(Import, id).state = "checked"
    uploads.ask(work, id, state)


def stopped_upload(work: Work) -> None:
    id = an_upload(work)
    uploads.ask(work, id, "check")
    uploads.stop(work, id)


def a_batch(work: Work) -> int:
    return records.begin_batch(work, purpose="bulk", kind="monitoring", title="mine")


ORACLE: dict[str, Op] = {
    "records.uploads.begin_upload": Op(lambda k, w, x: an_upload(k), OFFICE, ADMIN),
    "records.uploads.uploads": Op(lambda k, w, x: uploads.uploads(k), OFFICE, ADMIN),
    "records.uploads.upload": Op(lambda k, w, x: uploads.upload(k, an_upload(k)), OFFICE, ADMIN),
    "records.uploads.choose": Op(lambda k, w, x: uploads.choose(k, an_upload(k), {}, "x"), OFFICE, ADMIN),
    "records.uploads.remembered": Op(lambda k, w, x: uploads.remembered(k, "clients", "x"), OFFICE, ADMIN),
    "records.uploads.ask": Op(lambda k, w, x: checked_upload(k, "run"), OFFICE, ADMIN),
    "records.uploads.stop": Op(lambda k, w, x: stopped_upload(k), OFFICE, ADMIN),
    "records.uploads.refused_rows": Op(lambda k, w, x: uploads.refused_rows(k, an_upload(k)), OFFICE, ADMIN),
    "records.uploads.verdicts": Op(lambda k, w, x: uploads.verdicts(k, an_upload(k)), OFFICE, ADMIN),
    "records.service.begin_import": Op(
        lambda k, w, x: records.begin_import(k, source="other", kind="clients"), OFFICE, ADMIN
    ),
    "records.service.known": Op(lambda k, w, x: records.known(k, "clients", ["a"]), OFFICE, ADMIN),
    "records.service.remember": Op(lambda k, w, x: records.remember(k, w.run, "clients", {"a": 1}), OFFICE, ADMIN),
    "records.service.count": Op(
        lambda k, w, x: records.count(k, w.run, created=1, updated=0, refused=0), OFFICE, ADMIN
    ),
    "records.service.end_import": Op(lambda k, w, x: records.end_import(k, w.run), OFFICE, ADMIN),
}  # fmt: skip
# About oneself: whoever is signed in may, whatever their role; other tests show that nobody else is touched.
OWN: dict[str, Callable[[Work, World], Any]] = {
    "records.batches.begin_batch": lambda k, w: a_batch(k),
    "records.batches.get": lambda k, w: records.get_batch(k, a_batch(k)),
    "records.batches.listing": lambda k, w: records.batches_of(k),
    "records.batches.count": lambda k, w: records.count_batch(k, a_batch(k), done=1),
    "records.batches.end_batch": lambda k, w: records.end_batch(k, a_batch(k)),
    "records.batches.begin_undo": lambda k, w: records.begin_undo(k, a_batch(k)),
    "records.batches.end_undo": lambda k, w: records.end_undo(k, records.begin_undo(k, a_batch(k)) or 0),
}
