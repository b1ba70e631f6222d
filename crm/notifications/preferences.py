"""Preferences: which kinds of news go by which channel, as the office allows and as each person wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from crm.core import history
from crm.core.access import own, right
from crm.core.errors import Conflict, Problem, refuse_any
from crm.core.i18n import t
from crm.core.work import Work
from crm.notifications import rules
from crm.notifications.hearers import SILENCE
from crm.notifications.saying import kind_name
from crm.notifications.tables import OfficePreference, UserPreference

CONFIGURE = "office.configure"
Pair = tuple[str, str]  # kind, channel


@dataclass(frozen=True)
class OfficeCard:
    """What the office's form holds: a state for every kind and channel; `version` moves with every change of any."""

    id: int
    version: int
    states: Mapping[Pair, str]


@dataclass(frozen=True)
class OwnCard:
    """What my form holds: the office's state and my own wish for every kind and channel."""

    id: int
    version: int
    states: Mapping[Pair, str]
    wishes: Mapping[Pair, bool]

    def is_mine(self, pair: Pair) -> bool:
        """Whether I may decide: the office neither switched it off nor insists."""
        return self.states[pair] == rules.ON


def pairs() -> list[Pair]:
    """Every kind of news by every channel: what both forms are drawn from."""
    return [(kind, channel) for kind in rules.preferred() for channel in rules.channels_of(kind)]


@right("office.view")
def office_preferences(work: Work) -> OfficeCard:
    """What holds for everybody."""
    rows = _office(work)
    return OfficeCard(1, _version(rows), _states(rows))


@right(CONFIGURE)
def set_office_preferences(work: Work, states: Mapping[Pair, str], version: int | None = None) -> None:
    """Change what holds for everybody; pairs that are not named stay. Conflict says who was quicker, and in what."""
    work.require(CONFIGURE, None)
    work.lock("office_preferences")
    rows = {(row.kind, row.channel): row for row in _office(work)}
    if version is not None and version != _version(list(rows.values())):
        raise _conflict(work, list(rows.values()), version)
    wrong = [pair for pair, state in states.items() if pair not in pairs() or state not in rules.OFFICE_STATES]
    refuse_any([Problem("notifications.state_wrong", field_of(pair)) for pair in wrong])
    for pair, state in states.items():
        if pair in rows:
            rows[pair].state = state
        elif state != rules.ON:
            work.session.add(OfficePreference(kind=pair[0], channel=pair[1], state=state))
    _forget(work)


@own
def my_preferences(work: Work) -> OwnCard:
    """What I hear of, and what of it I may decide."""
    rows = _mine(work)
    wishes = dict.fromkeys(pairs(), True) | {(row.kind, row.channel): row.is_on for row in rows}
    return OwnCard(work.me.person_id or 0, _version(rows), _states(_office(work)), wishes)


@own
def set_my_preferences(work: Work, wishes: Mapping[Pair, bool], version: int | None = None) -> None:
    """Change what I hear of. Invalid for what the office decides; my wish there is kept for when it lets go."""
    work.lock(f"user_preferences.{work.me.person_id}")
    rows = {(row.kind, row.channel): row for row in _mine(work)}
    if version is not None and version != _version(list(rows.values())):
        raise _conflict(work, list(rows.values()), version)
    refuse_any(_problems(_states(_office(work)), wishes, {pair: row.is_on for pair, row in rows.items()}))
    for pair, is_on in wishes.items():
        if pair in rows:
            rows[pair].is_on = is_on
        elif not is_on:
            mine = {"user_id": work.me.person_id, "kind": pair[0], "channel": pair[1]}
            work.session.add(UserPreference(**mine, is_on=is_on))
    _forget(work)


def field_of(pair: Pair) -> str:
    """The form field of a kind and channel."""
    return f"{pair[0]}:{pair[1]}"


def name_of(pair: Pair) -> str:
    """A kind and channel in the reader's words: "New monitoring · e-mail"."""
    return f"{kind_name(pair[0])} · {t(f'notifications.channel.{pair[1]}')}"


def _problems(states: Mapping[Pair, str], wishes: Mapping[Pair, bool], now: Mapping[Pair, bool]) -> list[Problem]:
    """A wish that the office overrules may stay as it is, but not change."""
    found = []
    for pair, is_on in wishes.items():
        if pair not in states:
            found.append(Problem("notifications.state_wrong", field_of(pair)))
        elif states[pair] != rules.ON and is_on != now.get(pair, True):
            found.append(Problem(f"notifications.set_{states[pair]}", field_of(pair)))
    return found


def _office(work: Work) -> list[OfficePreference]:
    return list(work.session.execute(select(OfficePreference).order_by(OfficePreference.id)).scalars())


def _mine(work: Work) -> list[UserPreference]:
    mine = select(UserPreference).where(UserPreference.user_id == work.me.person_id)
    return list(work.session.execute(mine.order_by(UserPreference.id)).scalars())


def _states(rows: Sequence[OfficePreference]) -> dict[Pair, str]:
    known = {(row.kind, row.channel): row.state for row in rows}
    return {pair: known.get(pair, rules.ON) for pair in pairs()}


def _version(rows: Sequence[OfficePreference | UserPreference]) -> int:
    return sum(row.version for row in rows)


def _forget(work: Work) -> None:
    """What this transaction has read of preferences no longer holds."""
    work.session.flush()
    work.session.info.pop(SILENCE, None)


def _conflict(work: Work, rows: Sequence[OfficePreference | UserPreference], seen: int) -> Conflict:
    """Who changed what after the version that was seen, as history tells it."""
    table, names = rows[0].__tablename__ if rows else "", {row.id: name_of((row.kind, row.channel)) for row in rows}
    newest = select(history.Change).where(history.Change.kind == table, history.Change.row_id.in_(names))
    limited = newest.order_by(history.Change.id.desc()).limit(max(1, _version(rows) - seen))
    newer = list(work.session.execute(limited).scalars())
    refusal, first = Conflict(), newer[0] if newer else None
    columns = {names[change.row_id]: None for change in newer}
    who = {"actor_id": first.actor_id if first else None, "when": first.at if first else None}
    refusal.problems = (Problem("error.conflict", None, {**who, "columns": columns}),)
    return refusal
