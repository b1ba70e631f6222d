"""Cases on the screen: strangers see nothing, forms say what is wrong beside the field, lists and cards show states."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from crm import cases, clients, contracts, notifications, tasks
from crm.cases import Filters
from crm.core.i18n import t
from tests.conftest import Cast
from tests.dumping import Dumper
from tests.firm import by
from tests.pages.conftest import Opener, errors, key, shown, titles


@pytest.fixture
def kind(cast: Cast) -> int:
    with by(cast.admin) as work:
        return cases.create_kind(work, name="Inquiry", colour=contracts.PALETTE[0])


@pytest.fixture
def client(cast: Cast, kind: int) -> int:
    with by(cast.anna) as work:
        client = clients.create(work, is_company=True, name="Młyn")
        clients.add_person(work, client, name="Jan Młynarz")
        return client


@pytest.fixture
def case(cast: Cast, client: int, kind: int) -> int:
    with by(cast.anna) as work:
        return cases.create(work, client_id=client, kind_id=kind, title="Roof leaks", due_on=date(2026, 3, 9))


def fill(at: AppTest, form: str, **typed: Any) -> AppTest:
    """Write into fields of a form, as a person would, then nothing more."""
    for name, value in typed.items():
        [found] = [node for node in at._tree if getattr(node, "key", None) == key(at, form, name)]
        found.set_value(value)
    return at.run()


def save(at: AppTest, form: str) -> AppTest:
    return at.button(key=key(at, form, "save")).click().run()


def warnings(at: AppTest) -> list[str]:
    return [one.value for one in at.warning]


def toasts(at: AppTest) -> list[str]:
    return [toast.value for toast in at.toast]


def cells(at: AppTest, column: str) -> list[Any]:
    """What stands in a column of the page's table."""
    values = at.dataframe[0].value[column].to_list()
    return [value if isinstance(value, str) else list(value) for value in values]


@pytest.mark.parametrize("page", ["customers/cases.py", "customers/case.py", "office/case_kinds.py"])
def test_a_stranger_sees_nothing(page: str, cast: Cast, case: int, open_page: Opener) -> None:
    at = open_page(None, page, id=case)
    assert [link.proto.url for link in at.get("link_button")] == ["/sign-in"]
    assert not titles(at)
    assert not [word for word in ("Roof", "Młyn", "Inquiry", "C-2026") if word in shown(at)]


def test_another_teams_case_and_none_at_all_look_alike(cast: Cast, case: int, open_page: Opener) -> None:
    looks = [shown(open_page(cast.carol, "customers/case.py", id=one)) for one in (case, 999)]
    assert looks[0] == looks[1]
    assert t("error.not_found") in looks[0]


def test_the_list_shows_what_is_open_first_by_term_with_what_is_late(
    cast: Cast, case: int, client: int, kind: int, open_page: Opener
) -> None:
    with by(cast.anna) as work:
        later = cases.create(work, client_id=client, kind_id=kind, title="Later", priority="urgent")
        cases.move(work, cases.create(work, client_id=client, kind_id=kind, title="Over"), "done", None)
    at = open_page(cast.anna, "customers/cases.py")
    assert not at.exception
    assert at.query_params["state"] == "new,in_progress,waiting"
    assert cells(at, "field.case_title") == ["Roof leaks", "Later"]
    assert cells(at, "field.kind_id") == [["Inquiry"], ["Inquiry"]]
    assert cells(at, "field.priority") == [[t("priority.normal")], [t("priority.urgent")]]
    assert cells(at, "field.due_on") == [["Mar 9, 2026 · yesterday"], []]
    over = open_page(cast.anna, "customers/cases.py", state="done")
    assert cells(over, "field.case_title") == ["Over"]
    late = open_page(cast.anna, "customers/cases.py", overdue=1)
    assert cells(late, "field.case_title") == ["Roof leaks"]
    assert later


