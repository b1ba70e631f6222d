"""The usual export: everything into a data frame, and `DataFrame.to_excel` with openpyxl."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from bench.office import ADMIN
from crm import monitoring
from crm.core.work import Actor, begin
from crm.monitoring import Filters


def run(path: Path) -> int:
    """Write all monitorings; how many they were."""
    with begin(Actor.signed_in(ADMIN)) as work:
        frame = pd.DataFrame(_row(row) for row in monitoring.export_rows(work, Filters()))
    frame.to_excel(path, engine="openpyxl", index=False)
    return len(frame)


def _row(row: Any) -> dict[str, object]:
    return {
        "title": row.title,
        "type": row.type,
        "client": row.client,
        "contract": row.contract,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "state": row.state,
        "assigned": row.assigned,
        "note": row.note,
    }
