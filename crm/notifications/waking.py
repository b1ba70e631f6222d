"""What was put off and is back at the bell is told again, once a snooze, where it is seen without being signed in.

By push where the reader has a device for it, else by what news of this kind and priority goes by to them; what they
switched off, their mode of work and their quiet hours hold as always. What they read in the meantime is not sent.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select, update

from crm.core import i18n, subjects
from crm.core.access import internal
from crm.core.i18n import t
from crm.core.priority import NORMAL
from crm.core.work import Work
from crm.notifications import rules, telling
from crm.notifications.hearers import Hearer, hearers
from crm.notifications.rendering import Rendered, in_layout, link, one_line
from crm.notifications.tables import Entry, Snooze
from crm.notifications.telling import OUTBOX

READ = "notifications.read_at_bell"  # why a message that waited is not sent
PUSH = ("push",)


@internal
def tell_again(work: Work, snooze: Snooze, entry: Entry) -> None:
    """Write to the reader of an entry that has come back; doing it twice writes once."""
    priority = _priority(work, entry)
    hearer = _reached(work, entry, PUSH, priority) or _hearer(work, entry, None, priority)
    if hearer is not None:
        key = rules.woken_key(entry.key, snooze.id)
        words = _words(work, snooze, entry, hearer)
        about, due_at = (entry.subject_kind, entry.subject_id), snooze.until_at
        telling.post(work, entry.kind, key, hearer, words, about=about, due_at=due_at, priority=priority)


@internal
def withdraw(work: Work, entry_ids: Collection[int]) -> None:
    """Their reader has seen these entries: what still waits to tell of them again is not sent."""
    woken = select(Entry.key, Entry.person_id, Snooze.id).join(Snooze, Snooze.entry_id == Entry.id)
    rows = work.session.execute(woken.where(Entry.id.in_(entry_ids), Snooze.state == "woken")).all()
    keys = [
        f"{rules.woken_key(key, snooze_id)}:{person_id}:{channel}"
        for key, person_id, snooze_id in rows
        for channel in rules.CHANNELS
    ]
    waiting = OUTBOX.c.key.in_(keys) & (OUTBOX.c.state == "waiting")
    if keys:
        work.session.execute(update(OUTBOX).where(waiting).values(state="cancelled", error=READ, trouble=None))


def _reached(work: Work, entry: Entry, channels: Sequence[str], priority: str) -> Hearer | None:
    """The reader, if any of these channels, or what their mode puts in place, leads to them."""
    found = _hearer(work, entry, channels, priority)
    return found if found is not None and any(why is None for why in found.reasons.values()) else None


def _hearer(work: Work, entry: Entry, channels: Sequence[str] | None, priority: str) -> Hearer | None:
    """The reader alone: whoever stands in for them did not put anything off."""
    subject = subjects.of(str(entry.subject_kind)) if _is_known(entry) else None
    found = hearers(work, entry.kind, [entry.person_id], channels, subject, entry.subject_id or 0, priority)
    return next((hearer for hearer in found if hearer.person.id == entry.person_id), None)


def _priority(work: Work, entry: Entry) -> str:
    told = subjects.of(str(entry.subject_kind)).priority if _is_known(entry) else None
    return told(work, entry.subject_id or 0) if told else NORMAL


def _is_known(entry: Entry) -> bool:
    return entry.subject_id is not None and entry.subject_kind in subjects.kinds()


def _words(work: Work, snooze: Snooze, entry: Entry, hearer: Hearer) -> Rendered:
    """As the bell says it; who may no longer see the record learns that there is something, and no names."""
    person = hearer.person
    with i18n.speaking(person.language):
        title = t("news.reduced.title") if hearer.is_blind else entry.title
        lead = t("mail.reduced.lead") if hearer.is_blind else entry.body
        note = t("inbox.woken_note", when=i18n.moment_text(snooze.until_at, person.zone))
        path = subjects.of(str(entry.subject_kind)).path(entry.subject_id or 0) if _is_known(entry) else "/inbox"
        return _letter(work, title, lead, note, "/inbox" if hearer.is_blind else path)


def _letter(work: Work, title: str, lead: str, note: str, path: str) -> Rendered:
    office, why, button, url = one_line(work.office.name, 120), t("inbox.woken_why"), t("mail.open"), link(path)
    content: dict[str, Any] = {"title": title, "lead": lead, "note": note, "rows": (), "why": why, "button": button}
    html = in_layout({"c": content, "url": url, "office": office, "language": i18n.language()})
    text = "\n\n".join(part for part in (title, lead, note, f"{button}: {url}", f"-- \n{why}\n{office}") if part) + "\n"
    return Rendered(title, lead, text, html, path)
