"""Recipients as rows: of rules and of monitorings, written as the whole list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from crm.core import parts
from crm.core.access import internal
from crm.core.db import Record
from crm.core.work import Work
from crm.monitoring.rules import Recipient
from crm.monitoring.tables import Monitoring, MonitoringRecipient, Rule, RuleRecipient


@internal
def of_rules(work: Work, rule_ids: Iterable[int]) -> dict[int, list[Recipient]]:
    """The recipients of each of these rules."""
    found: dict[int, list[Recipient]] = {rule_id: [] for rule_id in rule_ids}
    for row in _rows(work, RuleRecipient, list(found)):
        found[row.rule_id].append(_recipient(row))
    return found


@internal
def of_monitoring(work: Work, monitoring_id: int) -> list[Recipient]:
    """A monitoring's recipients in the order in which they were named."""
    return [_recipient(row) for row in _rows(work, MonitoringRecipient, [monitoring_id])]


@internal
def of_monitorings(work: Work, ids: Iterable[int]) -> dict[int, list[Recipient]]:
    """The recipients of each of these monitorings."""
    found: dict[int, list[Recipient]] = {id: [] for id in ids}
    wanted = list(found)
    for start in range(0, len(wanted), 500):
        for row in _rows(work, MonitoringRecipient, wanted[start : start + 500]):
            found[row.monitoring_id].append(_recipient(row))
    return found


@internal
def names_of(work: Work, monitoring_id: int) -> list[str]:
    """A monitoring's recipients as history names them."""
    return sorted(map(_plain, of_monitoring(work, monitoring_id)))


@internal
def write(work: Work, record: Rule | Monitoring, recipients: Sequence[Recipient], *, is_new: bool = False) -> None:
    """Make these the record's recipients; its version and history say so."""
    table = RuleRecipient if isinstance(record, Rule) else MonitoringRecipient
    there = {} if is_new else {_recipient(row): row for row in _rows(work, table, [record.id])}
    for recipient, row in there.items():
        if recipient not in recipients:
            row.deleted_at = work.now
    work.session.add_all(row_of(record, recipient) for recipient in recipients if recipient not in there)
    work.session.flush()
    if not is_new:
        parts.changed(work, record, "recipients", plain(there), plain(recipients))


def plain(recipients: Iterable[Recipient]) -> list[str]:
    """Recipients as history keeps them: "person 3", "contract_owner"."""
    return sorted(map(_plain, recipients))


def row_of(record: Rule | Monitoring, recipient: Recipient) -> Record:
    """A recipient as a row of its table, not yet written."""
    own = {"kind": recipient.kind, "person_id": recipient.person_id, "team_id": recipient.team_id}
    if isinstance(record, Rule):
        return RuleRecipient(rule_id=record.id, **own)
    return MonitoringRecipient(monitoring_id=record.id, **own)


def _rows(work: Work, table: type[RuleRecipient | MonitoringRecipient], ids: list[int]) -> list[Any]:
    if not ids:
        return []
    key: Any = RuleRecipient.rule_id if table is RuleRecipient else MonitoringRecipient.monitoring_id
    found = select(table).where(key.in_(ids), table.deleted_at.is_(None)).order_by(table.id)
    return list(work.session.execute(found).scalars())


def _recipient(row: RuleRecipient | MonitoringRecipient) -> Recipient:
    return Recipient(row.kind, row.person_id, row.team_id)


def _plain(recipient: Recipient) -> str:
    target = recipient.person_id or recipient.team_id
    return f"{recipient.kind} {target}" if target else recipient.kind
