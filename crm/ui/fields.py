"""Form fields: label and help by key, typed text kept, each problem beside its field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import streamlit as st
from dateutil.relativedelta import relativedelta

from crm.core import clock, i18n
from crm.core.listing import Choice
from crm.ui import entries
from crm.ui.text import apart, literal, say
from crm.ui.work import nonce, problems

# Fields whose label is not that of the column they fill, where a problem of that column belongs.
FILLS = {
    "rule_value_id": "value_id",
    "trigger_status_id": "status_id",
    "rule_assigned_id": "assigned_id",
    "test_address": "address",
    "person_name": "name",
    "role_name": "name",
    "account_name": "name",
    "account_password": "password",
    "gateway_url": "url",
    "service_url": "url",
    "gateway_body": "body",
    "sms_sender": "sender",
    "test_number": "address",
    "test_token": "address",
    "is_working": "is_active",
    "job": "position",
    "new_files": "files",
    "template_name": "name",
    "consent_who": "person_id",
    "operator_password": "password",
    **dict.fromkeys(("form_of_client", "form_of_staff", "form_of_both"), "form"),
    **dict.fromkeys(("case_title", "task_title", "series_title"), "title"),
    "series_owner": "owner_id",
    "counts_from": "mode",
    "scope": "at",
    **dict.fromkeys(("every_daily", "every_weekly", "every_monthly", "every_yearly"), "rule"),
}


def key_of(form: str, name: str) -> str:
    """The key of a field's widget; a saved form gets new ones."""
    return f"{form}:{name}:{nonce(form)}"


def _problem(form: str, name: str) -> None:
    for problem in problems(form):
        if problem.field == FILLS.get(name, name):
            st.markdown(f":red[:material/error: {say(problem.code, **dict(problem.params))}]")


def _label(name: str, is_needed: bool) -> str:
    return f"{say(f'field.{name}')} *" if is_needed else say(f"field.{name}")


def _help(name: str) -> str | None:
    return say(f"hint.{name}") if i18n.has(f"hint.{name}") else None


def text(form: str, name: str, value: str | None = "", *, needed: bool = False, kind: Any = "default") -> str:
    """One line. `name` is the field: its label is `field.<name>`, its help `hint.<name>` when there is one."""
    given = st.text_input(
        _label(name, needed),
        value=value or "",
        key=key_of(form, name),
        help=_help(name),
        type=kind,
        validate="" if kind in ("email", "url", "phone") else None,
        live="200ms" if kind == "password" else False,  # leaving it by Tab goes to its own button and commits nothing
    )
    _problem(form, name)
    return given or ""


def block(form: str, name: str, value: str | None = "", *, needed: bool = False, height: int = 96) -> str:
    """Several lines."""
    label = _label(name, needed)
    given = st.text_area(label, value=value or "", key=key_of(form, name), help=_help(name), height=height)
    _problem(form, name)
    return given or ""


def day(
    form: str, name: str, value: date | None, today: date, *, needed: bool = False, quick: bool = True
) -> date | None:
    """A date with quick choices; None when empty."""
    key = key_of(form, name)
    with st.container(horizontal=True, vertical_alignment="bottom", wrap=False):
        picked, choices = st.container(), st.container(width="content")
    with choices:
        if quick:
            chosen = st.menu_button(
                say("ui.quick_dates"),
                ["today", "month", "year"],
                key=f"{key}:quick",
                format_func=lambda option: say(f"ui.quick_{option}"),
                type="tertiary",
            )
            if chosen:
                st.session_state[key] = _quick(str(chosen), today)
    with picked:
        if key not in st.session_state:
            st.session_state[key] = value
        given = entries.day(_label(name, needed), None, key, help=_help(name))
    _problem(form, name)
    return given


def moment(form: str, name: str, value: datetime | None, zone: str, *, needed: bool = False) -> datetime | None:
    """A date with a time of day, as clocks in the reader's zone show it; None when empty."""
    local = value.astimezone(clock.zone(zone)).replace(tzinfo=None) if value else None
    given = entries.moment(_label(name, needed), local, key_of(form, name), help=_help(name))
    _problem(form, name)
    return clock.wall(given.date(), given.time(), zone) if given else None


def _quick(choice: str, today: date) -> date:
    return {
        "today": today,
        "month": today + relativedelta(months=1) - timedelta(days=1),
        "year": today + relativedelta(years=1) - timedelta(days=1),
    }[choice]


