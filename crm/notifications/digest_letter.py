"""The letter of a digest: sections of rows that lead to their pages, in the office's layout, and as plain text."""

from __future__ import annotations

import secrets as random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Table

from crm.core import clock, db, i18n
from crm.core.access import internal
from crm.core.i18n import t
from crm.core.priority import NORMAL
from crm.core.work import Work
from crm.notifications import rules, sealed, ways
from crm.notifications.hearers import Hearer, hearers
from crm.notifications.rendering import Rendered, in_layout, link, one_line
from crm.notifications.tables import Message
from crm.notifications.telling import message_row

OUTBOX: Table = Message.__table__  # type: ignore[assignment]
EMAIL = "email"
TITLE, REST = 160, 240


@dataclass(frozen=True)
class Row:
    """One thing: what it is called, what else is known, its page, and what one click does with it.

    `acts` are pairs of the words of a button and the path of its link.
    """

    title: str
    rest: str
    path: str
    acts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Section:
    """A few rows under a heading; `more` says how many others the list has that `path` leads to."""

    title: str
    part: str  # the same in the subject of the letter: "3 late"
    rows: tuple[Row, ...]
    more: str
    path: str


@dataclass
class Tokens:
    """The tokens of one letter's links: the words hold marks that nobody can guess, `sealed` puts the tokens in."""

    nonce: str = field(default_factory=lambda: random.token_hex(8))
    known: dict[str, str] = field(default_factory=dict)

    def mark(self, token: str) -> str:
        """What stands for this token."""
        mark = f"-{self.nonce}.{len(self.known)}-"
        self.known[mark] = token
        return mark


@internal
def reader_of(work: Work, person_id: int) -> tuple[Hearer | None, str | None]:
    """Who reads it, and why they do not get it: what speaks against a mail of this kind at this moment."""
    found = hearers(work, rules.DIGEST, [person_id], (EMAIL,), None)
    return (found[0], found[0].reasons[EMAIL]) if found else (None, rules.INACTIVE)


@internal
def post(
    work: Work, person: Any, key: str, sections: Sequence[Section], tokens: Tokens, *, waited: int, is_asked: bool
) -> bool:
    """Put the letter into the outbox, in the language that is spoken; False when it is there already.

    What somebody asked for just now goes now; any other waits for the end of their quiet hours.
    """
    due_at = work.now if is_asked else ways.deliver_at(work, person, NORMAL)
    row = message_row(
        work,
        _rendered(work, clock.day_of(work.now, person.zone), sections, waited),
        key=key,
        kind=rules.DIGEST,
        channel=EMAIL,
        person_id=person.id,
        address=ways.ADDRESSES[EMAIL](person),
        name=person.name,
        language=person.language,
        extra=sealed.several(tokens.known),
        due_at=due_at,
        next_try_at=due_at,
        deferred_reason=rules.DEFERRED if due_at > work.now else None,
    )
    return bool(db.insert_new(work.session.connection(), OUTBOX, [row], ["key"]))


def _rendered(work: Work, today: date, sections: Sequence[Section], waited: int) -> Rendered:
    parts = ", ".join(section.part for section in sections)
    content = {
        "title": one_line(t("digests.title", day=i18n.date_text(today), parts=parts), 300),
        "lead": t("digests.lead"),
        "note": t("digests.waited", count=waited) if waited else "",
        "rows": (),
        "why": t("digests.why"),
        "button": t("digests.open"),
    }
    shown = [_clean(section) for section in sections]
    office = one_line(work.office.name, 120)
    values = {"c": content, "url": link("/"), "office": office, "language": i18n.language(), "sections": shown}
    return Rendered(str(content["title"]), "", _plain(content, shown, office), in_layout(values))


def _clean(section: Section) -> Section:
    """The same with full addresses, and what people wrote as one line each."""
    rows = tuple(
        Row(
            one_line(row.title, TITLE),
            one_line(row.rest, REST),
            link(row.path),
            tuple((label, link(path)) for label, path in row.acts),
        )
        for row in section.rows
    )
    return Section(section.title, section.part, rows, section.more, link(section.path))


def _plain(content: dict[str, Any], sections: Sequence[Section], office: str) -> str:
    blocks = [content["lead"], content["note"], *map(_plain_section, sections)]
    foot = f"-- \n{content['why']}\n{office}"
    return "\n\n".join(block for block in (content["title"], *blocks, foot) if block) + "\n"


def _plain_section(section: Section) -> str:
    lines = [section.title.upper()]
    for row in section.rows:
        lines += [f"* {row.title}", *([f"  {row.rest}"] if row.rest else [])]
        lines += [f"  {label}: {url}" for label, url in ((t("mail.open"), row.path), *row.acts)]
    return "\n".join([*lines, *([f"{section.more}: {section.path}"] if section.more else [])])
