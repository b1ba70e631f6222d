"""The office's templates: listed, written, ordered, copied, switched off, and filled for one message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update

from crm.core import clean, gsm, i18n, ordering
from crm.core.access import internal, right
from crm.core.errors import invalid, refuse_any
from crm.core.i18n import t
from crm.core.listing import Choice
from crm.core.work import Work
from crm.notifications import rules, wording
from crm.notifications.template_tables import Template

VIEW, CONFIGURE = "office.view", "office.configure"
CHOOSE = "tasks.view"  # names only, for whoever sets reminders


@dataclass(frozen=True)
class TemplateRow:
    """Everything about one template."""

    id: int
    version: int
    name: str
    form: str
    purpose: str
    language: str
    subject: str
    body: str
    is_plain: bool
    is_active: bool
    is_used: bool


@dataclass(frozen=True)
class Worded:
    """A message in its words, ready to be sent; an SMS has no title of its own, its beginning stands for one."""

    form: str
    language: str
    title: str
    text: str


@right(VIEW)
def templates(work: Work, form: str | None = None) -> list[TemplateRow]:
    """Every template, of one form or of both, in the office's order."""
    work.require(VIEW, None)
    found = select(Template).where(Template.deleted_at.is_(None), Template.form == form if form else Template.id > 0)
    rows = work.session.execute(found.order_by(Template.form, Template.position, Template.id)).scalars()
    return [_row(row) for row in rows]


@right(CHOOSE)
def template_choices(work: Work, form: str, purpose: str, held: int | None = None) -> list[Choice]:
    """The templates of this form and purpose that are on, to choose from; `held` is among them even when it is off."""
    alive = Template.deleted_at.is_(None) & (Template.is_active | (Template.id == (held or 0)))
    found = select(Template.id, Template.name, Template.language).where(
        alive, Template.form == form, Template.purpose == purpose
    )
    rows = work.session.execute(found.order_by(Template.position, Template.id)).tuples()
    return [Choice(id, f"{name} · {i18n.language_name(language)}") for id, name, language in rows]


@right(CONFIGURE)
def create_template(work: Work, /, **given: Any) -> int:
    """Add a template, last of its form; its id. Fields: name, form, purpose, language, subject, body, is_plain."""
    work.require(CONFIGURE, None)
    values = _checked(**given)
    work.lock("templates order")
    row = Template(**values, position=_last(work, values["form"]) + 1, is_active=True)
    work.session.add(row)
    work.session.flush()
    return row.id


@right(CONFIGURE)
def edit_template(work: Work, /, id: int, version: int | None, *, is_active: bool = True, **given: Any) -> None:
    """Change a template, or switch it off; its form and purpose stay, since others may have chosen it for these."""
    row = work.fetch(Template, id, CONFIGURE, version)
    values = _checked(**{**given, "form": row.form, "purpose": row.purpose})
    for name, value in {**values, "is_active": is_active}.items():
        setattr(row, name, value)
    work.session.flush()


@right(CONFIGURE)
def move_template(work: Work, id: int, by: int) -> None:
    """Move a template up (negative) or down among those of its form."""
    row = work.fetch(Template, id, CONFIGURE)
    work.lock("templates order")
    alike = select(Template).where(Template.form == row.form, Template.deleted_at.is_(None))
    rows = list(work.session.execute(alike.order_by(Template.position, Template.id)).scalars())
    ordering.move(work, Template, rows, row.id, by)
    work.session.flush()


@right(CONFIGURE)
def copy_template(work: Work, id: int) -> int:
    """A copy of a template, last of its form; its id."""
    row = work.fetch(Template, id, CONFIGURE)
    work.lock("templates order")
    taken = list(work.session.execute(select(Template.name)).scalars())
    kept = {name: getattr(row, name) for name in ("form", "purpose", "language", "subject", "body", "is_plain")}
    name = ordering.copy_name(row.name, taken, wording.NAME, t("arrange.copy_word"))
    copy = Template(**kept, name=name, position=_last(work, row.form) + 1, is_active=row.is_active)
    work.session.add(copy)
    work.session.flush()
    return copy.id


