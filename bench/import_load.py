"""Imports contracts with lines by the page's own path while app and scheduler work, then undoes it; prints figures.

`python -m bench.import_load [--rows 50000] [--database URL]`: an office in a temporary folder, the product as
`python -m crm up` starts it. The file is taken in, checked, put in and undone as the page does it: by the same
operations, the work done by the scheduler's own process. Meanwhile one page action (lists of contracts and of
monitorings, as their pages read them, and one client saved) is timed over and over, before and during; beats and the
importer's memory are watched.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from crm import calculator, clients, contracts, monitoring, people, start
from crm.contracts.tables import Contract, Line
from crm.core import beats, db, schema
from crm.core.work import Actor, begin
from crm.flows.imports import uploading
from crm.monitoring.tables import Monitoring
from crm.records import uploads
from crm.reminders.rules import StepPlan

ROOT = Path(__file__).resolve().parents[1]
CLIENTS, SELLERS, ITEMS = 2000, 20, 5
STEPS = (StepPlan(30, "day"), StepPlan(7, "day"))


@dataclass
class Watched:
    """What was seen while something went on."""

    actions: list[float] = field(default_factory=list)
    oldest_beat: float = 0.0
    peak: float = 0.0


def prepare() -> int:
    """An office with statuses, items with a rule each, people and clients; the administrator's id."""
    with begin(Actor.office(), writes=True) as work:
        people.ensure_roles(work)
        roles = {key: people.role_id(work, key) for key in ("administrator", "employee")}
        admin = people.create(work, name="Admin", email="admin@example.test", role_ids=[roles["administrator"]])
        sellers = [
            people.create(work, name=f"Seller {n}", email=f"s{n}@example.test", role_ids=[roles["employee"]])
            for n in range(SELLERS)
        ]
        names = zip(("New", "Won", "Lost"), contracts.PALETTE, strict=False)
        won = [contracts.create_status(work, name=name, colour=colour) for name, colour in names][1]
        for n in range(ITEMS):
            item = calculator.create_item(work, name=f"Item {n}", type="service", price=Decimal(100))
            fields: dict[str, Any] = {"starts": "contract_signed", "duration": 12, "unit": "month", "steps": STEPS}
            told = [monitoring.Recipient("contract_owner")]
            monitoring.create_rule(work, item_id=item, status_id=won, recipients=told, **fields)
        for n in range(CLIENTS):
            clients.create(work, is_company=True, name=f"Client {n}", owner_id=sellers[n % SELLERS])
    return admin


def file(rows: int) -> bytes:
    """Contracts with a line each; three of five start a watch."""
    lines = ["Number;Client;Owner;Status;Signed on;Item;Quantity;Net price"]
    for n in range(rows):
        day, status = f"{1 + n % 28:02}.{1 + n % 12:02}.2026", "Won" if n % 5 < 3 else "Lost"
        lines.append(
            f"B/{n:06};Client {n % CLIENTS};Seller {n % SELLERS};{status};{day};Item {n % ITEMS};1;1 234,56 zł"
        )
    return "\n".join(lines).encode()


def action(admin: int) -> float:
    """What a person does in a moment, in seconds: two lists and a saved form."""
    began = time.monotonic()
    with begin(Actor.person(admin)) as work:
        contracts.listing(work)
        monitoring.listing(work, monitoring.Filters(), 1)
    with begin(Actor.person(admin), writes=True) as work:
        card = clients.get(work, 1)
        fields = {"is_company": True, "name": card.name, "owner_id": card.owner_id, "note": str(time.monotonic_ns())}
        clients.edit(work, card.id, card.version, **fields)
    return time.monotonic() - began


