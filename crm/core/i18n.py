"""Words: one function with a symbolic key, gettext catalogues per language and area, CLDR dates and numbers."""

from __future__ import annotations

import gettext
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from babel import Locale, dates, numbers
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from crm.core import clock
from crm.core.config import LANGUAGES

FOLDER = Path(__file__).resolve().parents[1] / "locales"
STRICT = "CRM_STRICT_WORDS"
_language: ContextVar[str] = ContextVar("language", default="en")


class MissingWords(KeyError):
    """A key that no catalogue knows; raised only where CRM_STRICT_WORDS is set (the tests)."""


@dataclass(frozen=True)
class Catalogue:
    """One language: its messages (a text, or one text per plural form) and the choice of plural form."""

    messages: Mapping[str, str | tuple[str, ...]]
    plural: Callable[[int], int]


@lru_cache
def catalogue(language: str) -> Catalogue:
    """Every `locales/<language>/<area>.po` together."""
    messages: dict[str, str | tuple[str, ...]] = {}
    for path in sorted((FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    messages[key] = message.string if isinstance(message.string, str) else tuple(message.string or ())
    choose: Callable[[int], int] = gettext.c2py(get_plural(language).plural_expr)
    return Catalogue(messages, choose)


def t(key: str, /, **params: object) -> str:
    """The words of a key in the current language; `count` chooses the plural form."""
    return words(_language.get(), key, **params)


def words(language: str, key: str, /, **params: object) -> str:
    """The words of a key in a given language."""
    known = catalogue(language)
    message = known.messages.get(key)
    if not message:
        if os.environ.get(STRICT):
            raise MissingWords(f"{key} ({language})")
        return key
    if isinstance(message, tuple):
        message = message[known.plural(int(str(params["count"])))]
    return message.format_map(params) if params else message


def has(key: str) -> bool:
    """Whether the catalogues know this key."""
    return key in catalogue("en").messages


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Use a language inside the block; unknown ones fall back to English."""
    token = _language.set(language if language in LANGUAGES else "en")
    try:
        yield
    finally:
        _language.reset(token)


def speak(language: str) -> None:
    """Use a language from here on in this context (a page run, a request)."""
    _language.set(language if language in LANGUAGES else "en")


def language() -> str:
    """The current language."""
    return _language.get()


def date_text(value: date | None) -> str:
    """A date as the reader writes it: "21 lis 2026", "Nov 21, 2026"; "" for none."""
    return dates.format_date(value, "medium", locale=_language.get()) if value else ""


def month_text(value: date) -> str:
    """A month as the reader writes it: "lis 2026", "Nov 2026"."""
    return dates.format_skeleton("yMMM", value, locale=_language.get())


def moment_text(value: datetime | None, zone: str) -> str:
    """A moment in a zone: "21 lis 2026, 09:00"; "" for none."""
    if value is None:
        return ""
    local = value.astimezone(clock.zone(zone))
    hour = dates.format_time(local, "HH:mm" if language() == "pl" else "short", locale=language())
    return f"{date_text(local.date())}, {hour}"


def weekday_text(day: int, width: str = "wide") -> str:
    """A weekday by its number, Monday is 0: "poniedziałek", "Monday"; `width` abbreviated gives "pon.", "Mon"."""
    return str(dates.get_day_names(width, "stand-alone", locale=_language.get())[day])  # type: ignore[arg-type]


def country_name(code: str) -> str:
    """A country in the current language: "Polska", "Poland"."""
    return str(Locale(_language.get()).territories.get(code, code))


def days_text(days: int) -> str:
    """How far a day is from today: "today", "in 12 days", "3 days ago"."""
    if days in (0, 1, -1):
        return t({0: "days.today", 1: "days.tomorrow", -1: "days.yesterday"}[days])
    return t("days.ahead", count=days) if days > 0 else t("days.ago", count=-days)


def money(amount: Decimal, currency: str) -> str:
    """An amount with its currency: "12 300,00 zł"."""
    return numbers.format_currency(amount, currency, locale=_language.get())


def price(value: Decimal) -> str:
    """An amount without its currency, always with two decimals: "1 200,50"."""
    return numbers.format_decimal(value, format="#,##0.00", locale=_language.get())


def number(value: int | Decimal) -> str:
    """A number as the reader writes it: "1 000"."""
    return numbers.format_decimal(value, locale=_language.get())


def language_name(code: str) -> str:
    """A language's own name: "polski"."""
    return Locale(code).get_display_name(code) or code


def best(accept: str) -> str | None:
    """The first of our languages in an Accept-Language header (RFC 9110, 12.5.4); None when there is none."""
    asked = []
    for part in accept.split(","):
        tag, _, rest = part.strip().partition(";")
        quality = rest.strip().removeprefix("q=") or "1"
        if quality.replace(".", "", 1).isdigit():
            asked.append((-float(quality), tag.split("-")[0].lower()))
    return next((code for _, code in sorted(asked, key=lambda pair: pair[0]) if code in LANGUAGES), None)
