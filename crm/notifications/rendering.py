"""Words of one message for one kind of reader: title, plain text and HTML; user text never becomes code."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from crm.core import clean, i18n
from crm.core.i18n import t
from crm.core.subjects import Facts
from crm.notifications import footers
from crm.notifications.rules import DIGEST, KINDS, NEWS

_layouts = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_DIRECTION = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")  # would turn the text around them
LOST = ("task.taken", "task.withdrawn")  # what they had is gone from them by this: there is nobody to ask for it
_base_url: list[str] = ["http://127.0.0.1:8501"]


def use_base_url(url: str) -> None:
    """Where links lead; `accounts.configure` does this once."""
    _base_url[:] = [url]


def link(path: str) -> str:
    """A page of ours, as a full address."""
    return _base_url[0] + path


def host() -> str:
    """Our own host name, without the port."""
    return urlsplit(_base_url[0]).hostname or "czuwaj.invalid"


@dataclass(frozen=True)
class Reader:
    """For whom it is rendered; readers who are alike share one rendering."""

    language: str
    zone: str
    is_reduced: bool = False
    in_place_of: tuple[tuple[str, date], ...] = ()  # names, and until when they are away

    @property
    def absent(self) -> list[tuple[str, date]]:
        """The same, as they may stand in a text."""
        return [(one_line(name, 200), until) for name, until in self.in_place_of]


@dataclass(frozen=True)
class Occasion:
    """What is told. `late_for` is the moment at which it should have been told; `ask` whom a reduced reader asks."""

    kind: str
    office: str
    office_zone: str
    today: date
    facts: Facts | None = None
    path: str | None = None
    late_for: datetime | None = None
    ask: tuple[str, ...] = ()
    params: Mapping[str, object] | None = None


@dataclass(frozen=True)
class Rendered:
    """A message in one language; `body` is the bell's short form."""

    title: str
    body: str
    text: str
    html: str
    path: str | None = None  # where it leads
    is_reduced: bool = False


@dataclass(frozen=True)
class _Content:
    title: str
    lead: str
    rows: tuple[tuple[str, str], ...]
    note: str
    button: str
    why: str


def render(occasion: Occasion, reader: Reader) -> Rendered:
    """The message as this reader gets it."""
    with i18n.speaking(reader.language):
        content = _CONTENTS[occasion.kind](occasion, reader)
        url = link(occasion.path) if occasion.path and content.button else ""
        values = {"c": content, "url": url, "office": one_line(occasion.office, 120), "language": i18n.language()}
        return Rendered(
            title=content.title,
            body=_body(content),
            text=_plain(content, url, one_line(occasion.office, 120)),
            html=in_layout(values),
            path=occasion.path if url else None,
            is_reduced=reader.is_reduced,
        )


def in_layout(values: Mapping[str, object]) -> str:
    """Our own layout with these values, each of them escaped."""
    return _layouts.get_template("message.html").render(values)


def one_line(value: object, longest: int) -> str:
    """User text for a title or a row: one line, nothing that turns its direction, shortened when it is too long."""
    found = clean.line(_DIRECTION.sub("", clean.text(value)))
    return found if len(found) <= longest else found[: longest - 1].rstrip() + "…"


def _created(occasion: Occasion, reader: Reader) -> _Content:
    if occasion.facts is None:
        return _created_many(occasion)
    ends_on = occasion.facts.ends_on
    when = i18n.date_text(ends_on)
    if reader.is_reduced:
        title = t("mail.created.title_reduced_until", when=when) if ends_on else t("mail.created.title_reduced")
    else:
        name = _name(occasion)
        title = t("mail.created.title_until", when=when, title=name) if ends_on else t("mail.created.title", title=name)
    return _of_record(occasion, reader, title, t("mail.created.lead"))


def _created_many(occasion: Occasion) -> _Content:
    given = occasion.params or {}
    title = t("mail.created.title_many", count=given.get("count", 0), source=one_line(given.get("source", ""), 200))
    return _Content(
        one_line(title, 300), t("mail.created.lead_many"), (), "", t("mail.open"), footers.why(occasion.kind)
    )


def _ending(occasion: Occasion, reader: Reader) -> _Content:
    ends_on = occasion.facts.ends_on if occasion.facts else None
    days = (ends_on - occasion.today).days if ends_on else 0
    when, name = i18n.days_text(days), _name(occasion)
    what = "ended" if days < 0 else "ending"
    title = t(f"mail.{what}.title", when=when, title=name)
    if reader.is_reduced:
        title = t(f"mail.{what}.title_reduced", when=when) if ends_on else t("news.reduced.title")
    return _of_record(occasion, reader, title, t(f"mail.{what}.lead"))


def _of_record(occasion: Occasion, reader: Reader, title: str, lead: str) -> _Content:
    facts = occasion.facts
    rows = () if reader.is_reduced else _rows(facts, reader.zone)
    if reader.is_reduced:
        ask = ", ".join(one_line(name, 200) for name in occasion.ask)
        lead = t("mail.reduced.lead_ask", who=ask) if ask else t("mail.reduced.lead")
        if facts and facts.ends_on:
            rows = ((t("mail.reduced.ends_on"), i18n.date_text(facts.ends_on)),)
    return _Content(
        title=one_line(title, 300),
        lead=lead,
        rows=rows,
        note=" ".join(filter(None, [footers.note(reader.absent), _late_note(occasion, reader)])),
        button="" if reader.is_reduced else t("mail.open"),
        why=footers.why(occasion.kind, reader.absent),
    )


