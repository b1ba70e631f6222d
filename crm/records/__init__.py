"""What any record can carry; for now: the import that made it, the batch that changed it."""

from crm.records.batches import BatchRow, begin_batch, begin_undo, end_batch, end_undo
from crm.records.batches import count as count_batch
from crm.records.batches import get as get_batch
from crm.records.batches import listing as batches_of
from crm.records.service import begin_import, count, end_import, forget_rows, known, remember

__all__ = [
    "BatchRow",
    "batches_of",
    "begin_batch",
    "begin_import",
    "begin_undo",
    "count",
    "count_batch",
    "end_batch",
    "end_import",
    "end_undo",
    "forget_rows",
    "get_batch",
    "known",
    "remember",
]
