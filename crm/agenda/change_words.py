"""Which words history has for values that are codes of ours, and which columns it never speaks of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Any

from crm.core import i18n, recurrence_words, rrule
from crm.core.errors import Invalid
from crm.core.history import HIDDEN
from crm.core.i18n import t

# Said by the action, and by the name; what follows from other columns, or is no more than a number of ours.
PLAIN = frozenset({"deleted_at", "first_name", "last_name"})
PLAIN |= {"state_at", "late_from_at", "subject_id", "group_id", "series_id"}
NEVER = frozenset(
    {
        *(("task_series", name) for name in ("reached_at", "restart_at", "waiting_id", "next_at", "make_at", "made")),
        ("roles", "key"),  # of the built-in ones, beside their name
        ("task_series", "plan_id"),  # which plan began it: a number of ours
        *(("digest_settings", name) for name in ("next_at", "done_on", "last_at", "last_outcome")),  # the scheduler's
    }
)
NUMBERS = ("ladder_id", "line_id", "rule_id")
KINDS_OF_NEWS, CHANNELS = "outbox.kinds", "notifications.channel"
# (kind of record, column): what the keys of its values begin with.
CODES: Mapping[tuple[str, str], str] = {
    ("monitorings", "state"): "monitoring.state",
    ("monitoring_rules", "starts"): "monitoring.starts",
    ("monitoring_rules", "unit"): "unit",
    ("cases", "state"): "cases.state",
    ("cases", "priority"): "priority",
    ("tasks", "state"): "tasks.state",
    ("tasks", "priority"): "priority",
    ("tasks", "subject_kind"): "tasks.of",
    ("task_series", "priority"): "priority",
    ("task_series", "subject_kind"): "tasks.of",
    ("task_series", "mode"): "series.mode",
    ("task_series", "day_off"): "series.day_off",
    ("service_plans", "day_off"): "series.day_off",
    ("priority_channels", "priority"): "priority",
    ("office_preferences", "kind"): KINDS_OF_NEWS,
    ("office_preferences", "channel"): CHANNELS,
    ("office_preferences", "state"): "notifications.state",
    ("user_preferences", "kind"): KINDS_OF_NEWS,
    ("user_preferences", "channel"): CHANNELS,
    ("accounts", "kind"): "history.account",
    ("accounts", "security"): "setup.mail.security",
    ("automatic_reminders", "subject_kind"): "wording.purpose",
    ("automatic_reminders", "audience"): "history.audience",
    ("automatic_reminders", "form"): "automaton.form",
    ("automatic_reminders", "unit"): "unit",
    ("templates", "form"): CHANNELS,
    ("templates", "purpose"): "wording.purpose",
    ("working_times", "kind"): "history.working",
    ("users", "theme"): "account.theme",
    ("outbox", "state"): "outbox.state",
}


def weekdays(days: Any) -> str:
    """Weekdays in short: "Mon, Tue"."""
    return ", ".join(i18n.weekday_text(day, "abbreviated") for day in sorted(days))


def weekday(day: int) -> str:
    """A weekday by its number."""
    return i18n.weekday_text(day)


def _channels(names: Any) -> str:
    return "; ".join(f"{CHANNELS}.{one}" for one in names)  # a key of each, which the screen translates


def setting_name(key: str) -> str:
    """A setting in words."""
    return t(f"history.setting.{key}") if i18n.has(f"history.setting.{key}") else key


# (kind of record, column): how its values are said where no catalogue has them.
SPOKEN: Mapping[tuple[str, str], Callable[[Any], str]] = {
    ("settings", "key"): setting_name,
    ("users", "language"): i18n.language_name,
    ("templates", "language"): i18n.language_name,
    ("working_times", "weekday"): weekday,
    ("digest_settings", "weekdays"): weekdays,
    ("quiet_hours", "weekdays"): weekdays,
    ("work_modes", "weekdays"): weekdays,
    ("work_modes", "channels"): _channels,
    ("priority_channels", "channels"): _channels,
    ("task_series", "checklist"): "; ".join,
    ("tasks", "checklist"): "; ".join,
    ("tasks", "blocked_by"): "; ".join,
    ("task_series", "excluded"): lambda moments: "; ".join(str(one)[:10] for one in moments),  # their days tell enough
}
# Settings whose values mean something by themselves; None: they are said as they stand. The others are forms of many
# fields, or secrets: that they were set anew is all that is said of them.
SETTINGS: Mapping[str, Callable[[Any], str] | None] = {
    "office.name": None,
    "office.zone": None,
    "office.language": i18n.language_name,
    "office.currency": None,
    "office.contract_pattern": None,
    "office.is_set_up": None,
    "backups.hour": lambda hour: f"{hour}:00",
    "push.is_inside_allowed": None,
}


def is_shown(kind: str, column: str) -> bool:
    """Whether history speaks of this column at all."""
    return column not in PLAIN and (kind, column) not in NEVER and not column.endswith(NUMBERS)


def setting(key: str, value: Any) -> Any:
    """The value of a setting in words."""
    if key not in SETTINGS:
        return None if value is None else t("history.setting_anew")
    said = SETTINGS[key]
    return said(value) if said and value is not None else value


def repeats(rule: str, starts: str | None) -> str:
    """A rule in words; `starts` is the moment it is counted from, with its zone."""
    moment, _, zone = (starts or "").partition(" ")
    try:
        return recurrence_words.in_words(rrule.parse(rule), datetime.fromisoformat(moment), zone)
    except (Invalid, ValueError):
        return rule


def spoken(kind: str, column: str, value: Any) -> str | None:
    """A value in words that depend on its record's kind; None where it has none of its own."""
    how = SPOKEN.get((kind, column))
    if how is None or value in (None, HIDDEN):
        return None
    return how(value)


def short(kind: str, column: str, value: Any) -> str | None:
    """What a column came to, for one line: words for codes, texts as they are; None for what says nothing by itself."""
    if not isinstance(value, str | list) or not value or column.endswith("_id") or column == "recipients":
        return None  # names need a look at the database
    if (codes := CODES.get((kind, column))) is not None:
        return i18n.t(f"{codes}.{value}")
    return spoken(kind, column, value) or (value if isinstance(value, str) else None)


def hour(value: time) -> str:
    """A time of day."""
    return f"{value:%H:%M}"
