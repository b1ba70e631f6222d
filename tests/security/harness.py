"""The product's server around the page of outlets, and an administrator who can look at it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crm import people, start
from crm.core import config, db, schema
from crm.core.work import Actor, begin
from tests.living import ROOT, Office, eventually, new_office
from tests.living_browser import Person

EMAIL, PASSWORD = "ada@example.test", "a quiet morning walk"
NOW = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)


def fill_new(office: Office, monkeypatch: pytest.MonkeyPatch) -> int:
    """A migrated office with one administrator, in this process too; their id."""
    monkeypatch.setenv("CRM_TEST_CLOCK", office.env["CRM_TEST_CLOCK"])
    start.make_ready(config.load(office.env, office.folder))
    schema.migrate(db.engine())
    with begin(Actor.office(), writes=True) as work:
        people.ensure_roles(work)
        roles = [people.role_id(work, "administrator")]
        ada = people.create(work, name="Ada", email=EMAIL, language="en", role_ids=roles)
        people.set_password(work, ada, PASSWORD)
    return ada


def serve(office: Office, app: str) -> None:
    """Only the web server, without the scheduler; ended with the office."""
    office.process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", app, "--port", office.base.rsplit(":", 1)[1], "--no-access-log"],
        cwd=ROOT,
        env=office.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    threading.Thread(target=office._read, daemon=True).start()
    eventually(lambda: "Application startup complete" in office.output or "ready" in office.output, 60, "the server")


@contextmanager
def quiet_office(folder: Path) -> Iterator[Office]:
    """An office whose scheduler nobody misses."""
    with new_office(folder, now=NOW, CRM_TICK_SECONDS="3600") as found:
        yield found
    db.engine().dispose()


def signed_in(running: Any, office: Office, **context: Any) -> Person:
    person = Person(running, office.base, locale="en-GB", **context)
    person.sign_in(EMAIL, PASSWORD)
    return person
