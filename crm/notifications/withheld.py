"""What is held back: for each reader and channel the reason, written by the transaction that decided it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table

from crm.core import db, subjects
from crm.core.access import internal
from crm.core.work import Work
from crm.notifications import rules
from crm.notifications.rendering import Occasion, one_line
from crm.notifications.withheld_tables import Withheld

WITHHELD: Table = Withheld.__table__  # type: ignore[assignment]
KIND = "withheld"  # in history
NONE_AT_ALL = ""  # the channel of what holds for every channel
TITLE = 300
TO_CLIENT, TO_NOBODY, NO_WORDS = "outbox.held.to_client", "outbox.held.to_nobody", "outbox.held.no_words"


@dataclass(frozen=True)
class Untold:
    """What was to be told. The same `key` is kept once for each reader and channel; `occasion` can word it later."""

    kind: str
    key: str
    subject_kind: str | None = None
    subject_id: int | None = None
    occasion: Occasion | None = None


@internal
def from_people(
    work: Work, untold: Untold, people: Sequence[int], reasons: Mapping[int, Mapping[str, str | None]]
) -> None:
    """Keep which of these people it did not reach by which channel; who has no reasons no longer works here."""
    everybody = {**{person: {NONE_AT_ALL: rules.INACTIVE} for person in people}, **reasons}
    key = rules.short(untold.key)
    rows = [
        {"key": f"{key}:{person}", "person_id": person, "channel": channel, "reason": rules.bare(reason)}
        for person, by_channel in everybody.items()
        for channel, reason in by_channel.items()
        if reason
    ]
    write(work, untold, rows)


@internal
def from_everybody(work: Work, untold: Untold, reason: str) -> None:
    """Keep that nobody was told at all."""
    write(work, untold, [{"key": rules.short(untold.key), "channel": NONE_AT_ALL, "reason": reason}])


@internal
def write(work: Work, untold: Untold, rows: Sequence[Mapping[str, Any]]) -> None:
    """One statement for all readers of one telling; none at all where nothing is held back, which is the usual."""
    if not rows:
        return
    alike: dict[str, Any] = {
        "at": work.now,
        "kind": untold.kind,
        "person_id": None,
        "client_id": None,
        "name": "",
        "address": "",
        "subject_kind": untold.subject_kind,
        "subject_id": untold.subject_id,
        "title": _title(work, untold),
        "again": _again(untold),
        "sent_at": None,
    }
    db.insert_new(work.session.connection(), WITHHELD, [{**alike, **row} for row in rows], ["key", "channel"])


def _title(work: Work, untold: Untold) -> str:
    facts = untold.occasion.facts if untold.occasion else None
    if facts is None and untold.subject_kind and untold.subject_id:
        facts = subjects.of(untold.subject_kind).facts(work, untold.subject_id)
    return one_line(facts.title, TITLE) if facts else ""


def _again(untold: Untold) -> dict[str, Any] | None:
    """What its words need beside the record as it will be; a link for one use, or a moment that is over, never."""
    occasion = untold.occasion
    given = dict(occasion.params or {}) if occasion else {}
    if occasion is None or untold.kind in rules.ASKED_FOR:
        return None
    if not all(isinstance(value, str | int) for value in given.values()):
        return None
    return {"path": occasion.path, "params": given}


def why_never(row: Any) -> str | None:
    """Why this can never be sent later (a catalogue key); None when that depends on how things are then."""
    if row.client_id is not None:
        return TO_CLIENT
    if row.person_id is None or row.channel == NONE_AT_ALL:
        return TO_NOBODY
    return NO_WORDS if row.again is None else None
