"""Read-only views across features: today."""

from crm.agenda.start_page import Today, today

__all__ = ["Today", "today"]
