"""Boxes for numbers, days and moments without bounds of their own: what is typed reaches the server, which refuses it.

With bounds, Streamlit's boxes refuse in the browser, in English, and keep the value before on the server: what is saved
then is not what one sees.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import streamlit as st

from crm.core import i18n

EMPTY = -(10**9)  # what no rule allows; a box that began with a number shows that again when it is emptied
DATE_FORMATS = {"pl": "DD.MM.YYYY", "en": "YYYY-MM-DD"}
BOUNDS: dict[str, Any] = {"min_value": date.min, "max_value": date.max}
MOMENTS: dict[str, Any] = {
    "min_value": datetime.combine(date.min, time()),
    "max_value": datetime.combine(date.max, time(23, 59)),
}


def whole(label: str, value: int, key: str, **look: Any) -> int:
    """Any whole number; EMPTY for an empty box."""
    given = st.number_input(label, value=value, step=1, key=key, **look)
    return EMPTY if given is None else int(given)


def day(label: str, value: date | None, key: str, **look: Any) -> date | None:
    """Any day; None for an empty box. The first and the last year come as their neighbours, where zones work."""
    given = st.date_input(label, value=value, key=key, format=DATE_FORMATS[i18n.language()], **BOUNDS, **look)
    return _within(given) if isinstance(given, date) else None


def moment(label: str, value: datetime | None, key: str, **look: Any) -> datetime | None:
    """Any day with a time, without a zone; None for an empty box; the ends of the calendar as above."""
    given = st.datetime_input(label, value=value, key=key, format=DATE_FORMATS[i18n.language()], **MOMENTS, **look)
    return datetime.combine(_within(given.date()), given.time()) if given else None


def _within(given: date) -> date:
    return given.replace(year=min(max(given.year, date.min.year + 1), date.max.year - 1))
