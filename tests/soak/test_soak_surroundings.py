"""The attack of R6 at full length: a lock of thirty seconds, against the waiting times the product has."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import probe
import pytest
from smtp import sink

from tests.faults.test_faults_surroundings import ENDS_ON, SOON, STEP, clockwork_on, is_silent, reader, recovers
from tests.living import eventually

HELD_SECONDS = 30


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_held_for_thirty_seconds(database_url: str, tmp_path: Path) -> None:
    with sink(tmp_path / "mail", keeps_bodies=False) as mailbox, clockwork_on(database_url, tmp_path, mailbox) as found:
        person = reader()
        probe.records([person], ENDS_ON, [f"Probe {n}" for n in range(200)], STEP)
        holder = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None, timeout=20)
        holder.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        eventually(is_silent, SOON, "silence is noticed")
        time.sleep(max(0.0, HELD_SECONDS - (time.monotonic() - began)))
        holder.execute("ROLLBACK")
        holder.close()
        recovers(found, 200, "locked")
