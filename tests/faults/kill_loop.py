"""The kill loop: schedulers forked from one warm parent, killed with SIGKILL at random points, then left in peace.

Run as a program: `python kill_loop.py '{"schedulers": 1, "kills": 1000, "design": "ours", "seed": 1}'`, with the settings
in the environment; prints what it did as JSON. The test that starts it looks at the tables and at the mail server.
"""

from __future__ import annotations

import gc
import json
import os
import random
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import mutants
import probe
from sqlalchemy import exists, select

from crm import start
from crm.core import db
from crm.notifications.tables import Message
from crm.reminders.tables import Due

LIVES = (0.005, 0.060)  # seconds
BETWEEN_KILLS = timedelta(seconds=10)  # on the held clock, so that the leases of the dead run out


def main() -> None:
    options = json.loads(sys.argv[1])
    settings = start.make_ready()
    probe.register()
    chance = random.Random(options["seed"])
    gc.collect()
    gc.freeze()
    began, children = time.monotonic(), set[int]()
    for _ in range(options["kills"]):
        while len(children) < options["schedulers"]:
            children.add(_fork(settings.database_url, options["design"], chance.random()))
        time.sleep(chance.uniform(*LIVES) / options["schedulers"])
        victim = chance.choice(sorted(children))
        children.remove(victim)
        _kill(victim)
        _advance(BETWEEN_KILLS)
    for child in children:
        _kill(child)
    killing = time.monotonic() - began
    rounds = _in_peace(settings.database_url, options["design"])
    print(json.dumps({"killing": round(killing, 1), "total": round(time.monotonic() - began, 1), "rounds": rounds}))


def _fork(url: str, design: str, seed: float) -> int:
    child = os.fork()
    if child:
        return child
    try:
        db.use(db.connect(url))  # nothing of the parent's: a connection must not be shared
        chance = random.Random(seed)
        while True:
            mutants.DESIGNS[design].remind(chance.choice((1, 3, 10, 30)))
            mutants.DESIGNS[design].deliver(chance.choice((1, 3, 5)))
    except BaseException:
        import traceback

        traceback.print_exc()
    os._exit(1)


def _kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status):
        sys.exit("a scheduler died by itself")


def _advance(by: timedelta) -> None:
    path = Path(os.environ["CRM_TEST_CLOCK"])
    fresh = path.with_suffix(".new")
    fresh.write_text((datetime.fromisoformat(path.read_text()) + by).astimezone(UTC).isoformat())
    fresh.replace(path)


def _in_peace(url: str, design: str) -> int:
    """One scheduler that nobody kills, until nothing is left to do."""
    db.use(db.connect(url))
    for number in range(1, 200):
        _advance(timedelta(minutes=3))
        mutants.DESIGNS[design].remind(100)
        mutants.DESIGNS[design].deliver(20)
        with probe.office(writes=False) as work:
            planned = exists().where(Due.state == "planned", Due.try_at <= work.now)
            waiting = exists().where(Message.state.in_(["waiting", "leased"]))
            if not work.session.execute(select(planned | waiting)).scalar_one():
                return number
    sys.exit("it never came to rest")


if __name__ == "__main__":
    main()
