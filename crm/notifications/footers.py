"""What a letter says of its reader: why they get it, whom they stand in for, and where that can be changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crm.core import i18n
from crm.core.i18n import t

KNOWN = ("monitoring", "task", "case", "comment")  # what the first word of a kind of news is about
SET_FOR_ONE = "task.reminder"  # its lead speaks to whom it was set for
Absent = Sequence[tuple[str, date]]  # for whom a substitute hears it: names, and until when they are away


def why(kind: str, absent: Absent = ()) -> str:
    """Why a letter of this kind reaches its reader, and where to change it."""
    if absent:
        return f"{t('mail.why.in_place', name=_names(absent))} {t('mail.why.change')}"
    about = kind.partition(".")[0]
    known = about if about in KNOWN else "other"
    return f"{t(f'mail.why.{known}')} {t('mail.why.change')}"


def lead(kind: str, absent: Absent) -> str:
    """The first sentence of news."""
    if absent and kind == SET_FOR_ONE:
        return t("mail.reminder.in_place", name=_names(absent))
    return t(f"news.{kind}.lead")


def note(absent: Absent) -> str:
    """Whom its reader stands in for, and until when."""
    return " ".join(t("mail.record.in_place", name=name, day=i18n.date_text(until)) for name, until in absent)


def _names(absent: Absent) -> str:
    return ", ".join(name for name, _ in absent)
