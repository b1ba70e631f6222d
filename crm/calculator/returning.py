"""Items and values as they were before: changes taken back, and the bin left."""

from __future__ import annotations

from crm.calculator.tables import Item, ItemValue
from crm.core import rewind
from crm.core.access import internal
from crm.core.rewind import Former
from crm.core.work import Work


@internal
def put_back(work: Work, former: Former) -> None:
    """Let items and their values hold what they held before."""
    work.lock("calculator names")
    rewind.all_back(work.session, Item, former)
    rewind.all_back(work.session, ItemValue, former)
    work.session.flush()