def test_the_export_goes_with_the_filters_and_only_for_who_may(cast: Cast, case: int, open_page: Opener) -> None:
    def links(person: int) -> list[str]:
        found = open_page(person, "customers/cases.py", state="new", q="roof").get("link_button")
        return [link.proto.url for link in found if "export" in link.proto.url]

    assert links(cast.mona) == ["/export/cases.xlsx?q=roof&state=new"]
    assert links(cast.anna) == links(cast.vera) == []


def test_a_new_case_from_the_clients_card_has_its_client(
    cast: Cast, client: int, kind: int, open_page: Opener, dump: Dumper
) -> None:
    card = open_page(cast.anna, "customers/client.py", id=client)
    at = card.button(key="add-case").click().run()
    assert titles(at) == [t("cases.add")]
    before = dump()
    save(fill(at, "case", description="typed"), "case")
    assert dump() == before
    assert t("error.required") in errors(at)
    assert at.text_area(key=key(at, "case", "description")).value == "typed"
    contacts = at.selectbox(key=key(at, "case", "contact_id"))
    assert contacts.options == ["Jan Młynarz"]
    save(fill(at, "case", case_title="Pump", due_on=date(2026, 3, 1)), "case")
    assert titles(at) == ["Pump"], errors(at)
    assert toasts(at) == [t("cases.saved")]
    with by(cast.anna) as work:
        [row] = cases.listing(work, Filters()).rows
    assert (row.title, row.client, row.kind, row.owner_id) == ("Pump", "Młyn", "Inquiry", cast.anna)
    again = open_page(cast.anna, "customers/client.py", id=client)
    assert "Pump" in shown(again)


def test_a_term_that_has_passed_is_said_beforehand(cast: Cast, client: int, kind: int, open_page: Opener) -> None:
    at = open_page(cast.anna, "customers/case.py", client=client)
    assert t("cases.term_past") not in shown(at)
    assert t("cases.term_past") in shown(fill(at, "case", due_on=date(2026, 3, 9)))


def test_without_a_kind_in_use_the_form_says_where_they_are_set_up(cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.anna, "customers/case.py")
    assert [info.value for info in at.info] == [t("cases.no_kinds")]
    assert not at.text_input


def test_a_case_moves_only_along_its_ways_and_is_given_on(cast: Cast, case: int, open_page: Opener) -> None:
    at = open_page(cast.admin, "customers/case.py", id=case)
    offered = at.selectbox(key=key(at, "case_state", "state"))
    assert offered.options == [t(f"cases.state.{state}") for state in ("in_progress", "waiting", "done", "cancelled")]
    save(fill(at, "case_state", state="done"), "case_state")
    assert toasts(at) == [t("cases.moved")], errors(at)
    assert at.selectbox(key=key(at, "case_state", "state")).options == [t("cases.state.in_progress")]
    fill(at, "case_owner", owner_id=cast.bob)
    assert t("cases.will_tell", name="Bob") in shown(at)
    save(at, "case_owner")
    assert toasts(at) == [t("cases.assigned")], errors(at)
    with by(cast.bob) as work:
        assert [entry.title for entry in notifications.entries(work).rows] == [
            "Admin gave you the case Roof leaks – Młyn"
        ]


def test_two_people_save_the_same_case_and_the_second_is_told(cast: Cast, case: int, open_page: Opener) -> None:
    at = fill(open_page(cast.anna, "customers/case.py", id=case), "case", case_title="Typed")
    with by(cast.admin) as work:
        cases.move(work, case, "waiting", None)
    save(at, "case")
    assert "Admin" in errors(at)
    assert at.text_input(key=key(at, "case", "case_title")).value == "Typed"
    with by(cast.anna) as work:
        assert cases.get(work, case).title == "Roof leaks"
    save(at, "case")
    with by(cast.anna) as work:
        assert cases.get(work, case).title == "Typed"


