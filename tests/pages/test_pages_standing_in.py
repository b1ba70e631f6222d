"""Who stands in for somebody away finds the task on the start page and answers it on its card, whatever they reach."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm import people, tasks
from crm.core.i18n import t
from tests.conftest import Cast
from tests.firm import TODAY, by
from tests.pages.conftest import Opener, errors, key, shown, titles
from tests.pages.test_pages_forms import save
from tests.pages.test_pages_tasks import CARD, press
from tests.tasks.helpers import a_task, card, delegate, links, move, state
from tests.tasks.test_standing_in_limits import WAYS, twice


def test_the_card_and_the_start_page_serve_a_substitute_of_another_team(cast: Cast, open_page: Opener) -> None:
    with by(cast.bob) as work:
        people.add_my_absence(work, first_on=TODAY, last_on=TODAY + timedelta(days=2), substitute_id=cast.carol)
    id = a_task(cast.admin, people=[cast.bob], title="Fit the gate")
    at = open_page(cast.carol, "work/today.py")
    assert t("today.tasks_standing_in") in shown(at)
    at = open_page(cast.carol, CARD, id=id)
    assert errors(at) == ""
    assert t("tasks.stands_in", name="Bob") in shown(at)
    assert t("files.tab") not in [tab.label for tab in at.tabs]
    at = press(at, f"task-accept-{id}")
    assert (state(id), card(cast.bob, id).owner_id, errors(at)) == ("accepted", cast.bob, "")
    delegate(cast.carol, id, person_id=cast.carol)
    at = open_page(cast.admin, CARD, id=id)
    assert t("tasks.link_settled_by", state=t("tasks.link.accepted"), name="Carol") in shown(at)
    assert t("tasks.link_given_by", name="Bob", by="Carol") + " → Carol" in shown(at)


@pytest.mark.parametrize("way", WAYS)
def test_the_start_page_shows_a_task_of_two_lists_once(cast: Cast, open_page: Opener, way: str) -> None:
    person, id = twice(cast, way)
    at = open_page(person, "work/today.py")  # two rows with one key would break it
    assert errors(at) == ""
    assert card(person, id).title in shown(at)


def away(cast: Cast) -> int:
    """A task of Bob, who is away and for whom Carol stands in."""
    with by(cast.bob) as work:
        people.add_my_absence(work, first_on=TODAY, last_on=TODAY + timedelta(days=2), substitute_id=cast.carol)
    return a_task(cast.admin, people=[cast.bob], title="Fit the gate")


def test_who_passes_on_for_somebody_comes_back_to_the_start_page(cast: Cast, open_page: Opener) -> None:
    id = away(cast)
    at = open_page(cast.carol, CARD, id=id, give="1")
    at = at.selectbox(key=key(at, "task_give", "people")).set_value(tasks.Taker(cast.carol)).run()
    at = save(at, "task_give")
    assert errors(at) == ""
    assert titles(at) == [t("today.hello", name="Carol")]
    assert links(id)[-1] == (cast.bob, cast.carol, "offered")


def test_the_card_of_what_was_refused_offers_the_substitute_nothing_to_give(cast: Cast, open_page: Opener) -> None:
    id = away(cast)
    move(cast.carol, id, "refuse", "nobody is here")
    at = open_page(cast.carol, CARD, id=id, give="1")
    assert errors(at) == ""
    assert "Fit the gate" in shown(at)
    assert not [box for box in at.selectbox if str(box.key).startswith("task_give")]
