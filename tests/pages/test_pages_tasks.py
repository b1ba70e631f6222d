"""The pages of tasks: who sees them, lists and board, the card with its steps, a task from anywhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from crm import tasks
from crm.core.i18n import t
from crm.core.work import Actor
from crm.tasks.tables import Task
from crm.ui import quick_add
from tests.conftest import NOON, Cast
from tests.dumping import Dumper
from tests.firm import a_firm, by, by_office
from tests.pages.conftest import Opener, errors, key, shown, titles
from tests.pages.test_pages_forms import fill, save
from tests.tasks.helpers import a_task, card, links, state

LIST, CARD = "work/tasks.py", "work/task.py"


def press(at: AppTest, key: str) -> AppTest:
    return at.button(key=key).click().run()


def keys(at: AppTest) -> set[str]:
    return {node.key for node in at.button if node.key}


def listed(at: AppTest) -> str:
    """What the table holds, or the cards of the board; not what the bar above every page says."""
    cards = [node.proto.body for node in at.get("html") if node.proto.body.startswith('<div class="line">')]
    return "\n".join([frame.value.to_string() for frame in at.dataframe] + cards)


@pytest.mark.parametrize("page", [LIST, CARD])
def test_a_stranger_sees_nothing(page: str, cast: Cast, open_page: Opener) -> None:
    id = a_task(cast.anna, title="Secret call")
    at = open_page(None, page, id=id)
    assert "Secret call" not in shown(at)
    assert not at.button
    assert not at.text_input


def test_a_task_one_may_not_see_is_as_if_it_were_not_there(cast: Cast, open_page: Opener) -> None:
    id = a_task(cast.anna, title="Secret call")
    said = {errors(open_page(cast.carol, CARD, id=one)) for one in (id, 999, -1, "1 OR 1", "")}
    assert said == {t("error.not_found")}
    assert "Secret call" not in shown(open_page(cast.carol, LIST))
    assert "Secret call" not in shown(open_page(cast.carol, LIST, view="team"))


def test_the_list_begins_with_ones_own_open_tasks(cast: Cast, open_page: Opener) -> None:
    a_task(cast.anna, title="My own")
    a_task(cast.anna, title="Given away", people=[cast.bob])
    over = a_task(cast.anna, title="Long over")
    with by(cast.anna) as work:
        tasks.move(work, over, "finish", None)
    at = open_page(cast.anna, LIST)
    assert not at.exception
    text = shown(at)
    assert "My own" in text
    assert "Given away" not in text
    assert "Long over" not in text
    assert at.query_params["state"] == "offered,accepted,in_progress,refused"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"view": "given"}, {"Birch"}),
        ({"view": "asked"}, {"Maple", "Alder"}),
        ({"view": "team"}, {"Oak", "Birch", "Maple", "Alder"}),
        ({"view": "mine", "priority": "urgent"}, {"Oak"}),
        ({"due": "overdue"}, {"Oak"}),
        ({"q": "MAPL"}, {"Maple"}),
        ({"state": "accepted"}, {"Oak"}),
        ({"view": "mine", "as": "board"}, {"Oak", "Maple"}),
    ],
)
def test_a_link_is_a_view(query: dict[str, str], found: set[str], cast: Cast, open_page: Opener) -> None:
    a_task(cast.anna, title="Oak", priority="urgent", due_at=NOON - timedelta(hours=1))
    a_task(cast.anna, title="Birch", people=[cast.bob])
    a_task(cast.mona, title="Maple", people=[cast.anna])
    a_task(cast.mona, title="Alder", team_id=cast.service)
    at = open_page(cast.anna, LIST, **query)
    assert not at.exception
    text = listed(at)
    assert {title for title in ("Oak", "Birch", "Maple", "Alder") if title in text} == found


def test_nothing_found_and_nothing_there_say_what_to_do(cast: Cast, open_page: Opener) -> None:
    assert t("tasks.empty") in shown(open_page(cast.anna, LIST))
    assert t("ui.nothing_found") in shown(open_page(cast.anna, LIST, q="zzz"))


def test_cards_of_the_board_move_by_their_buttons(cast: Cast, open_page: Opener) -> None:
    id = a_task(cast.mona, people=[cast.anna])
    at = open_page(cast.anna, LIST, view="mine", **{"as": "board"})
    for step, then in (("accept", "accepted"), ("start", "in_progress"), ("pause", "accepted"), ("finish", "done")):
        at = press(at, f"task-{step}-{id}")
        assert (state(id), errors(at)) == (then, ""), step
        assert [toast.value for toast in at.toast] == [t(f"tasks.stepped.{step}")]


def test_a_viewer_looks_and_nothing_more(cast: Cast, open_page: Opener) -> None:
    id = a_task(cast.anna)
    for at in (open_page(cast.vera, LIST, **{"as": "board"}), open_page(cast.vera, CARD, id=id)):
        assert not at.exception
        assert not {name for name in keys(at) if name.startswith(("task", "quick", "give"))}


def test_the_link_of_a_letter_opens_the_form_that_hands_on(cast: Cast, open_page: Opener) -> None:
    id = a_task(cast.mona, people=[cast.anna])
    for query, is_open in (({}, False), ({"give": "1"}, True)):
        at = open_page(cast.anna, CARD, id=id, **query)
        assert not at.exception
        assert at.session_state[key(at, "task_give", "open")] is is_open
        assert "give" not in at.query_params  # once: what is given is not asked for again


def test_the_assignee_accepts_and_works_on_the_card(cast: Cast, open_page: Opener) -> None:
    id = a_task(cast.mona, people=[cast.anna], checklist=["one", "two"], description="About the <b>roof</b>")
    at = open_page(cast.anna, CARD, id=id)
    assert not at.exception
    assert titles(at) == ["Call them"]
    at = press(at, f"task-accept-{id}")
    at = fill(at, "task_note", text="half way", minutes=45)
    at = save(at, "task_note")
    found = card(cast.mona, id)
    assert (found.state, found.note, found.minutes) == ("accepted", "half way", 45)
    part = found.checklist[0]
    at = at.checkbox(key=f"part-{part.id}-{found.version}").check().run()
    assert [one.is_done for one in card(cast.anna, id).checklist] == [True, False]
    at = press(at, f"task-finish-{id}")
    assert (state(id), errors(at)) == ("done", "")


def test_a_refusal_without_a_reason_is_told_beside_its_field(cast: Cast, open_page: Opener, dump: Dumper) -> None:
    id = a_task(cast.mona, people=[cast.anna])
    at = open_page(cast.anna, CARD, id=id)
    before = dump()
    at = save(at, "task_refuse")
    assert t("error.required") in errors(at)
    assert dump() == before
    at = save(fill(at, "task_refuse", reason="on leave"), "task_refuse")
    assert state(id) == "refused"
    assert "on leave" in shown(open_page(cast.mona, CARD, id=id))


def test_what_is_wrong_stands_beside_its_field_and_the_typed_text_stays(
    cast: Cast, open_page: Opener, dump: Dumper
) -> None:
    at = open_page(cast.anna, CARD)
    before = dump()
    moments = {"from_at": datetime(2026, 3, 12, 12), "due_at": datetime(2026, 3, 11, 12)}
    at = save(fill(at, "task", task_title="Paint", **moments), "task")
    assert t("tasks.due_before_from") in errors(at)
    assert dump() == before
    [title] = [node for node in at.text_input if node.key == key(at, "task", "task_title")]
    assert title.value == "Paint"
    at = save(fill(at, "task", due_at=datetime(2026, 3, 12, 13), checklist="a\n\nb"), "task")
    assert (titles(at), errors(at)) == (["Paint"], "")
    with by_office() as work:
        row = work.session.execute(select(Task)).scalar_one()
        assert (row.owner_id, row.due_at) == (cast.anna, datetime(2026, 3, 12, 12, tzinfo=NOON.tzinfo))
    assert [part.text for part in card(cast.anna, row.id).checklist] == ["a", "b"]


def test_who_gave_it_changes_what_it_says_and_a_stale_form_is_told(cast: Cast, open_page: Opener, dump: Dumper) -> None:
    id = a_task(cast.mona, people=[cast.anna])
    at = open_page(cast.mona, CARD, id=id)
    with by(cast.mona) as work:
        tasks.edit(work, id, None, title="Call both")
    before = dump()
    at = save(fill(at, "task", task_title="Call nobody"), "task")
    assert "Mona" in errors(at)
    assert dump() == before
    at = save(at, "task")
    assert card(cast.anna, id).title == "Call nobody"


def test_a_task_is_given_on_from_its_card(cast: Cast, open_page: Opener) -> None:
    id = a_task(cast.mona, people=[cast.anna])
    at = open_page(cast.anna, CARD, id=id, give="1")
    box = at.selectbox(key=key(at, "task_give", "people"))
    names = box.options
    assert "Bob" in names
    assert "Carol" not in names
    at = box.set_value(tasks.Taker(cast.bob)).run()
    at = save(at, "task_give")
    assert errors(at) == ""
    assert links(id)[-1] == (cast.anna, cast.bob, "offered")


def test_a_quick_task_from_any_page(cast: Cast, open_page: Opener) -> None:
    at = press(open_page(cast.anna, "work/inbox.py"), "quick-task")
    at = save(at, "quick_task")
    assert t("error.required") in errors(at)
    at = save(fill(at, "quick_task", task_title="Buy paint", due_at=datetime(2026, 3, 11, 9)), "quick_task")
    with by_office() as work:
        row = work.session.execute(select(Task)).scalar_one()
        assert (row.title, row.owner_id, row.state) == ("Buy paint", cast.anna, "accepted")
        assert row.due_at == datetime(2026, 3, 11, 8, tzinfo=NOON.tzinfo)
    assert "quick-task" not in keys(open_page(cast.vera, "work/inbox.py"))


def test_the_card_of_a_client_shows_its_tasks_and_adds_one(cast: Cast, open_page: Opener) -> None:
    firm = a_firm(cast)
    id = a_task(cast.anna, title="Ring the client", subject_kind="client", subject_id=firm.client)
    a_task(cast.anna, title="Something else")
    at = open_page(cast.anna, "customers/client.py", id=firm.client)
    assert not at.exception
    assert "Ring the client" in shown(at)
    assert "Something else" not in shown(at)
    at = press(at, f"quick-task-client-{firm.client}")
    at = save(fill(at, "quick_task", task_title="Write to them"), "quick_task")
    with by(cast.anna) as work:
        found = tasks.listing(work, tasks.Filters(subject_kind="client", subject_id=firm.client, sort="created"))
    assert [row.title for row in found.rows] == ["Ring the client", "Write to them"]
    press(open_page(cast.anna, "customers/client.py", id=firm.client), f"task-finish-{id}")
    assert state(id) == "done"


def test_the_start_page_shows_what_waits_for_me(cast: Cast, open_page: Opener) -> None:
    a_task(cast.anna, title="Long late", due_at=NOON - timedelta(days=2))
    a_task(cast.anna, title="Far away", due_at=NOON + timedelta(days=9))
    a_task(cast.mona, title="Will you", people=[cast.anna])
    a_task(cast.anna, title="Bob is late", people=[cast.bob], due_at=NOON - timedelta(hours=1))
    at = open_page(cast.anna, "work/today.py")
    assert not at.exception
    text = shown(at)
    assert {title for title in ("Long late", "Far away", "Will you", "Bob is late") if title in text} == {
        "Long late", "Will you", "Bob is late",
    }  # fmt: skip


def typed(at: AppTest) -> str:
    return str(at.text_input(key=key(at, "quick_task", "task_title")).value)


def dismissed(at: AppTest) -> AppTest:
    """As the browser reports that the dialog was closed by Escape or beside it."""
    del at.session_state[quick_add.OF]
    return at.run()


def test_a_quick_task_that_was_not_saved_is_there_again_until_it_is_saved_or_discarded(
    cast: Cast, open_page: Opener
) -> None:
    at = press(open_page(cast.mona, "work/inbox.py"), "quick-task")
    at = fill(
        at, "quick_task", task_title="Buy paint", due_at=datetime(2026, 3, 11, 9), people=[tasks.Taker(cast.anna)]
    )
    at = press(dismissed(at.run()), "quick-task")
    assert not at.exception
    assert typed(at) == "Buy paint"
    assert at.multiselect(key=key(at, "quick_task", "people")).value == [tasks.Taker(cast.anna)]
    at = press(dismissed(fill(at, "quick_task", task_title="Buy more paint").run()), "quick-task")
    assert typed(at) == "Buy more paint"
    at = save(at, "quick_task")
    with by_office() as work:
        row = work.session.execute(select(Task)).scalar_one()
        assert (row.title, row.owner_id) == ("Buy more paint", cast.anna)
        assert row.due_at == datetime(2026, 3, 11, 8, tzinfo=NOON.tzinfo)
    at = press(at, "quick-task")
    assert typed(at) == ""
    at = press(dismissed(fill(at, "quick_task", task_title="Never mind").run()), "quick-task")
    at = press(at, key(at, "quick_task", "discard"))
    assert typed(press(at, "quick-task")) == ""


def test_a_draft_belongs_to_its_record_and_to_who_typed_it(cast: Cast, open_page: Opener) -> None:
    firm = a_firm(cast)
    at = press(open_page(cast.anna, "customers/client.py", id=firm.client), f"quick-task-client-{firm.client}")
    at = dismissed(fill(at, "quick_task", task_title="Write to them").run())
    at = press(at, "quick-task")
    assert typed(at) == ""
    at = press(dismissed(at), f"quick-task-client-{firm.client}")
    assert typed(at) == "Write to them"
    at = dismissed(at)
    held = at.session_state[quick_add.DRAFTS]
    at.session_state[quick_add.DRAFTS] = {
        place: replace(draft, by=Actor.signed_in(987)) for place, draft in held.items()
    }
    assert typed(press(at, f"quick-task-client-{firm.client}")) == ""


def test_a_task_for_several_says_how_many_were_added(cast: Cast, open_page: Opener) -> None:
    both = [tasks.Taker(cast.anna), tasks.Taker(cast.bob)]
    at = save(fill(open_page(cast.mona, CARD), "task", task_title="Read the rules", people=both), "task")
    assert at.toast[0].value == "2 tasks added, one for each"
    assert titles(at) == ["Read the rules"]
    at = press(open_page(cast.mona, "work/inbox.py"), "quick-task")
    at = save(fill(at, "quick_task", task_title="Read them again", people=both), "quick_task")
    assert at.toast[0].value == "2 tasks added, one for each"
    at = save(fill(press(at, "quick-task"), "quick_task", task_title="Mine"), "quick_task")
    assert at.toast[0].value == "Added."