def memory_of_importer(parent: int) -> float:
    """Peak resident megabytes of the importing process, found among the descendants of what was started."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    family = {str(parent)}
    for _ in range(4):
        family |= {row[0] for row in rows if row[1] in family}
    for pid, _, command in rows:
        if pid in family and "crm bring-in" in command:
            try:
                status = Path(f"/proc/{pid}/status").read_text()
            except OSError:
                return 0.0
            return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))
    return 0.0


def watch(admin: int, parent: int, until: threading.Event) -> Watched:
    """Act about twice a second until told to stop."""
    seen = Watched()
    while not until.wait(0.4):
        seen.actions.append(action(admin))
        seen.peak = max(seen.peak, memory_of_importer(parent))
        with begin(Actor.office()) as work:
            last = beats.last(work.session)
            seen.oldest_beat = max(seen.oldest_beat, (work.now - last).total_seconds() if last else 0.0)
    return seen


def go(admin: int, id: int, state: str, parent: int) -> None:
    """Let something be done with the run, and say what it took."""
    with begin(Actor.person(admin), writes=True) as work:
        if uploads.upload(work, id).state != state:
            uploads.ask(work, id, state)
        run = uploads.upload(work, id)
    began, over = time.monotonic(), threading.Event()
    seen: list[Watched] = []
    watcher = threading.Thread(target=lambda: seen.append(watch(admin, parent, over)))
    watcher.start()
    while run.state in uploads.AT_WORK:
        time.sleep(0.5)
        with begin(Actor.person(admin)) as work:
            run = uploads.upload(work, id)
    seconds = time.monotonic() - began
    over.set()
    watcher.join()
    say(state, f"{run.state}, {run.created} created, {run.refused} refused, {seconds:.0f} s", seen[0])


def say(name: str, what: str, seen: Watched) -> None:
    median = statistics.median(seen.actions) * 1000 if seen.actions else 0
    worst = max(seen.actions, default=0) * 1000
    print(
        f"{name:11} {what}; action median {median:.0f} ms, worst {worst:.0f} ms ({len(seen.actions)});"
        f" oldest beat {seen.oldest_beat:.1f} s; importer's peak {seen.peak:.0f} MB",
        flush=True,
    )


def at_rest(admin: int, parent: int, name: str) -> None:
    """The same action while nothing goes in: what it costs on the rows that are there."""
    over = threading.Event()
    threading.Timer(15, over.set).start()
    say(name, "nothing goes in", watch(admin, parent, over))


def alive() -> dict[str, int]:
    with begin(Actor.office()) as work:
        return {
            model.__tablename__: work.session.execute(
                select(func.count(model.id)).where(model.deleted_at.is_(None))
            ).scalar_one()
            for model in (Contract, Line, Monitoring)
        }


def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("--rows", type=int, default=50_000)
    given.add_argument("--database")
    asked = given.parse_args()
    with tempfile.TemporaryDirectory(prefix="czuwaj-bench-") as folder:
        env = {
            "CRM_DATABASE_URL": asked.database or f"sqlite:///{folder}/crm.db",
            "CRM_DATA": folder,
            "CRM_SECRET_KEY": "a secret key for measurements, long enough",
            "CRM_PORT": "8797",
            "CRM_TICK_SECONDS": "2",
            "CRM_LOG_LEVEL": "WARNING",
        }
        os.environ.update(env)
        start.make_ready()
        schema.migrate(db.engine())
        admin = prepare()
        command = [sys.executable, "-m", "crm", "up"]
        household = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            time.sleep(15)
            at_rest(admin, household.pid, "before")
            with begin(Actor.person(admin), writes=True) as work:
                id = uploading.take(work, "contracts", "contracts.csv", file(asked.rows))
                uploading.check(work, id, {**uploading.proposal(work, id).settings, "match": "number"})
            for state in (uploads.CHECK, uploads.RUN, uploads.UNDO):
                go(admin, id, state, household.pid)
                print(alive(), flush=True)
                at_rest(admin, household.pid, f"after {state}")  # the lists are fuller now: compare with this
        finally:
            household.terminate()
            household.wait(60)


if __name__ == "__main__":
    main()
