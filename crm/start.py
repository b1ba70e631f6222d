"""Make ready: settings, logging, secrets, database, every tables.py, the grant loader, the subjects."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress
from typing import TextIO, cast

import structlog
from sqlalchemy import Engine

import crm.calculator.tables
import crm.cases.tables
import crm.clients.consent_tables
import crm.clients.tables
import crm.contracts.tables
import crm.core.beats
import crm.core.history
import crm.core.runs
import crm.monitoring.tables
import crm.notifications.digest_tables
import crm.notifications.tables
import crm.notifications.template_tables
import crm.notifications.ways_tables
import crm.people.tables
import crm.records.tables
import crm.reminders.automatic_tables
import crm.reminders.tables
import crm.tasks.series_tables
import crm.tasks.tables  # noqa: F401
from crm import cases, clients, contracts, monitoring, notifications, people, tasks
from crm.core import backups, beats, clock, config, db, office, secrets, shelves, subjects, work
from crm.flows import automaton
from crm.flows.imports import keeping
from crm.notifications import journal


def make_ready(settings: config.Settings | None = None) -> config.Settings:
    """Set the process up once; returns the settings it runs with. BadSetting when one is wrong."""
    settings = settings or config.load()
    log_to_stderr()
    secrets.use(settings.secret_key, settings.old_secret_key)
    db.use(db.connect(settings.database_url))
    wire(settings)
    return settings


def wire(settings: config.Settings) -> Engine:
    """Tell the lower rungs what the upper ones know: who people are, which subjects exist, what is proposed."""
    office.propose(office.Office(zone=settings.timezone, language=settings.language))
    work.use_loader(people.load)
    notifications.configure(settings.smtp, settings.base_url)
    notifications.use_gate(clients.may_write)
    notifications.use_instead(clients.write_instead)
    beats.use_tick(settings.tick_seconds)
    automaton.use_hosted(settings.is_hosted)
    backups.use(settings.data / "backups")
    keeping.use(settings.data / "imports")
    journal.use(settings.data / "deliveries")
    shelves.use(settings.data / "files")
    subjects.register(clients.SUBJECT)
    subjects.register(contracts.SUBJECT)
    subjects.register(monitoring.SUBJECT)
    subjects.register(cases.SUBJECT)
    subjects.register(tasks.SUBJECT)
    return db.engine()


class Stderr:
    """Standard error; a log that cannot be written (its disk is full) ends no work."""

    def write(self, text: str) -> None:
        with suppress(OSError):
            sys.stderr.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            sys.stderr.flush()


def log_to_stderr() -> None:
    """One JSON line an event; a test clock is named in each."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _name_test_clock,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping().get(os.environ.get("CRM_LOG_LEVEL", "INFO").upper(), logging.INFO)
        ),
        logger_factory=structlog.WriteLoggerFactory(file=cast("TextIO", Stderr())),
    )


def _name_test_clock(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    if clock.is_test():
        event["test_clock"] = clock.now().isoformat()
    return event
