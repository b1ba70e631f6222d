"""Handing over: what somebody who leaves looks after or is told of, by monitoring, by rule and by the office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select

from crm.core import sets
from crm.core.access import internal
from crm.core.work import Work
from crm.monitoring import recipients as readers
from crm.monitoring import rules, telling
from crm.monitoring.rules import PERSON, Recipient
from crm.monitoring.tables import Monitoring, MonitoringRecipient, Rule, RuleRecipient

CHUNK = 500
_IN_PLAY = Monitoring.state.in_(rules.OPEN)  # what is over stays the matter of who did it


@internal
def owned(work: Work, person_id: int) -> dict[str, int]:
    """How much there is of each: open monitorings, rules (also those switched off), and who tells this person."""
    telling_them = {
        "monitoring_recipients": _monitorings_telling(person_id),
        "rule_recipients": _rules_telling(person_id),
    }
    counts = {name: select(func.count()).select_from(ids.subquery()) for name, ids in telling_them.items()}
    return {
        "monitorings": sets.count(work, Monitoring, Monitoring.assigned_id == person_id, _IN_PLAY),
        "rules": sets.count(work, Rule, Rule.assigned_id == person_id),
        **{name: work.session.execute(counting).scalar_one() for name, counting in counts.items()},
        "default_recipients": int(Recipient(PERSON, person_id) in telling.default_recipients(work)),
    }


@internal
def hand_over_monitorings(work: Work, old: int, new: int) -> int:
    """Open monitorings that `old` was responsible for are `new`'s; how many. Who is told is found at each telling."""
    return sets.reassign(work, Monitoring, "assigned_id", old, new, _IN_PLAY)


@internal
def hand_over_rules(work: Work, old: int, new: int) -> int:
    """Rules that make `old` responsible name `new`; how many."""
    return sets.reassign(work, Rule, "assigned_id", old, new)


@internal
def hand_over_monitoring_recipients(work: Work, old: int, new: int) -> int:
    """Open monitorings that tell `old` tell `new`, once; how many."""
    ids = list(work.session.execute(_monitorings_telling(old)).scalars())
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        _retell(work, Monitoring, MonitoringRecipient, MonitoringRecipient.monitoring_id, some, old, new)
    return len(ids)


@internal
def hand_over_rule_recipients(work: Work, old: int, new: int) -> int:
    """Rules whose monitorings tell `old` tell `new`, once; how many."""
    ids = list(work.session.execute(_rules_telling(old)).scalars())
    _retell(work, Rule, RuleRecipient, RuleRecipient.rule_id, ids, old, new)
    return len(ids)


@internal
def hand_over_default_recipients(work: Work, old: int, new: int) -> int:
    """The office tells `new` instead of `old` where nobody is named; 1, or 0 when it did not tell `old`."""
    told = telling.default_recipients(work)
    if Recipient(PERSON, old) not in told:
        return 0
    telling.set_default_recipients(work, _instead(told, old, new))
    return 1


def _monitorings_telling(person_id: int) -> Select[int]:
    named = select(MonitoringRecipient.monitoring_id)
    named = named.where(MonitoringRecipient.person_id == person_id, MonitoringRecipient.deleted_at.is_(None))
    return select(Monitoring.id).where(Monitoring.id.in_(named), Monitoring.deleted_at.is_(None), _IN_PLAY)


def _rules_telling(person_id: int) -> Select[int]:
    named = select(RuleRecipient.rule_id)
    named = named.where(RuleRecipient.person_id == person_id, RuleRecipient.deleted_at.is_(None))
    return select(Rule.id).where(Rule.id.in_(named), Rule.deleted_at.is_(None))


def _retell(work: Work, record: Any, part: Any, parent: Any, ids: list[int], old: int, new: int) -> None:
    """In all of these records at once; whoever is told already is told once, and each record's history says so."""
    rows = select(parent, part.kind, part.person_id, part.team_id).where(parent.in_(ids), part.deleted_at.is_(None))
    before: dict[int, list[Recipient]] = {}
    for id, kind, person_id, team_id in work.session.execute(rows.order_by(part.id)).tuples():
        before.setdefault(id, []).append(Recipient(kind, person_id, team_id))
    both = [id for id, told in before.items() if Recipient(PERSON, new) in told]
    twice = select(part).where(parent.in_(both), part.person_id == old, part.deleted_at.is_(None))
    for row in work.session.execute(twice).scalars():
        row.deleted_at = work.now
    work.session.flush()
    sets.reassign(work, part, "person_id", old, new, parent.in_(ids))
    differences = {id: [readers.plain(told), readers.plain(_instead(told, old, new))] for id, told in before.items()}
    sets.touch(work, record, {id: {"recipients": difference} for id, difference in differences.items()})


def _instead(told: Sequence[Recipient], old: int, new: int) -> list[Recipient]:
    return rules.tidy(Recipient(PERSON, new) if one == Recipient(PERSON, old) else one for one in told)
