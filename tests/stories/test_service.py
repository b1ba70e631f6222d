"""The service page in a browser: a scheduler killed, the banner for who can mend it, started again; the backup."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crm import people, start
from crm.core import config, db, schema
from crm.core.runs import JobRun
from crm.core.work import Actor, begin
from tests.living import ROOT, Office, eventually, new_office, patience
from tests.living_browser import Person, browser
from tests.security.harness import PASSWORD, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MORNING = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def fill(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_TEST_CLOCK", office.env["CRM_TEST_CLOCK"])
    start.make_ready(config.load(office.env, office.folder))
    schema.migrate(db.engine())
    with begin(Actor.office(), writes=True) as work:
        people.ensure_roles(work)
        for name, role in (("ada", "administrator"), ("ewa", "employee")):
            roles = [people.role_id(work, role)]
            one = people.create(
                work,
                name=name.title(),
                email=f"{name}@example.test",
                language="en",
                zone="Europe/Warsaw",
                role_ids=roles,
            )
            people.set_password(work, one, PASSWORD)
    db.engine().dispose()


def scheduler(office: Office) -> subprocess.Popen[bytes]:
    with (office.folder / "scheduler.log").open("ab") as log:
        return subprocess.Popen([sys.executable, "scheduler.py"], cwd=ROOT, env=office.env, stdout=log, stderr=log)


def has_backup() -> bool:
    with begin(Actor.office()) as work:
        return work.session.query(JobRun).filter_by(job="back_up", done=1).count() == 1


def is_silent(office: Office) -> bool:
    with urllib.request.urlopen(f"{office.base}/healthz", timeout=patience(10)) as answer:
        return bool(json.load(answer)["scheduler"]["is_silent"])


def test_a_scheduler_that_was_killed_is_missed_and_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with new_office(tmp_path, now=MORNING) as office, browser() as running:
        fill(office, monkeypatch)
        serve(office, "app:app")
        first = scheduler(office)
        second = None
        try:
            eventually(lambda: not is_silent(office), 40, "the first beat")
            eventually(has_backup, 40, "the nightly backup")
            first.kill()
            first.wait(30)
            office.set_clock(MORNING + timedelta(minutes=7))
            eventually(lambda: is_silent(office), 10, "/healthz says so")

            ada = Person(running, office.base, locale="en-GB")
            ada.sign_in("ada@example.test", PASSWORD)
            ada.sees("The scheduler has been silent since Mar 10, 2026, 10:00")
            ada.link("Service page")
            ada.sees(".venv/bin/python scheduler.py")
            ada.sees("Nightly backup")
            ada.sees("1 thing done")
            ada.sees("czuwaj-20260310T090000Z-")

            ewa = Person(running, office.base, locale="en-GB")
            ewa.sign_in("ewa@example.test", PASSWORD)
            assert "silent since" not in ewa.text
            ewa.go("/service")
            assert "czuwaj-2026" not in ewa.text
            assert "scheduler.py" not in ewa.text

            second = scheduler(office)
            eventually(lambda: not is_silent(office), 40, "it beats again")
            ada.sees("The scheduler is running.", 30)  # the page looks again by itself
            ada.go("/clients")
            assert "silent since" not in ada.text
            for person in (ada, ewa):
                assert person.foreign == []
                assert person.complaints == []
        finally:
            for one in (first, second):
                if one is not None and one.poll() is None:
                    one.terminate()
                    one.wait(30)
