"""History speaks in words: every column of everything that keeps history, and every value that is a code of ours."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import JSON, BigInteger, Integer, String, inspect

import crm.start  # noqa: F401 - everything that keeps history is known from here on
from crm import agenda, notifications
from crm.agenda import change_words as words
from crm.agenda.change_kinds import POINTS, SILENT
from crm.agenda.change_values import fields_of
from crm.cases import rules as case_rules
from crm.core import i18n, priority
from crm.core.config import LANGUAGES
from crm.core.db import Record
from crm.core.history import QUIET
from crm.monitoring import rules as monitoring_rules
from crm.notifications import rules, servers, wording
from crm.notifications.accounts import SECURITIES
from crm.notifications.outbox_filters import STATES
from crm.notifications.tables import OfficePreference
from crm.reminders import automatic
from crm.tasks import rules as task_rules
from crm.tasks import series_rules
from crm.ui import history as screen
from crm.web.answers import SCHEMES
from tests.conftest import NOON, Cast
from tests.firm import by

# Every value of the columns whose values are codes of ours, as the code that writes them names them.
VALUES: dict[tuple[str, str], tuple[str, ...]] = {
    ("monitorings", "state"): monitoring_rules.STATES,
    ("monitoring_rules", "starts"): monitoring_rules.STARTS,
    ("monitoring_rules", "unit"): tuple(monitoring_rules.UNITS),
    ("cases", "state"): case_rules.STATES,
    ("cases", "priority"): priority.PRIORITIES,
    ("tasks", "state"): task_rules.STATES,
    ("tasks", "priority"): priority.PRIORITIES,
    ("tasks", "subject_kind"): task_rules.SUBJECTS,
    ("task_series", "priority"): priority.PRIORITIES,
    ("task_series", "subject_kind"): task_rules.SUBJECTS,
    ("task_series", "mode"): series_rules.MODES,
    ("task_series", "day_off"): series_rules.DAYS_OFF,
    ("service_plans", "day_off"): series_rules.DAYS_OFF,
    ("priority_channels", "priority"): priority.PRIORITIES,
    ("office_preferences", "kind"): rules.KINDS,
    ("office_preferences", "channel"): rules.CHANNELS,
    ("office_preferences", "state"): rules.OFFICE_STATES,
    ("user_preferences", "kind"): rules.KINDS,
    ("user_preferences", "channel"): rules.CHANNELS,
    ("accounts", "kind"): tuple(servers.KINDS.values()),
    ("accounts", "security"): SECURITIES,
    ("automatic_reminders", "subject_kind"): tuple(wording.PURPOSES),
    ("automatic_reminders", "audience"): automatic.AUDIENCES,
    ("automatic_reminders", "form"): automatic.FORMS,
    ("automatic_reminders", "unit"): automatic.UNITS,
    ("templates", "form"): wording.FORMS,
    ("templates", "purpose"): tuple(wording.PURPOSES),
    ("working_times", "kind"): ("office", "closed", "own"),
    ("users", "theme"): tuple(SCHEMES),
    ("outbox", "state"): STATES,
}
# What people write or choose from names that are no codes: said as it stands.
WRITTEN = {
    *("name", "title", "note", "number", "nip", "email", "phone", "address", "position", "description", "category"),
    *("colour", "type", "zone", "host", "username", "sender", "reply_to", "subject", "body", "begins", "ends"),
}
NUMBERS = {"port", "per_minute", "connections", "monthly_cap", "count", "duration", "days", "days_ahead", "lasts"}
NUMBERS |= {"position"}
OTHERWISE = {("settings", "value"), ("task_series", "rule"), ("service_plans", "rule")}
OTHERWISE |= {("digest_settings", "at")}  # a time of day
# What history is told by hand, of parts and of messages, beside the columns.
BY_HAND = {
    ("contracts", "lines"), ("monitorings", "recipients"), ("monitoring_rules", "recipients"), ("clients", "consents"),
    ("tasks", "checklist"), ("tasks", "blocked_by"), ("clients", "files"),
    *(("outbox", column) for column in ("state", "attempts", "address", "again_of_id")), ("withheld", "sent_at"),
}  # fmt: skip


def models() -> Iterator[Any]:
    found = {mapper.class_ for mapper in Record.registry.mappers if issubclass(mapper.class_, Record)}
    yield from sorted((one for one in found if one.__tablename__ not in SILENT), key=lambda one: str(one.__tablename__))


def columns() -> list[tuple[str, str, Any]]:
    """Of everything that keeps history, every column that it shows."""
    return [
        (model.__tablename__, one.key, one.columns[0])
        for model in models()
        if model.__module__.startswith("crm.")
        for one in inspect(model).column_attrs
        if one.key not in QUIET and one.key != "id" and words.is_shown(model.__tablename__, one.key)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_and_every_column_has_words(language: str) -> None:
    shown = [(kind, column) for kind, column, _ in columns()] + sorted(BY_HAND)
    with i18n.speaking(language):
        kinds = {kind for kind, _ in shown if not i18n.has(f"history.kind.{kind}")}
        names = [pair for pair in shown if not (i18n.has(f"field.{pair[0]}_{pair[1]}") or i18n.has(f"field.{pair[1]}"))]
    assert (kinds, names) == (set(), [])


def test_every_column_of_codes_says_its_values_in_words() -> None:
    unsaid = []
    for kind, column, held in columns():
        pair, type_ = (kind, column), getattr(held.type, "impl", held.type)
        is_said = pair in words.CODES or pair in words.SPOKEN or column in POINTS or pair in OTHERWISE
        if is_said or held.info.get("is_secret"):
            continue
        if isinstance(type_, String) and column not in WRITTEN:
            unsaid.append(pair)
        if isinstance(type_, JSON) or (isinstance(type_, Integer | BigInteger) and column not in NUMBERS):
            unsaid.append(pair)
    assert unsaid == [], "say its values in crm/agenda/change_words.py, or say here that people write them"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_of_a_column_of_codes_has_words(language: str) -> None:
    assert set(VALUES) == set(words.CODES)
    with i18n.speaking(language):
        keys = [f"{words.CODES[pair]}.{value}" for pair, values in VALUES.items() for value in values]
        assert [key for key in keys if not i18n.has(key)] == []


def test_what_is_never_shown_is_a_column_that_there_is() -> None:
    there = {(model.__tablename__, one.key) for model in models() for one in inspect(model).column_attrs}
    assert there >= words.NEVER


def text(row: agenda.ChangeRow) -> list[tuple[str, str]]:
    return [
        (screen.field_name(field, row.kind), screen.value_text(field, field.new, "Europe/Warsaw"))
        for field in row.fields
    ]


def told(person: int, kind: str) -> list[agenda.ChangeRow]:
    with by(person) as work:
        return [row for row in agenda.listing(work, agenda.Asked()).rows if row.kind == kind]


def test_a_preference_is_told_with_its_news_channel_and_state(cast: Cast) -> None:
    with by(cast.admin) as work:
        notifications.set_office_preferences(work, {("monitoring.ending", "email"): "off"})
    with i18n.speaking("en"):
        [row] = told(cast.admin, OfficePreference.__tablename__)
        assert row.title == "Reminder · e-mail"
        assert sorted(text(row)) == [("Channel", "e-mail"), ("News", "Reminder"), ("State", "Never")]


def test_a_setting_is_told_by_its_name_and_a_secret_one_says_nothing_of_its_value(cast: Cast) -> None:
    for key, value, expected in (
        ("office.language", "pl", ("office.language", "pl")),
        ("setup.code_hash", "0123abcd", ("setup.code_hash", "set anew")),
        ("people.working_time", {"hours": {"0": ["08:00", "16:00"]}}, ("people.working_time", "set anew")),
    ):
        change = SimpleNamespace(
            kind="settings", row_id=1, at=NOON, changes={"key": [None, key], "value": [None, value]}
        )
        with i18n.speaking("en"):
            values = {field.name: field.new for field in fields_of(change, {})}  # type: ignore[arg-type]
            assert values["key"] == i18n.t(f"history.setting.{key}")
        assert values["value"] == ("polski" if expected[1] == "pl" else expected[1])


def test_a_series_says_how_it_repeats_and_when_in_words() -> None:
    changes = {"rule": [None, "FREQ=WEEKLY;BYDAY=MO"], "is_paused": [False, True], "starts_at": [None, "09:00:00"]}
    changes |= {"day_off": ["skip", "move"], "made": [0, 4], "next_at": [None, "2026-03-16T08:00:00+00:00"]}
    change = SimpleNamespace(kind="task_series", row_id=1, at=NOON, changes=changes)
    with i18n.speaking("en"):
        row: Any = SimpleNamespace(
            kind="task_series", fields=fields_of(change, {("begins", 1): "2026-03-09T09:00:00 UTC"})
        )  # type: ignore[arg-type]
        said = dict(text(row))
        assert said["Paused"] == i18n.t("ui.yes")
        assert "Monday" in said["Rule"]
        assert said[i18n.t("field.starts_at")] == "09:00"
        assert {field.name for field in row.fields} == {"rule", "is_paused", "starts_at", "day_off"}


def test_a_conflict_names_what_the_other_saved_in_words() -> None:
    assert words.short("tasks", "state", "done") == i18n.t("tasks.state.done")
    assert words.short("users", "language", "pl") == i18n.language_name("pl")
    assert words.short("tasks", "title", "Call them") == "Call them"
    assert words.short("tasks", "checklist", ["one", "two"]) == "one; two"
    assert [words.short("tasks", *pair) for pair in (("owner_id", "3"), ("title", None), ("minutes", 5))] == [None] * 3