def test_whoever_ends_a_case_learns_of_the_tasks_that_stay_open(cast: Cast, case: int, open_page: Opener) -> None:
    with by(cast.anna) as work:
        for title in ("Call them", "Write to them", "Already done"):
            [done] = tasks.create(work, title=title, people=[cast.anna], subject_kind="case", subject_id=case)
        tasks.move(work, done, "finish", None)
    left = t("cases.tasks_left", count=2)
    at = open_page(cast.anna, "customers/case.py", id=case)
    assert left not in warnings(fill(at, "case_state", state="waiting"))
    assert left in warnings(fill(at, "case_state", state="done"))
    save(at, "case_state")
    with by(cast.anna) as work:
        assert cases.get(work, case).state == "done"
        assert tasks.how_many(work, tasks.Filters(subject_kind="case", subject_id=case, states=tasks.ALIVE)) == (
            2,
            False,
        )


def test_who_may_only_look_is_offered_no_change(cast: Cast, case: int, open_page: Opener) -> None:
    at = open_page(cast.vera, "customers/case.py", id=case)
    assert titles(at) == ["Roof leaks"]
    assert t("ui.view_only") in shown(at)
    assert not [button for button in at.button if ":save:" in str(button.key) and str(button.key).startswith("case")]
    assert "primary" not in [button.key for button in open_page(cast.vera, "customers/cases.py").button]


def test_an_owner_who_does_not_see_the_client_keeps_it_and_its_contact(
    cast: Cast, client: int, kind: int, open_page: Opener
) -> None:
    with by(cast.admin) as work:
        contact = clients.get(work, client).people[0].id
        given = {"client_id": client, "kind_id": kind, "contact_id": contact, "owner_id": cast.carol}
        case = cases.create(work, **given, title="Carol's now")
    at = open_page(cast.carol, "customers/case.py", id=case)
    assert not at.exception
    assert not errors(at)
    save(fill(at, "case", case_title="Edited"), "case")
    assert toasts(at) == [t("cases.saved")], errors(at)
    with by(cast.carol) as work:
        card = cases.get(work, case)
    assert (card.title, card.client_id, card.contact_id) == ("Edited", client, contact)


def test_a_case_goes_into_the_bin_and_the_list_is_shown(cast: Cast, case: int, open_page: Opener) -> None:
    at = open_page(cast.anna, "customers/case.py", id=case)
    at.button(key=f"delete-case-{case}-sure").click().run()
    assert titles(at) == [t("page.cases")]
    assert toasts(at) == [t("cases.deleted")]
    bin_page = open_page(cast.anna, "office/bin.py")
    assert "Roof leaks" in shown(bin_page)


def test_kinds_are_added_named_apart_and_kept_while_used(cast: Cast, case: int, kind: int, open_page: Opener) -> None:
    at = open_page(cast.admin, "office/case_kinds.py")
    save(fill(at, "case-kind-new", name="Inquiry"), "case-kind-new")
    assert t("cases.kind_taken", name="Inquiry") in errors(at)
    save(fill(at, "case-kind-new", name="Sale"), "case-kind-new")
    assert toasts(at) == [t("cases.kind_saved")], errors(at)
    with by(cast.admin) as work:
        assert [one.name for one in cases.kinds(work)] == ["Inquiry", "Sale"]
    refused = open_page(cast.mona, "office/case_kinds.py")
    assert t("error.forbidden") in errors(refused) or not titles(refused) or "Hello" in titles(refused)[0]


def test_history_of_a_case_speaks_of_cases(cast: Cast, case: int, client: int, kind: int, open_page: Opener) -> None:
    with by(cast.admin) as work:
        given = {"client_id": client, "kind_id": kind, "owner_id": cast.anna, "title": "Renamed", "priority": "urgent"}
        cases.edit(work, case, None, **given)
        cases.move(work, case, "waiting", None)
    text = shown(open_page(cast.admin, "customers/case.py", id=case))
    for words in (t("field.cases_title"), t("priority.urgent"), t("cases.state.waiting")):
        assert words in text, words
    assert t("field.title") not in text
