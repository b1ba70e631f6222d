"""On the screen: a task's channels, a task that comes back from its own form, how far a change reaches, the bin."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from crm import tasks
from crm.core.i18n import t
from crm.reminders import StepPlan
from crm.tasks import Repeats, TaskCard, series, series_lists
from tests.conftest import NOON, Cast
from tests.dumping import Dumper
from tests.firm import a_contract, a_firm, a_rule, a_watch, by
from tests.pages.conftest import Opener, errors, key, shown, titles
from tests.pages.test_pages_forms import fill, save
from tests.tasks.helpers import a_task, card

TASK, SERIES, BIN = "work/task.py", "work/series.py", "office/bin.py"
TUESDAY, THURSDAY = datetime(2026, 3, 17, 9), datetime(2026, 3, 19, 9)  # wall time in Warsaw


def channels(at: AppTest, form: str) -> list[Any]:
    """The choice of channels of each step of a form."""
    keys = [(getattr(node, "key", None) or "", node) for node in at._tree]
    return [node for key, node in keys if key.startswith(f"{form}:steps") and key.endswith(":channels")]


def the_task(person: int) -> TaskCard:
    with by(person, writes=False) as work:
        [row] = tasks.listing(work, tasks.Filters()).rows
    return card(person, row.id)


def all_series(person: int) -> list[series_lists.SeriesRow]:
    with by(person, writes=False) as work:
        return series_lists.listing(work).rows


def repeating(person: int, **fields: Any) -> tuple[int, int]:
    given = {"title": "Water the plants", "due_at": datetime(2026, 3, 12, 8, tzinfo=UTC), **fields}
    with by(person) as work:
        return tasks.create_repeating(work, Repeats("FREQ=WEEKLY"), **given)


def coming_back(at: AppTest, **typed: Any) -> AppTest:
    """A form with a title and these moments, switched to come back."""
    at = fill(at, "task", **{"task_title": "Water the plants", **typed})
    return at.toggle(key=key(at, "task", "comes_back")).set_value(True).run()


def said(at: AppTest) -> str:
    """What the preview says."""
    return "\n".join(box.value for box in [*at.info, *at.warning])


# Channels


def test_each_reminder_of_a_new_task_has_its_own_channels(cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.anna, TASK)
    first, second = channels(at, "task")
    assert [first.value, second.value] == [[], []], "by the priority, unless said otherwise"
    assert first.options == ["bell", "e-mail", "SMS", "push"]
    second.set_value(["push", "sms"]).run()
    save(fill(at, "task", task_title="Call the mill", due_at=TUESDAY), "task")
    assert [step.channels for step in the_task(cast.anna).steps] == [(), ("sms", "push")]


def test_the_card_shows_what_was_chosen_and_changes_it(cast: Cast, open_page: Opener) -> None:
    step = StepPlan(2, "hour", at=None, anchor="due", channels=("bell", "sms"))
    id = a_task(cast.anna, due_at=NOON.replace(day=12), steps=[step])
    at = open_page(cast.anna, TASK, id=id)
    [chosen] = channels(at, "task")
    assert chosen.value == ["bell", "sms"]
    chosen.set_value([]).run()
    save(at, "task")
    assert [one.channels for one in card(cast.anna, id).steps] == [()]


def test_the_card_explains_what_is_to_come(cast: Cast, open_page: Opener) -> None:
    step = StepPlan(2, "hour", at=None, anchor="due", channels=("bell", "sms"))
    id = a_task(cast.anna, due_at=NOON.replace(day=12), steps=[step])
    text = shown(open_page(cast.anna, TASK, id=id))
    assert "2 hours before" in text
    assert "no telephone number" in text


def test_a_monitorings_reminder_goes_by_sms_and_push_as_well(cast: Cast, open_page: Opener, dump: Dumper) -> None:
    watch = a_watch(cast, a_contract(cast, a_firm(cast)), steps=[StepPlan(7, "day")])
    at = open_page(cast.anna, "customers/watch.py", id=watch)
    [form] = {node.key.split(":")[0] for node in at.number_input if ":steps" in (node.key or "")}
    [chosen] = channels(at, form)
    assert chosen.value == ["bell", "email"]
    chosen.set_value([]).run()
    before = dump()
    at = save(at, form)
    assert t("reminders.step_channels") in errors(at)
    assert dump() == before
    channels(at, form)[0].set_value(["bell", "sms", "push"]).run()
    at = save(at, form)
    assert (errors(at), channels(at, form)[0].value) == ("", ["bell", "sms", "push"])


def test_a_rules_reminder_has_channels_too(cast: Cast, open_page: Opener) -> None:
    firm = a_firm(cast)
    a_rule(cast, firm)
    at = open_page(cast.admin, "office/item.py", id=firm.item)
    assert not at.exception
    assert "push" in shown(at)


# Comes back


def test_a_new_task_comes_back_when_it_is_told_to(cast: Cast, open_page: Opener) -> None:
    at = coming_back(open_page(cast.anna, TASK), due_at=THURSDAY)
    assert "Every Thursday at 9" in said(at)
    at = save(at, "task")
    assert (errors(at), at.exception, titles(at)) == ("", [], ["Water the plants"])
    assert [toast.value for toast in at.toast] == [t("tasks.added_repeating")]
    found = the_task(cast.anna)
    assert found.occurs_at == found.due_at == datetime(2026, 3, 19, 8, tzinfo=UTC)
    [row] = all_series(cast.anna)
    assert (row.id, row.words.replace("\u202f", " ")) == (found.series_id, "every Thursday at 9:00 AM")


def test_the_day_of_the_rule_follows_the_task_until_somebody_chooses(cast: Cast, open_page: Opener) -> None:
    at = coming_back(open_page(cast.anna, TASK), due_at=TUESDAY)
    assert "Every Tuesday" in said(at)
    at = fill(at, "task", due_at=THURSDAY)
    assert "Every Thursday" in said(at)
    at = fill(at, "task", weekdays=[0, 3])
    at = fill(at, "task", due_at=TUESDAY)
    assert "Every Monday and Thursday" in said(at)
    at = save(at, "task")
    assert t("tasks.repeats_elsewhere") in errors(at)
    assert all_series(cast.anna) == []


@pytest.mark.parametrize(
    ("way", "words"), [("by_day", "Every month on day 19"), ("by_weekday", "Every month on the third Thursday")]
)
def test_days_of_the_month_follow_as_well(cast: Cast, open_page: Opener, way: str, words: str) -> None:
    at = coming_back(open_page(cast.anna, TASK), due_at=TUESDAY)
    at = at.selectbox(key=key(at, "task", "repeats")).set_value(way).run()
    at = fill(at, "task", due_at=THURSDAY)
    assert words in said(at)
    assert errors(save(at, "task")) == ""


def test_without_a_day_it_asks_for_one_and_keeps_what_was_typed(cast: Cast, open_page: Opener, dump: Dumper) -> None:
    at = coming_back(open_page(cast.anna, TASK))
    before = dump()
    at = save(at, "task")
    assert t("tasks.repeats_when") in errors(at)
    assert dump() == before
    assert at.text_input(key=key(at, "task", "task_title")).value == "Water the plants"
    at = save(fill(at, "task", due_at=THURSDAY), "task")
    assert errors(at) == ""


def test_for_several_people_it_is_refused_beside_their_field(cast: Cast, open_page: Opener, dump: Dumper) -> None:
    at = coming_back(open_page(cast.mona, TASK), due_at=THURSDAY)
    people = at.multiselect(key=key(at, "task", "people"))
    at = people.set_value([tasks.Taker(cast.anna), tasks.Taker(cast.bob)]).run()
    before = dump()
    at = save(at, "task")
    assert t("tasks.repeats_one") in errors(at)
    assert dump() == before


def test_after_a_refused_save_the_preview_says_what_was_typed(cast: Cast, open_page: Opener) -> None:
    at = coming_back(open_page(cast.anna, TASK), due_at=THURSDAY, task_title="")
    at = save(at, "task")
    assert t("error.required") in errors(at)
    assert "Every Thursday at 9" in said(at)
    at = open_page(cast.anna, SERIES, new=1)
    at = save(fill(at, "series", weekdays=[4]), "series")
    assert t("error.required") in errors(at)
    assert "Every Friday at 9" in said(at)


def test_a_rule_refused_beside_its_field_is_not_said_twice(cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.anna, SERIES, new=1)
    at = at.selectbox(key=key(at, "series", "repeats")).set_value("custom").run()
    at = fill(at, "series", rule="FREQ=SECONDLY", series_title="Tick")
    assert t("series.rule_seconds") in said(at)
    at = save(at, "series")
    assert t("series.rule_seconds") in errors(at)
    assert t("series.rule_seconds") not in said(at)
    at = fill(at, "series", rule="FREQ=DAILY;INTERVAL=3")
    assert "Every 3 days" in said(at), "mended, it is shown before it is saved"


# How far a change reaches


def test_a_task_of_a_series_says_how_far_a_change_reaches(cast: Cast, open_page: Opener) -> None:
    id, _ = repeating(cast.anna)
    at = open_page(cast.anna, TASK, id=id)
    text = shown(at)
    for words in ("series.this_one", "series.this_and_following", "series.change_all"):
        assert t(words) in text
    save(fill(at, "task", task_title="This one only"), "task")
    assert (card(cast.anna, id).title, all_series(cast.anna)[0].title) == ("This one only", "Water the plants")
    plain = open_page(cast.anna, TASK, id=a_task(cast.anna))
    assert t("series.this_one") not in shown(plain)


def test_this_and_the_following_are_changed_on_the_series_page(cast: Cast, open_page: Opener) -> None:
    id, one = repeating(cast.anna)
    at = open_page(cast.anna, SERIES, id=one, **{"from": card(cast.anna, id).occurs_at.isoformat()})
    chosen = at.selectbox(key=key(at, "series", "scope"))
    assert chosen.value == datetime(2026, 3, 12, 8, tzinfo=UTC)
    save(fill(at, "series", series_title="From now on"), "series")
    found = card(cast.anna, id)
    assert (found.title, found.series_id != one) == ("From now on", True)


@pytest.mark.parametrize("since", ["yesterday", "2026-03-12", "2026-03-13T08:00:00+00:00", "9999-12-31T23:59:59+00:00"])
def test_an_address_with_another_moment_changes_nothing(
    cast: Cast, open_page: Opener, dump: Dumper, since: str
) -> None:
    _, one = repeating(cast.anna)
    at = open_page(cast.anna, SERIES, id=one, **{"from": since})
    assert not at.exception
    chosen = at.selectbox(key=key(at, "series", "scope"))
    if isinstance(chosen.value, datetime):
        before = dump()
        at = save(at, "series")
        assert t("series.moment_unknown") in errors(at)
        assert dump() == before
    else:
        assert chosen.value == "whole"


def test_a_term_at_the_same_time_stays_when_the_series_is_saved(cast: Cast, open_page: Opener) -> None:
    id, one = repeating(cast.anna)
    at = open_page(cast.anna, SERIES, id=one)
    save(fill(at, "series", series_title="Water twice"), "series")
    found = card(cast.anna, id)
    assert (found.title, found.due_at) == ("Water twice", datetime(2026, 3, 12, 8, tzinfo=UTC))


# The bin and leaving


def test_a_deleted_series_is_offered_in_the_bin_to_who_may_take_it_out(cast: Cast, open_page: Opener) -> None:
    with by(cast.anna) as work:
        form = series_lists.SeriesForm("Oil the pump", "FREQ=DAILY", date(2026, 3, 12), time(9), owner_id=cast.anna)
        one = series.create(work, form)
        series.delete(work, one, None)
    assert "Oil the pump" not in shown(open_page(cast.vera, BIN))
    at = open_page(cast.anna, BIN, open=f"task_series-{one}")
    assert (at.exception, errors(at)) == ([], "")
    assert t("bin.kind.task_series") in shown(at)
    assert f"restore-{one}" in {button.key for button in at.button}


def test_who_leaves_is_asked_for_an_heir_of_each_series(cast: Cast, open_page: Opener) -> None:
    repeating(cast.anna)
    text = shown(open_page(cast.admin, "office/person.py", id=cast.anna))
    assert t("people.left_series") in text
    assert t("field.heir_series") in text
