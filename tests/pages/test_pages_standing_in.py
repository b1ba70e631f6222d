"""Who stands in for somebody away finds the task on the start page and answers it on its card, whatever they reach."""

from __future__ import annotations

from datetime import timedelta

from crm import people
from crm.core.i18n import t
from tests.conftest import Cast
from tests.firm import TODAY, by
from tests.pages.conftest import Opener, errors, shown
from tests.pages.test_pages_tasks import CARD, press
from tests.tasks.helpers import a_task, card, delegate, state


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
