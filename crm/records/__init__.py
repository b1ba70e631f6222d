"""What any record can carry; for now: which import made it."""

from crm.records.service import begin_import, count, end_import, known, remember

__all__ = ["begin_import", "count", "end_import", "known", "remember"]
