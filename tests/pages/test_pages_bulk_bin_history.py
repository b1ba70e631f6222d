"""Bulk changes, the bin and the history on their pages: who sees what, and what a click does."""

from __future__ import annotations

import re
from typing import Any

import pytest

from crm import cases, monitoring
from crm.flows import bin as to_bin
from crm.flows import bulk
from crm.flows.bulk import Selection
from tests.conftest import Cast
from tests.firm import Firm, a_contract, a_firm, a_watch, by
from tests.pages.conftest import Opener, errors, key, shown, titles

COUNTED = r"\b1 (will change|is so already|cannot be changed)"
PAGES = ["office/bin.py", "office/history.py", "customers/bulk.py"]


@pytest.fixture
def firm(cast: Cast) -> Firm:
    return a_firm(cast)


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_sees_nothing(page: str, open_page: Opener, cast: Cast, firm: Firm) -> None:
    with by(cast.anna) as work:
        to_bin.delete_client(work, firm.client, None)
    at = open_page(None, page)
    assert "Łódzkie" not in shown(at)
    assert titles(at) == []
    assert errors(at)


def test_roles_without_the_right_see_neither_bin_nor_history(open_page: Opener, cast: Cast, firm: Firm) -> None:
    with by(cast.anna) as work:
        to_bin.delete_client(work, firm.client, None)
    for person, page in (
        (cast.vera, "office/bin.py"),
        (cast.vera, "office/history.py"),
        (cast.anna, "office/history.py"),
    ):
        at = open_page(person, page)
        assert "Łódzkie" not in shown(at)
        assert titles(at) == []
        assert errors(at)
    for person in (cast.bob, cast.carol):  # employees see in the bin what is their own
        assert "Łódzkie" not in shown(open_page(person, "office/bin.py"))
    for person in (cast.anna, cast.mona, cast.admin):
        assert "Łódzkie" in shown(open_page(person, "office/bin.py"))


def test_who_configures_the_office_is_offered_the_way_out_for_good(open_page: Opener, cast: Cast, firm: Firm) -> None:
    """What the buttons do is in tests/stories: a drawer's clicks reach only a browser's fragment."""
    with by(cast.anna) as work:
        to_bin.delete_client(work, firm.client, None)
    for person, offered in ((cast.anna, ["restore"]), (cast.admin, ["restore", "remove"])):
        at = open_page(person, "office/bin.py", open=f"clients-{firm.client}")
        keys = [str(button.key).split("-")[0] for button in at.button]
        assert [key for key in keys if key in ("restore", "remove")] == offered


@pytest.mark.parametrize("wrong", ["clients-999", "x", "-1", "clients-1 OR 1", "users-1", "clients-"])
def test_an_address_of_what_is_not_in_the_bin_is_not_found(
    wrong: str, open_page: Opener, cast: Cast, firm: Firm
) -> None:
    assert "Not found" in errors(open_page(cast.admin, "office/bin.py", open=wrong))


def test_the_history_says_who_did_what_and_its_filters_stand_in_the_address(
    open_page: Opener, cast: Cast, firm: Firm
) -> None:
    watch = a_watch(cast, a_contract(cast, firm), title="**bold** <b>")
    with by(cast.anna) as work:
        monitoring.cancel(work, watch, None)
    at = open_page(cast.admin, "office/history.py", kind="monitorings", action="changed")
    text = shown(at)
    assert "**bold** &lt;b&gt;" in text
    assert "Anna" in text
    assert "Cancelled" in text
    assert "Łódzkie" not in text
    at.selectbox(key="history:filter:action").set_value("created").run()
    assert at.query_params["action"] in ("created", ["created"])
    assert "Gwarancja" not in shown(at)
    assert "Nothing matches" in shown(open_page(cast.admin, "office/history.py", kind="clients", action="removed"))


@pytest.mark.parametrize(
    ("page", "kind"),
    [("customers/client.py", "client"), ("customers/contract.py", "contract"), ("customers/watch.py", "watch")],
)
def test_a_card_has_its_history_for_who_may_see_it(
    page: str, kind: str, open_page: Opener, cast: Cast, firm: Firm
) -> None:
    contract = a_contract(cast, firm, number="A/1")
    ids = {"client": firm.client, "contract": contract, "watch": a_watch(cast, contract)}
    assert 'class="changes"' in shown(open_page(cast.admin, page, id=ids[kind])).replace('\\"', '"')
    assert 'class="changes"' not in shown(open_page(cast.anna, page, id=ids[kind])).replace('\\"', '"')


