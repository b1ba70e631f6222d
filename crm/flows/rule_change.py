"""A changed rule taken over to monitorings that it has started, as one batch that can be undone."""

from __future__ import annotations

from collections.abc import Sequence

from crm import monitoring, records
from crm.calculator.tables import Item
from crm.core.access import right
from crm.core.work import Work
from crm.monitoring.tables import Rule


@right("calculator.configure")
def take_over(work: Work, rule_id: int, ids: Sequence[int], aspects: Sequence[str] = monitoring.ASPECTS) -> int:
    """Let these open monitorings of a rule hold what it says now, in these aspects; the batch's id.

    All of them or none: each asks for `monitoring.edit` with its reach.
    """
    rule = work.fetch(Rule, rule_id, "calculator.configure")
    monitoring.chosen(work, rule.id, ids)  # asked before the batch is written
    title = work.session.get_one(Item, rule.item_id).name
    batch_id = records.begin_batch(work, purpose="bulk", kind="monitorings", title=title, total=len(ids))
    with work.batched(batch_id):
        done = monitoring.apply_rule(work, rule.id, ids, aspects)
    records.count_batch(work, batch_id, done=done)
    records.end_batch(work, batch_id)
    return batch_id
