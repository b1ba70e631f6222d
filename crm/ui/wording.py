"""Templates on the screen: the form with its keys, the counter of an SMS as one types, and what it will look like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from crm import cases, monitoring, notifications, tasks
from crm.core import gsm, i18n
from crm.core.config import LANGUAGES
from crm.core.i18n import t
from crm.core.listing import Choice
from crm.flows import message_values
from crm.monitoring import Filters
from crm.notifications import TemplateRow, Worded, wording
from crm.ui import fields, frame
from crm.ui.text import say
from crm.ui.work import changing, reading, seen

EXAMPLE = 0


def form_of(form: str, template: TemplateRow | None) -> str:
    """The name of a template's form on the page."""
    return f"template-{template.id}" if template else f"template-new-{form}"


def form(form: str, template: TemplateRow | None, *, purpose: str | None = None) -> None:
    """The fields of a template, new or known; `purpose` is given where only one makes sense."""
    name = form_of(form, template)
    frame.trouble(name, template)
    values = _fields(name, form, template, purpose)
    _keys(values["purpose"])
    _looks(name, values)
    if fields.save(name):
        with changing(name, "wording.saved") as writer:
            if template:
                notifications.edit_template(writer, template.id, seen(name, template), **values)
            else:
                notifications.create_template(writer, **values)


def _fields(name: str, form: str, template: TemplateRow | None, purpose: str | None) -> dict[str, Any]:
    values: dict[str, Any] = {"form": form, "purpose": template.purpose if template else purpose}
    values["name"] = fields.text(name, "template_name", template.name if template else "", needed=True)
    if values["purpose"] is None:
        values["purpose"] = fields.pick(name, "purpose", list(wording.PURPOSES), "task", _purpose, needed=True)
    held = template.language if template else i18n.language()
    values["language"] = fields.pick(name, "language", list(LANGUAGES), held, i18n.language_name, needed=True)
    if form == wording.EMAIL:
        values["subject"] = fields.text(name, "subject", template.subject if template else "", needed=True)
    values["body"] = fields.block(name, "body", template.body if template else "", needed=True, height=200)
    if form == wording.SMS:
        values["is_plain"] = fields.switch(name, "is_plain", template.is_plain if template else True)
    if template:
        values["is_active"] = fields.switch(name, "is_active", template.is_active)
    return values


def _keys(purpose: str) -> None:
    """What can stand between braces, and what it stands for."""
    with st.popover(say("wording.keys"), icon=":material/data_object:", type="tertiary"):
        for key in wording.PURPOSES.get(purpose, ()):
            frame.line(f"{{{{{key}}}}}", t(f"wording.key.{wording.example_key(key)}"))


def _looks(name: str, values: Mapping[str, Any]) -> None:
    """What is typed, with its gaps filled: by an example, or from a record that one may see."""
    language = values["language"] or i18n.language()
    with st.expander(say("wording.preview"), icon=":material/preview:", expanded=values["form"] == wording.SMS):
        said = _values(name, values["purpose"], language)
        is_plain = bool(values.get("is_plain"))
        worded = notifications.filled(
            values["form"], language, values.get("subject", ""), values["body"], said, is_plain=is_plain
        )
        letter(worded, notifications.whole_sms(values["body"], said, is_plain=is_plain))


def letter(worded: Worded, whole: str | None = None) -> None:
    """A message as its reader gets it: the subject and text of a letter, or an SMS with what it costs.

    `whole` is the text of an SMS before it is cut to what may be sent: that is what the counter counts.
    """
    if worded.form == wording.EMAIL:
        frame.line(worded.title, "")
    with st.container(border=True):
        st.text(worded.text or "–")
    if worded.form == wording.SMS:
        _counter(worded.text if whole is None else whole)


def _counter(text: str) -> None:
    found = gsm.measure(text)
    words = {
        "characters": i18n.number(found.characters),
        "segments": t("wording.segments", count=found.segments),
        "left": i18n.number(found.left),
        "alphabet": t(f"wording.alphabet.{found.alphabet}"),
    }
    st.caption(say("wording.counter", **words))
    st.caption(say("wording.costly", signs=" ".join(found.costly)) if found.costly else say("wording.no_costly"))


def _values(name: str, purpose: str, language: str) -> dict[str, str]:
    choices = _records(purpose)
    names = {EXAMPLE: t("wording.preview_example")} | {choice.id: choice.name for choice in choices}
    chosen = fields.pick(name, "preview_record", list(names), EXAMPLE, names.__getitem__)
    if not chosen:
        return notifications.examples(purpose, language)
    with reading() as work:
        return message_values.preview(work, purpose, chosen, language)


def _records(purpose: str) -> list[Choice]:
    """The first page of the records of this purpose that one may see."""
    with reading() as work:
        if purpose == "monitoring" and work.may("monitoring.view"):
            return [Choice(row.id, f"{row.title} · {row.client}") for row in monitoring.listing(work, Filters()).rows]
        if purpose == "case" and work.may("cases.view"):
            return [Choice(row.id, f"{row.number} · {row.title}") for row in cases.listing(work, cases.Filters()).rows]
        if purpose == "task" and work.may("tasks.view"):
            return [Choice(row.id, row.title) for row in tasks.listing(work, tasks.Filters()).rows]
    return []


def _purpose(purpose: str) -> str:
    return t(f"wording.purpose.{purpose}")