def choose(
    form: str, name: str, choices: Sequence[Choice], value: int | None = None, *, needed: bool = False
) -> int | None:
    """One of the choices by name, its id as the answer; None when nothing is chosen."""
    names = {choice.id: choice.name for choice in choices}
    found: int | None = pick(form, name, list(names), value, lambda key: names.get(key, "?"), needed=needed)
    return found


def pick(
    form: str, name: str, options: list[Any], value: Any, name_of: Callable[[Any], str], *, needed: bool = False
) -> Any:
    """One of the options; texts shown literally."""
    index = options.index(value) if value in options else None
    shown = apart(options, name_of)
    given = st.selectbox(
        _label(name, needed),
        options,
        index=index,
        key=key_of(form, name),
        help=_help(name),
        format_func=lambda option: literal(shown(option)),
        placeholder=say("ui.choose"),
    )
    _problem(form, name)
    return given


def pick_or_new(form: str, name: str, options: list[str], value: str | None, *, needed: bool = True) -> str:
    """One of the texts in use, or a new one."""
    known = [*options, value] if value and value not in options else options
    given = st.selectbox(
        _label(name, needed),
        known,
        index=known.index(value) if value else None,
        key=key_of(form, name),
        help=_help(name),
        format_func=literal,
        accept_new_options=True,
        placeholder=say("ui.choose_or_write"),
    )
    _problem(form, name)
    return str(given or "")


def several(form: str, name: str, options: list[Any], value: Sequence[Any], name_of: Callable[[Any], str]) -> list[Any]:
    """Several of the options; texts shown literally."""
    shown = apart(options, name_of)
    given = st.multiselect(
        _label(name, False),
        options,
        default=[option for option in value if option in options],
        key=key_of(form, name),
        help=_help(name),
        format_func=lambda option: literal(shown(option)),
        select_all=False,
        placeholder=say("ui.choose_several"),
    )
    _problem(form, name)
    return list(given)


def switch(form: str, name: str, value: bool) -> bool:
    """Yes or no."""
    given = st.toggle(_label(name, False), value=value, key=key_of(form, name), help=_help(name))
    _problem(form, name)
    return bool(given)


def count(form: str, name: str, value: int) -> int:
    """A whole number, any: which ones may be is for the rules to say, and whether the box may be empty (EMPTY)."""
    given = entries.whole(_label(name, False), value, key_of(form, name), help=_help(name))
    _problem(form, name)
    return given


def limit(form: str, name: str, value: int | None) -> int | None:
    """A whole number that need not be: 0 and an empty box mean none."""
    given = count(form, name, value or 0)
    return None if given in (0, entries.EMPTY) else given


def amount(form: str, name: str, value: Decimal | None, *, needed: bool = False) -> Decimal | str | None:
    """An amount as people write it: "12 300,00"; the text itself when it is no number, so that rules can refuse it."""
    shown = "" if value is None else i18n.price(value)
    return parsed(text(form, name, shown, needed=needed))


def parsed(written: str) -> Decimal | str | None:
    """ "12 300,50" or "12,300.50" as a number; None for nothing, the text for what is no number."""
    plain = "".join(written.split()).replace("\u00a0", "")
    if not plain:
        return None
    decimal = max(plain.rfind(","), plain.rfind("."))
    if decimal >= 0:
        whole, cents = plain[:decimal], plain[decimal + 1 :]
        plain = whole.replace(",", "").replace(".", "") + "." + cents
    try:
        return Decimal(plain)
    except InvalidOperation:
        return written


def save(form: str, key: str = "ui.save") -> bool:
    """The primary button of a form."""
    return bool(st.button(say(key), type="primary", key=key_of(form, "save"), icon=":material/check:"))


def files(form: str, name: str) -> list[tuple[str, bytes]]:
    """Files, each with the name it has there."""
    given = st.file_uploader(_label(name, False), key=key_of(form, name), help=_help(name), accept_multiple_files=True)
    _problem(form, name)
    return [(one.name, one.getvalue()) for one in given]


def colour(form: str, name: str, palette: Sequence[str], value: str | None) -> str:
    """A colour of the palette, or a free one."""
    own = st.color_picker(_label(name, True), value=value or palette[0], key=key_of(form, name), help=_help(name))
    _problem(form, name)
    return str(own)
