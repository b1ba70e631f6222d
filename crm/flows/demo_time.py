"""How the weeks of the demo firm go by: its working days, and stories whose steps happen one moment after another."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush

from crm.core import clock
from crm.core.access import internal
from crm.core.work import Actor, Work, begin, identify
from crm.core.workdays import is_workday

BATCH = 50
ONE_DAY = timedelta(days=1)
Step = tuple[datetime, int | None]  # when, and who acts; nobody is the office itself
Story = Generator[Step, Work, None]  # says when its next step happens, and is given the Work of that moment
Waiting = tuple[datetime, int, int | None, Story]  # its next step, and its place among the stories


@dataclass(frozen=True)
class Days:
    """The working days around today; what would lie ahead of now happens now."""

    now: datetime
    today: date
    zone: str

    def back(self, days: int, hour: int, minute: int = 0) -> datetime:
        """That time so many working days ago; 0 is today, or the last working day."""
        return min(clock.wall(_counted(self.today, -ONE_DAY, days), time(hour, minute), self.zone), self.now)

    def ahead(self, days: int, hour: int, minute: int = 0) -> datetime:
        """That time in so many working days; 0 is today, or the next working day."""
        return clock.wall(_counted(self.today, ONE_DAY, days), time(hour, minute), self.zone)

    def on(self, moment: datetime) -> date:
        """The day of a moment."""
        return clock.day_of(moment, self.zone)


def happen(stories: Iterable[Story]) -> None:
    """Let the stories happen beside one another, step by step, as if each moment were now; many steps a transaction."""
    steps: list[Waiting] = []
    for number, story in enumerate(stories):
        first = next(story, None)
        if first is not None:
            heappush(steps, (first[0], number, first[1], story))
    while steps:
        with begin(Actor.office(), writes=True) as work:
            for _ in range(min(BATCH, len(steps))):
                _take(work, steps)


@internal
@contextmanager
def earlier(work: Work, at: datetime, who: int | None = None, *, today: date | None = None) -> Iterator[Work]:
    """The same transaction as it would be at that moment, with somebody acting; history is stamped with both."""
    work.session.flush()
    actor = Actor.office() if who is None else Actor.person(who)
    me, day = identify(work.session, actor, work.now), today or clock.day_of(at, work.office.zone)
    then = work.session.info["work"] = replace(work, actor=actor, me=me, now=at, today=day)
    yield then
    work.session.flush()
    work.session.info["work"] = work


def _take(work: Work, steps: list[Waiting]) -> None:
    """The next step of whichever story comes first."""
    at, number, who, story = heappop(steps)
    with earlier(work, at, who) as then:
        following = _follow(story, then)
    if following is not None:
        heappush(steps, (max(at, following[0]), number, following[1], story))


def _follow(story: Story, work: Work) -> Step | None:
    try:
        return story.send(work)
    except StopIteration:
        return None


def _counted(day: date, step: timedelta, days: int) -> date:
    """The working day that lies so many of them from this day, or from the first one on that way."""
    for left in range(days, -1, -1):
        while not is_workday(day):
            day += step
        day += step if left else timedelta()
    return day
