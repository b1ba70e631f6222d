"""Read-only views across features: today, and the service desk."""

from crm.agenda.changes import ACTIONS, Asked, ChangeRow, Changes, authors, listing, of_record
from crm.agenda.service_desk import Desk, RunFilters, RunRow, desk, job_names, log
from crm.agenda.start_page import Today, today
from crm.agenda.to_do import MyTasks, my_tasks

__all__ = [
    "ACTIONS",
    "Asked",
    "ChangeRow",
    "Changes",
    "Desk",
    "MyTasks",
    "RunFilters",
    "RunRow",
    "Today",
    "authors",
    "desk",
    "job_names",
    "listing",
    "log",
    "my_tasks",
    "of_record",
    "today",
]