def test_nothing_selected_says_how_to_begin(open_page: Opener, cast: Cast, firm: Firm) -> None:
    assert "Nothing is selected" in shown(open_page(cast.admin, "customers/bulk.py"))


def test_lists_offer_bulk_changes_to_who_may_change_anything(open_page: Opener, cast: Cast, firm: Firm) -> None:
    a_watch(cast, a_contract(cast, firm))
    for kind in ("monitoring", "contracts", "clients"):
        for person, is_offered in ((cast.admin, True), (cast.anna, True), (cast.vera, False)):
            at = open_page(person, f"customers/{kind}.py")
            keys = {button.key for button in at.button}
            assert (f"{kind}:bulk-all" in keys) is is_offered, (kind, person)


def chosen(at: Any, selection: Selection) -> Any:
    at.session_state["bulk:chosen"] = selection
    return at.run()


def test_from_the_preview_to_the_change_to_its_undoing(open_page: Opener, cast: Cast, firm: Firm) -> None:
    ids = [a_watch(cast, a_contract(cast, firm, owner), title=f"W{owner}") for owner in (cast.anna, cast.bob)]
    at = chosen(open_page(cast.anna, "customers/bulk.py"), Selection("monitoring", tuple(ids)))
    at.selectbox(key=key(at, "bulk", "what")).set_value("cancel").run()
    at.button(key=key(at, "bulk", "save")).click().run()
    assert "1 will change" in shown(at)
    assert "1 cannot be changed" in shown(at)
    at.button(key="bulk-confirm").click().run()
    assert "1 record was changed" in shown(at)
    with by(cast.admin) as work:
        assert [monitoring.get(work, id).state for id in ids] == ["cancelled", "active"]
    [sure] = [
        button for button in at.button if str(button.key).startswith("undo-") and str(button.key).endswith("-sure")
    ]
    sure.click().run()
    assert "1 record is as it was before" in shown(at)
    with by(cast.admin) as work:
        assert [monitoring.get(work, id).state for id in ids] == ["active", "active"]


def test_a_viewer_who_forges_a_selection_is_refused(open_page: Opener, cast: Cast, firm: Firm) -> None:
    watch = a_watch(cast, a_contract(cast, firm))
    at = chosen(open_page(cast.vera, "customers/bulk.py"), Selection("monitoring", (watch,)))
    assert at.selectbox(key=key(at, "bulk", "what")).options == []


def test_each_thing_that_can_be_done_has_its_fields(open_page: Opener, cast: Cast, firm: Firm) -> None:
    contract = a_contract(cast, firm)
    a_watch(cast, contract)
    with by(cast.admin) as work:
        kind_id = cases.create_kind(work, name="Inquiry", colour="#0f766e")
        cases.create(work, client_id=firm.client, title="A case", kind_id=kind_id)
    for kind in bulk.KINDS:
        at = chosen(open_page(cast.admin, "customers/bulk.py"), Selection(kind, (), {}, 99))
        for what in bulk.KINDS[kind].whats:
            at.selectbox(key=key(at, "bulk", "what")).set_value(what).run()
            assert not at.exception, (kind, what)
            at.button(key=key(at, "bulk", "save")).click().run()
            assert not at.exception, (kind, what)
            counted = [one.value for one in at.caption if re.search(COUNTED, one.value)]
            assert len(counted) == 1 or errors(at), (kind, what)


@pytest.mark.parametrize("kind", sorted(bulk.KINDS))
def test_what_is_no_longer_there_is_said_and_shown_in_no_table(kind: str, open_page: Opener, cast: Cast) -> None:
    at = chosen(open_page(cast.admin, "customers/bulk.py"), Selection(kind, (), {}, 99))
    at.selectbox(key=key(at, "bulk", "what")).set_value("owner" if kind != "monitoring" else "assigned").run()
    at.button(key=key(at, "bulk", "save")).click().run()
    assert not at.exception
    assert "Nothing of what you chose is there any more." in shown(at)
    assert len(at.dataframe) == 0


def test_back_in_the_bin_with_a_quick_task_open_shows_one_dialog(cast: Cast, firm: Firm, open_page: Opener) -> None:
    with by(cast.admin) as work:
        to_bin.delete_client(work, firm.client, None)
    at = open_page(cast.admin, "office/bin.py").button(key="quick-task").click().run()
    at.query_params["open"] = f"clients-{firm.client}"
    at.run()
    assert [box for box in at.text_input if str(box.key).startswith("quick_task")]
