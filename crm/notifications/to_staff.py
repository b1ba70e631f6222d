"""Messages to our own people that a template of the office words: one outbox row each, by the form wished for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table

from crm.core import db, gsm, i18n, subjects
from crm.core.access import internal
from crm.core.i18n import t
from crm.core.work import Work
from crm.notifications import footers, rendering, rules, ways, withheld
from crm.notifications.hearers import Hearer, hearers
from crm.notifications.rendering import Rendered
from crm.notifications.tables import Message
from crm.notifications.telling import message_row
from crm.notifications.to_clients import Letterhead
from crm.notifications.withheld import Untold
from crm.notifications.wordbook import Worded
from crm.notifications.wording import FORMS

OUTBOX: Table = Message.__table__  # type: ignore[assignment]
Wording = Callable[[str, str], "Worded | str"]  # form, name of the reader -> the words, or why there are none
MAY_NOT_SEE = "automaton.may_not_see"


@internal
def tell_staff(
    work: Work, head: Letterhead, people: Sequence[int], forms: Sequence[str], wording: Wording
) -> dict[str, object]:
    """Tell each of these people by the first of the forms that leads to them; what they have set holds here, too.

    Returns {person id: how, or why not} as the ledger keeps it. The same key tells nobody twice.
    """
    subject, rows, told = subjects.of(str(head.subject_kind)), [], dict[str, object]()
    tried: dict[int, dict[str, str | None]] = {}
    for hearer in hearers(work, head.kind, people, forms, subject, head.subject_id or 0):
        reasons = tried[hearer.person.id] = dict[str, str | None]()
        for form in _in_turn(hearer, forms):
            words = wording(form, hearer.person.name)
            why = _why_not(hearer, form, words, is_last=form in reasons)
            if why is None and isinstance(words, Worded):
                reasons[form] = None
                rows.append(_row(work, head, hearer.person, words))
                break
            reasons.setdefault(form, why)
        told[str(hearer.person.id)] = rules.summed(reasons)
    db.insert_new(work.session.connection(), OUTBOX, rows, ["key"])
    withheld.from_people(work, Untold(head.kind, head.key, head.subject_kind, head.subject_id), people, tried)
    return {str(person): rules.INACTIVE for person in people} | told


def _in_turn(hearer: Hearer, forms: Sequence[str]) -> list[str]:
    """The forms as they are tried: as wished for, then what a mode of work put in their place, and where a mode that
    leads somewhere leaves none that has words, those it kept silent once more."""
    others = [form for form in hearer.reasons if form not in forms and form in FORMS]
    is_leading = any(why is None or rules.bare(why) == rules.INSTEAD for why in hearer.reasons.values())
    silenced = [form for form in forms if _is_of_mode(hearer.reasons.get(form))]
    return [*forms, *others, *(silenced if is_leading else [])]


def _is_of_mode(why: str | None) -> bool:
    return why is not None and rules.bare(why) in (rules.MODE, rules.INSTEAD)


def _why_not(hearer: Hearer, form: str, words: Worded | str, *, is_last: bool) -> str | None:
    """Why it does not go in this form; at last the mode of work counts no more."""
    if hearer.is_blind:
        return MAY_NOT_SEE
    if form not in ways.ADDRESSES or not ways.ADDRESSES[form](hearer.person):
        return rules.NO_ADDRESS
    why = hearer.reasons.get(form)
    why = None if is_last and _is_of_mode(why) else why
    return why or (words if isinstance(words, str) else None)


def _row(work: Work, head: Letterhead, person: Any, worded: Worded) -> Mapping[str, Any]:
    link = rendering.link(subjects.of(str(head.subject_kind)).path(head.subject_id or 0))
    is_sms = worded.form == "sms"
    rendered = (
        Rendered(worded.title, "", worded.text, "") if is_sms else _letter(head.kind, worded, work.office.name, link)
    )
    return message_row(
        work,
        rendered,
        key=f"{rules.short(head.key)}:{person.id}",
        kind=head.kind,
        channel=worded.form,
        person_id=person.id,
        address=ways.ADDRESSES[worded.form](person),
        name=person.name,
        language=worded.language,
        account_id=None if is_sms else head.account_id,
        subject_kind=head.subject_kind,
        subject_id=head.subject_id,
        ledger_id=head.ledger_id,
        due_at=head.due_at or work.now,
        segments=gsm.measure(worded.text).segments if is_sms else 0,
    )


def _letter(kind: str, worded: Worded, office: str, link: str) -> Rendered:
    """The words in our layout, with the way to the record."""
    office = rendering.one_line(office, 120)
    with i18n.speaking(worded.language):
        why, button = footers.why(kind), t("mail.open")
        content = {"title": worded.title, "lead": worded.text, "note": "", "rows": (), "why": why, "button": button}
        values = {"c": content, "url": link, "office": office, "language": worded.language}
        text = f"{worded.text}\n\n{button}: {link}\n\n-- \n{why}\n{office}\n"
        return Rendered(worded.title, "", text, rendering.in_layout(values))