@right(CONFIGURE)
def delete_template(work: Work, id: int, version: int | None) -> None:
    """Put a template into the bin that nobody has ever chosen or sent; any other is switched off instead."""
    row = work.fetch(Template, id, CONFIGURE, version)
    if row.is_used:
        invalid("wording.used")
    row.deleted_at = work.now
    work.session.flush()


@internal
def use_templates(work: Work, *ids: int | None) -> None:
    """Note that these were chosen or sent. No version changes: nobody edited anything."""
    fresh = update(Template).where(Template.id.in_([id for id in ids if id]), Template.is_used.is_(False))
    work.session.execute(fresh.values(is_used=True), execution_options={"synchronize_session": "fetch"})


@internal
def is_template(work: Work, id: int, form: str, purpose: str) -> bool:
    """Whether this is a template of that form and purpose that is there, switched off or not."""
    row = work.session.get(Template, id)
    return row is not None and row.deleted_at is None and (row.form, row.purpose) == (form, purpose)


@internal
def template_language(work: Work, id: int | None) -> str | None:
    """In which language a template speaks, so that its values can be said in it; None when it cannot be used."""
    row = work.session.get(Template, id) if id else None
    return row.language if row is not None and row.deleted_at is None and row.is_active else None


@internal
def why_wordless(work: Work, id: int, values: Mapping[str, str]) -> str | None:
    """Why a template is not sent with these values: it names something that has none; None when it is whole."""
    row = work.session.get_one(Template, id)
    left = wording.gaps_left([row.subject or "", row.body], values)
    return rules.SEPARATOR.join([rules.NO_VALUE, *left]) if left else None


@internal
def worded(work: Work, id: int, values: Mapping[str, str]) -> Worded:
    """One message by a template, which counts as used from now on."""
    row = work.session.get_one(Template, id)
    use_templates(work, id)
    return filled(row.form, row.language, row.subject or "", row.body, values, is_plain=row.is_plain)


def filled(
    form: str, language: str, subject: str, body: str, values: Mapping[str, str], *, is_plain: bool = False
) -> Worded:
    """What a template says with these values; an SMS never fills more segments than may be sent."""
    text = wording.fill(body, values)
    if form == wording.SMS:
        text = gsm.shortened(whole_sms(body, values, is_plain=is_plain), wording.MOST_SEGMENTS)
        return Worded(form, language, wording.one_line(text)[: wording.SUBJECT], text)
    return Worded(form, language, wording.one_line(wording.fill(subject, values))[: wording.SUBJECT], text)


def whole_sms(body: str, values: Mapping[str, str], *, is_plain: bool = False) -> str:
    """What the template of an SMS says with these values, however long that is."""
    text = wording.fill(body, values)
    return gsm.transliterate(text) if is_plain else text


def examples(purpose: str, language: str) -> dict[str, str]:
    """A value for each key of a purpose, to show what a template will look like."""
    keys = wording.PURPOSES.get(purpose, ())
    return {key: i18n.words(language, f"wording.example.{wording.example_key(key)}") for key in keys}


def _checked(
    *,
    name: str,
    form: str,
    purpose: str,
    language: str,
    subject: str | None = None,
    body: str = "",
    is_plain: bool = False,
) -> dict[str, Any]:
    values = {
        "name": clean.line(name),
        "form": form,
        "purpose": purpose,
        "language": language,
        "subject": clean.line(subject),
        "body": clean.block(body),
    }
    problems = wording.problems(**values)
    if not problems and form == wording.SMS:
        problems = wording.too_long(whole_sms(values["body"], examples(purpose, language), is_plain=is_plain))
    refuse_any(problems)
    is_sms = form == wording.SMS
    return {**values, "subject": None if is_sms else values["subject"], "is_plain": is_plain and is_sms}


def _last(work: Work, form: str) -> int:
    return work.session.execute(select(func.max(Template.position)).where(Template.form == form)).scalar_one() or 0


def _row(row: Template) -> TemplateRow:
    names = ("id", "version", "name", "form", "purpose", "language", "body", "is_plain", "is_active", "is_used")
    return TemplateRow(**{name: getattr(row, name) for name in names}, subject=row.subject or "")
