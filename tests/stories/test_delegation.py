"""A task handed to somebody else: told at once, reminded, told when late, and on upwards, until it is done."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.living import Office, Sink, eventually, new_office, smtp_sink
from tests.living_browser import Person, browser
from tests.living_staff import Employee, all_done, at_work, back, employ

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ADA = Employee("Ada", "administrator")
IGA = Employee("Iga", "manager")
MONA = Employee("Mona", "manager", supervisor="Iga")
EVE = Employee("Eve", supervisor="Iga")
BOILER = "Order the boiler's spare parts"


def warsaw(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026, before the clocks change."""
    return datetime(2026, 3, day, hour - 1, minute, tzinfo=UTC)


MONDAY = warsaw(9, 8, 30)


def subjects(sink: Sink, who: Employee) -> list[str]:
    return [str(mail["Subject"]) for mail in sink.to(who.email)]


def told(sink: Sink, who: Employee, words: str, times: int = 1) -> None:
    """They hear of this, so many times in all."""
    eventually(lambda: len([s for s in subjects(sink, who) if words in s]) == times, 40, f"{who.name}: {words}")


def give_the_task(mona: Person) -> str:
    """With a term that lies after working hours. Its address."""
    mona.go("/task")
    mona.fill("What is to be done", BOILER)
    mona.moment("Term", "2026-03-10 19:00")
    mona.choose("To whom", "Eve")
    mona.press("Save")
    mona.sees("Waiting for an answer")
    return mona.page.url.removeprefix(mona.base)


def accept(eve: Person, task: str, sink: Sink) -> None:
    """The letter has the way there; the bell as well."""
    told(sink, EVE, "Mona asks you")
    (letter,) = sink.to(EVE.email)
    assert f"{eve.base}{task}" in letter.get_body(("plain",)).get_content()
    eve.go("/inbox")
    eve.sees(f"Mona asks you: {BOILER}")
    eve.link("Open")
    eve.press("Accept", exact=True)
    eve.sees("Accepted")


def late_in_working_hours_only(office: Office, sink: Sink) -> None:
    """The term passes in the evening: whoever has the task hears of it in the morning, nobody else does yet."""
    office.set_clock(warsaw(10, 19, 5))
    all_done(office)
    assert not [s for s in subjects(sink, EVE) if s.startswith("Late")]
    office.set_clock(warsaw(11, 8, 1))
    told(sink, EVE, f"Late: {BOILER}")
    assert not [s for s in subjects(sink, MONA) if s.startswith("Late")]


def a_note_begins_the_waiting_anew(office: Office, eve: Person, sink: Sink, task: str) -> None:
    office.set_clock(warsaw(11, 10))
    back(eve, EVE, task)
    eve.tab("Notes and time")
    eve.fill("Text", "The supplier promised an answer")
    eve.press("Add note")
    eve.sees("The supplier promised an answer")
    office.set_clock(warsaw(12, 8, 5))  # without the note it would have been time to tell who gave it
    all_done(office)
    assert not [s for s in subjects(sink, MONA) if s.startswith("Late")]
    office.set_clock(warsaw(12, 10, 1))
    told(sink, MONA, f"Late: {BOILER}")


def the_delegator_sees_how_far_it_is(mona: Person) -> None:
    back(mona, MONA, "/tasks?view=given")
    mona.sees("1–1 of 1")
    mona.go("/task?id=1")
    mona.tab("Notes and time")
    mona.sees("The supplier promised an answer")


def on_up_after_the_weekend(office: Office, sink: Sink) -> None:
    """Three days after the note is a Saturday: the supervisor hears of it on Monday."""
    office.set_clock(warsaw(14, 10, 5))
    all_done(office)
    assert not subjects(sink, IGA)
    office.set_clock(warsaw(16, 8, 1))
    told(sink, IGA, f"Late: {BOILER}")
    assert len([s for s in subjects(sink, MONA) if s.startswith("Late")]) == 1


def done_from_the_bell(office: Office, eve: Person, sink: Sink) -> None:
    back(eve, EVE, "/inbox")
    eve.sees(f"Late: {BOILER}")
    eve.press("Done", exact=True)
    told(sink, MONA, "Eve has finished")
    eve.go("/task?id=1")
    eve.sees("Take up again")
    office.set_clock(warsaw(27, 10))
    all_done(office)
    assert len([s for s in subjects(sink, IGA) if s.startswith("Late")]) == 1, "what is done reminds nobody"


def test_a_delegated_task_is_followed_until_it_is_done(tmp_path: Path) -> None:
    with smtp_sink() as sink:
        mail = f"smtp://127.0.0.1:{sink.port}/?sender=office@example.test"
        with new_office(tmp_path, now=MONDAY, CRM_SMTP_URL=mail) as office, browser() as running:
            employ(office, ADA, IGA, MONA, EVE)
            office.up()
            mona, eve = (at_work(running, office, who) for who in (MONA, EVE))
            task = give_the_task(mona)
            accept(eve, task, sink)
            told(sink, MONA, "Eve takes it on")
            office.set_clock(warsaw(9, 9, 1))
            told(sink, EVE, f"Reminder: {BOILER}")
            late_in_working_hours_only(office, sink)
            a_note_begins_the_waiting_anew(office, eve, sink, task)
            the_delegator_sees_how_far_it_is(mona)
            on_up_after_the_weekend(office, sink)
            done_from_the_bell(office, eve, sink)
            for person in (mona, eve):
                assert (person.foreign, person.dialogs, person.complaints) == ([], [], [])
