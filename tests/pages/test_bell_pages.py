"""The line on every page, the inbox with its actions, the page of escalation, moment steps in the explain panel."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import errand
import probe
import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from crm import jobs, notifications
from crm.core import i18n
from crm.core.i18n import t
from crm.core.work import Actor, begin
from crm.notifications.tables import Entry, Snooze
from crm.reminders import Level, StepPlan, read_escalation
from crm.ui.explain import step_text
from tests.conftest import NOON, Cast, Clock
from tests.pages.conftest import Opener, errors, key, shown, titles

INBOX, ESCALATION, TODAY, ME = "work/inbox.py", "office/escalation.py", "work/today.py", "account/me.py"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _subjects() -> None:
    errand.register()


def told(person: int, name: str = "Fetch the key") -> int:
    row_id = errand.record({"owner": person}, name)
    with probe.office() as work:
        notifications.tell(
            work, "task.reminder", subject_kind=errand.KIND, subject_id=row_id, people=[person], key=f"e:{row_id}"
        )
    return probe.bells()[-1].id


def entry(entry_id: int) -> Entry:
    with probe.office(writes=False) as work:
        return work.session.get_one(Entry, entry_id)


def snoozes() -> list[Snooze]:
    with probe.office(writes=False) as work:
        return list(work.session.execute(select(Snooze).order_by(Snooze.id)).scalars())


def node(at: AppTest, name: str) -> Any:
    [found] = [one for one in at._tree if getattr(one, "key", None) == name]
    return found


def bar(at: AppTest) -> str:
    """What the line says."""
    found = [one.proto.body for one in at.get("html") if 'class="bar"' in one.proto.body]
    return found[0] if found else ""


def test_a_stranger_sees_no_line_and_no_inbox(cast: Cast, open_page: Opener) -> None:
    told(cast.anna)
    at = open_page(None, INBOX)
    assert not titles(at)
    assert "Fetch the key" not in shown(at)


def test_who_may_not_configure_sees_nothing_of_escalation(cast: Cast, open_page: Opener) -> None:
    for person in (cast.mona, cast.anna, cast.vera):
        assert t("reminders.escalation_hint") not in shown(open_page(person, ESCALATION))


@pytest.mark.parametrize("page", [INBOX, TODAY, ME])
def test_the_line_stands_on_every_page_and_shows_my_newest(page: str, cast: Cast, open_page: Opener) -> None:
    for name in ("Fetch the key", "Buy paper"):
        told(cast.anna, name)
    told(cast.bob, "Bob's own")
    at = open_page(cast.anna, page)
    assert "Reminder: Buy paper" in bar(at)
    assert not at.exception
    assert "Fetch the key" in shown(at)  # behind "1 more"
    assert "Bob's own" not in shown(at)
    assert t("inbox.bar_more", count=1) in shown(at)


def test_with_nothing_to_say_the_line_says_so(cast: Cast, open_page: Opener) -> None:
    assert t("inbox.bar_empty") in bar(open_page(cast.anna, TODAY))


def test_what_is_over_is_not_in_the_line(cast: Cast, open_page: Opener) -> None:
    told(cast.anna)
    with begin(Actor.person(cast.anna), writes=True) as work:
        errand._done(work, probe.bells()[-1].subject_id or 0)
    assert t("inbox.bar_empty") in bar(open_page(cast.anna, TODAY))


def test_hostile_text_stays_text(cast: Cast, open_page: Opener, clock: Clock) -> None:
    at = open_page(cast.anna, TODAY)
    clock.set(NOON + HOUR)
    told(cast.anna, "<img src=x onerror=alert(1)> **bold**")
    at.run()
    assert "<img" not in bar(at)
    assert "&lt;img src=x" in bar(at)
    assert [one.value for one in at.toast] == [one.value.replace("**bold**", "") for one in at.toast]


def test_a_toast_says_what_came_since_the_last_look_and_not_what_was_there(
    cast: Cast, open_page: Opener, clock: Clock
) -> None:
    told(cast.anna)
    at = open_page(cast.anna, TODAY)
    assert not at.toast
    clock.set(NOON + HOUR)
    told(cast.anna, "Buy paper")
    at.run()
    assert [one.value for one in at.toast] == ["Reminder\\: Buy paper"]
    at.run()
    assert not at.toast


def test_reading_one_of_many_brings_no_toast_for_older_ones(cast: Cast, open_page: Opener, clock: Clock) -> None:
    entries = [told(cast.anna, f"Errand {n}") for n in range(8)]
    at = open_page(cast.anna, TODAY)
    with begin(Actor.person(cast.anna), writes=True) as work:
        notifications.mark_read(work, entries[-1])
    at.run()
    assert not at.toast


def test_what_comes_back_is_new_again(cast: Cast, open_page: Opener, clock: Clock) -> None:
    first = told(cast.anna)
    told(cast.anna, "Buy paper")
    with begin(Actor.person(cast.anna), writes=True) as work:
        notifications.snooze(work, first, NOON + HOUR)
    at = open_page(cast.anna, TODAY)
    assert "Buy paper" in bar(at)
    clock.set(NOON + HOUR)
    jobs.remind()
    at.run()
    assert "Fetch the key" in bar(at)
    assert [one.value for one in at.toast] == ["Reminder\\: Fetch the key"]


def test_done_from_the_line(cast: Cast, open_page: Opener) -> None:
    mine = told(cast.anna)
    at = open_page(cast.anna, TODAY)
    at.button(key=f"bar:done:{mine}").click().run()
    assert entry(mine).read_at == NOON
    assert t("inbox.bar_empty") in bar(at)
    assert t("inbox.was_done") in shown(at)


def test_done_that_is_refused_says_why_and_changes_nothing(cast: Cast, open_page: Opener) -> None:
    mine = told(cast.anna)
    with probe.office() as work:
        row = work.session.get_one(Entry, mine)
        row.person_id = cast.mona
    at = open_page(cast.mona, INBOX)
    at.button(key=f"inbox:done:{mine}").click().run()
    assert t("error.forbidden") in errors(at)
    assert entry(mine).read_at is None


@pytest.mark.parametrize(
    ("choice", "by"), [("minutes", timedelta(minutes=10)), ("hour", HOUR), ("tomorrow", timedelta(hours=21))]
)
@pytest.mark.parametrize("place", ["inbox", "bar"])
def test_one_click_puts_it_off(cast: Cast, open_page: Opener, place: str, choice: str, by: timedelta) -> None:
    mine = told(cast.anna)
    at = open_page(cast.anna, INBOX)
    at.menu_button(key=f"{place}:snooze:{mine}").set_value(choice).run()
    assert [row.until_at for row in snoozes()] == [NOON + by]
    assert "Put off until" in shown(at)
    at.segmented_control(key="inbox:shown").set_value("snoozed").run()
    assert "Comes back" in shown(at)


def test_a_moment_of_ones_own_with_its_reason(cast: Cast, open_page: Opener) -> None:
    mine = told(cast.anna)
    at = open_page(cast.anna, INBOX)
    at.menu_button(key=f"inbox:snooze:{mine}").set_value("choose").run()
    form = f"inbox-entry-{mine}-until"
    node(at, key(at, form, "snooze_reason")).set_value("on holiday")
    at.button(key=key(at, form, "save")).click().run()
    [row] = snoozes()
    assert (row.until_at, row.reason) == (NOON + timedelta(hours=21), "on holiday")
    assert "inbox:choosing" not in at.session_state
    at.segmented_control(key="inbox:shown").set_value("snoozed").run()
    assert "on holiday" in shown(at)
    at.button(key=f"inbox:wake:{mine}").click().run()
    assert entry(mine).read_at is None


def test_a_moment_gone_by_is_refused_beside_its_field(cast: Cast, open_page: Opener) -> None:
    mine = told(cast.anna)
    at = open_page(cast.anna, INBOX)
    at.menu_button(key=f"inbox:snooze:{mine}").set_value("choose").run()
    form = f"inbox-entry-{mine}-until"
    node(at, key(at, form, "snooze_until")).set_value((NOON - DAY).replace(tzinfo=None))
    node(at, key(at, form, "snooze_reason")).set_value("typed")
    at.button(key=key(at, form, "save")).click().run()
    assert t("inbox.snooze_past") in errors(at)
    assert snoozes() == []
    assert node(at, key(at, form, "snooze_reason")).value == "typed"


def test_handing_on_and_opening_are_links(cast: Cast, open_page: Opener) -> None:
    told(cast.anna)
    assert t("inbox.reassign") in shown(open_page(cast.anna, INBOX))


def escalation(cast: Cast) -> dict[str, tuple[Level, ...]]:
    with begin(Actor.person(cast.admin)) as work:
        return dict(read_escalation(work).levels)


def test_the_administrator_changes_who_is_told_of_what_is_late(cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.admin, ESCALATION)
    assert titles(at) == ["Escalation"]
    low = key(at, "escalation", "low")
    node(at, f"{low}:l1:count").set_value(2)
    node(at, f"{low}:l1:unit").set_value("hour")
    at.button(key=f"{low}:l2:remove").click().run()
    at.button(key=key(at, "escalation", "save")).click().run()
    assert escalation(cast)["low"] == (Level(0, "minute", "owner"), Level(2, "hour", "owner"))
    assert t("reminders.escalation_saved") in shown(at)


def test_a_wrong_step_is_named_and_nothing_is_saved(cast: Cast, open_page: Opener) -> None:
    before = escalation(cast)
    at = open_page(cast.admin, ESCALATION)
    at.button(key=f"{key(at, 'escalation', 'low')}:add").click().run()
    at.button(key=f"{key(at, 'escalation', 'low')}:add").click().run()
    at.button(key=key(at, "escalation", "save")).click().run()
    assert t("reminders.step_duplicate") in errors(at)
    assert escalation(cast) == before


@pytest.mark.parametrize(
    ("step", "english", "polish"),
    [
        (StepPlan(10, "minute", anchor="due"), "10 minutes before the term", "10 minut przed terminem"),
        (StepPlan(1, "day", anchor="from"), "1 day before it begins", "1 dzień przed rozpoczęciem"),
        (
            StepPlan(2, "hour", False, anchor="late", audience="delegator"),
            "2 hours after the term or the last note, to who gave it",
            "2 godziny po terminie lub ostatniej notatce, do zlecającego",
        ),
        (StepPlan(0, "minute", anchor="due", audience="owner"), "at the term, to who answers for it",
         "w chwili terminu, do osoby odpowiedzialnej"),
        (StepPlan(7, "day"), "7 days before", "7 dni przed"),
    ],
)  # fmt: skip
def test_a_step_is_told_in_words(step: StepPlan, english: str, polish: str) -> None:
    assert step_text(step) == english
    with i18n.speaking("pl"):
        assert step_text(step) == polish