def _news(occasion: Occasion, reader: Reader) -> _Content:
    """What is told of a record: `news.<kind>.title` with its name and what else is known; first what somebody said."""
    given = {name: one_line(value, 300) for name, value in (occasion.params or {}).items()}
    lead = footers.lead(occasion.kind, reader.absent)
    if reader.is_reduced:
        is_lost = occasion.kind in LOST
        title = t(f"news.{occasion.kind}.title_reduced") if is_lost else t("news.reduced.title")
        content = _of_record(occasion, reader, title, lead)
        return replace(content, lead=lead) if is_lost else content
    title = t(f"news.{occasion.kind}.title", title=_name(occasion), **given)
    content = _of_record(occasion, reader, title, lead)
    if "said" in given:
        return replace(content, rows=((t("news.said"), given["said"]), *content.rows))
    return content


def _import_done(occasion: Occasion, _reader: Reader) -> _Content:
    given = occasion.params or {}
    counts = [name for name in ("created", "updated", "refused") if name in given]
    rows = tuple((t(f"mail.import.{name}"), one_line(given[name], 120)) for name in counts)
    title = t("mail.import.title", source=one_line(given.get("source", ""), 200))
    lead = t("mail.import.lead_refused") if given.get("refused") else t("mail.import.lead")
    return _Content(one_line(title, 300), lead, rows, "", t("mail.open"), t("mail.import.why"))


def _test(occasion: Occasion, _reader: Reader) -> _Content:
    title = t("mail.test.title", office=one_line(occasion.office, 120))
    return _Content(one_line(title, 300), t("mail.test.lead"), (), "", "", t("mail.test.why"))


def _forgotten(occasion: Occasion, reader: Reader) -> _Content:
    rows = ((t("account.mail.until"), _moment(occasion, reader, "until")),)
    title, lead = t("account.mail.forgotten_title"), t("account.mail.forgotten_lead")
    return _Content(title, lead, rows, "", t("account.mail.choose"), t("account.mail.forgotten_why"))


def _password_changed(occasion: Occasion, reader: Reader) -> _Content:
    rows = ((t("account.mail.at"), _moment(occasion, reader, "at")),)
    title, lead = t("account.mail.changed_title"), t("account.mail.changed_lead")
    return _Content(title, lead, rows, "", t("account.mail.look"), t("account.mail.changed_why"))


def _invited(occasion: Occasion, reader: Reader) -> _Content:
    by, office = (one_line((occasion.params or {}).get("by", ""), 200), one_line(occasion.office, 120))
    rows = ((t("account.mail.until"), _moment(occasion, reader, "until")),)
    title, lead = t("mail.invited.title", office=office), t("mail.invited.lead", by=by or office, office=office)
    return _Content(one_line(title, 300), lead, rows, "", t("account.mail.choose"), t("mail.invited.why"))


def _moment(occasion: Occasion, reader: Reader, name: str) -> str:
    value = (occasion.params or {}).get(name)
    return i18n.moment_text(value, reader.zone) if isinstance(value, datetime) else ""


_CONTENTS: dict[str, Callable[[Occasion, Reader], _Content]] = {
    "monitoring.created": _created,
    "monitoring.ending": _ending,
    **dict.fromkeys(NEWS, _news),
    "import.done": _import_done,
    "mail.test": _test,
    "password.forgotten": _forgotten,
    "password.changed": _password_changed,
    "people.invited": _invited,
}
if {*_CONTENTS, DIGEST} != set(KINDS):
    raise LookupError("every kind needs its words, every words their kind")


def _name(occasion: Occasion) -> str:
    return one_line(occasion.facts.title, 240) if occasion.facts else ""


def _rows(facts: Facts | None, zone: str) -> tuple[tuple[str, str], ...]:
    found = []
    for key, value in facts.rows if facts else ():
        if isinstance(value, datetime):
            text = i18n.moment_text(value, zone)
        else:
            text = i18n.date_text(value) if isinstance(value, date) else one_line(value, 500)
        if text:
            found.append((t(key), text))
    return tuple(found)


def _late_note(occasion: Occasion, reader: Reader) -> str:
    if occasion.late_for is None:
        return ""
    moment = i18n.moment_text(occasion.late_for, reader.zone)
    if reader.zone != occasion.office_zone:
        moment = f"{moment} ({reader.zone})"
    return t("mail.record.late", moment=moment)


def _body(content: _Content) -> str:
    lines = [content.note] if content.note else []
    lines += [f"{label}: {value}" for label, value in content.rows] or [content.lead]
    return "\n".join(lines)[:2000]


def _plain(content: _Content, url: str, office: str) -> str:
    facts = "\n".join([content.title, *(f"{label}: {value}" for label, value in content.rows)])
    button = f"{content.button}: {url}" if url else ""
    parts = [content.lead, content.note, facts, button, f"-- \n{content.why}\n{office}"]
    return "\n\n".join(part for part in parts if part) + "\n"
