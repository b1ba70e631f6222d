"""The kill loop: schedulers forked from one warm parent, killed with SIGKILL at random points, then left in peace.

Run as a program: `python kill_loop.py '{"schedulers": 1, "kills": 1000, "design": "ours", "seed": 1}'`, with the
settings in the environment; prints what it did as JSON. The test that starts it looks at tables and mail server.
"""

from __future__ import annotations

import gc
import json
import os
import random
import signal
import sys
import time
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import mutants
import probe
from sqlalchemy import func, select

from crm import start
from crm.core import db
from crm.notifications.tables import Message
from crm.reminders.tables import Due

LONGEST_LIFE = 0.06  # seconds, from the moment it begins to work; `longest` says otherwise
SPARE = 2  # children that stand by, connected, so that nobody waits for a start


@dataclass(frozen=True)
class Child:
    """A forked scheduler: it says when it is ready, and works from the moment it is told to go."""

    pid: int
    ready: int
    go: int

    def start(self) -> None:
        os.read(self.ready, 1)
        os.write(self.go, b"!")

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        os.close(self.ready)
        os.close(self.go)
        if os.WIFEXITED(status):
            sys.exit("a scheduler died by itself")


def main() -> None:
    options = json.loads(sys.argv[1])
    start.make_ready()
    probe.register()
    _warm(options["design"])
    if options.get("stage") == "deliver":
        mutants.DESIGNS["ours"].remind(1000)
        db.engine().dispose()
    chance = random.Random(options["seed"])
    gc.collect()
    gc.freeze()
    began = time.monotonic()
    design = mutants.DESIGNS[options["design"]].only(options.get("stage"))
    longest = options.get("longest", LONGEST_LIFE)
    between = timedelta(seconds=options.get("between", 10))  # on the held clock: leases of the dead run out
    _kill_many(design, options["schedulers"], options["kills"], chance, longest, between)
    killing = time.monotonic() - began
    left = _left()
    rounds = _in_peace(options["design"])
    total = time.monotonic() - began
    print(json.dumps({"killing": round(killing, 1), "left": left, "total": round(total, 1), "rounds": rounds}))


def _kill_many(
    design: mutants.Design, schedulers: int, kills: int, chance: random.Random, longest: float, between: timedelta
) -> None:
    standing_by = [_fork(design, chance.random()) for _ in range(SPARE)]
    working: list[Child] = []
    for _ in range(kills):
        while len(working) < schedulers:
            working.append(standing_by.pop(0))
            working[-1].start()
            standing_by.append(_fork(design, chance.random()))
        time.sleep(chance.uniform(0, longest) / schedulers)
        working.pop(chance.randrange(schedulers)).kill()
        _advance(between)
    for child in working + standing_by:
        child.kill()


def _warm(design: str) -> None:
    """Do one of each, so that children have words, layouts and compiled statements; leave no connection open."""
    mutants.DESIGNS[design].remind(1)
    mutants.DESIGNS[design].deliver(1)
    _left()
    db.engine().dispose()


def _left() -> tuple[int, int]:
    """How many reminders are planned, how many messages are not sent."""
    with probe.office(writes=False) as work:
        planned = select(func.count()).select_from(Due).where(Due.state == "planned")
        waiting = select(func.count()).select_from(Message).where(Message.state.in_(["waiting", "leased"]))
        found = work.session.execute(planned).scalar_one(), work.session.execute(waiting).scalar_one()
    db.engine().dispose()  # whatever the parent opened must not be shared with a child
    return found


def _fork(design: mutants.Design, seed: float) -> Child:
    ready, say_ready = os.pipe()
    hear_go, go = os.pipe()
    pid = os.fork()
    if pid:
        os.close(say_ready)
        os.close(hear_go)
        return Child(pid, ready, go)
    try:
        _live(design, random.Random(seed), say_ready, hear_go)
    except BaseException:
        traceback.print_exc()
    os._exit(1)


def _live(design: mutants.Design, chance: random.Random, say_ready: int, hear_go: int) -> None:
    with probe.office(writes=False):
        pass  # connected
    os.write(say_ready, b"!")
    os.read(hear_go, 1)
    while True:
        if chance.random() < 0.5:
            design.remind(chance.choice((1, 3, 10, 30)))
        else:
            design.deliver(chance.choice((1, 3, 5)))


def _advance(by: timedelta) -> None:
    path = Path(os.environ["CRM_TEST_CLOCK"])
    fresh = path.with_suffix(".new")
    fresh.write_text((datetime.fromisoformat(path.read_text()) + by).astimezone(UTC).isoformat())
    fresh.replace(path)


def _in_peace(design: str) -> int:
    """One scheduler that nobody kills, until nothing is left to do."""
    for number in range(1, 200):
        _advance(timedelta(minutes=3))
        mutants.DESIGNS[design].remind(100)
        mutants.DESIGNS[design].deliver(20)
        if _left() == (0, 0):
            return number
    sys.exit("it never came to rest")


if __name__ == "__main__":
    main()
