"""Every page for strangers, for each role, and with ids that nobody should send."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from crm import cases, clients, contracts, people, start, tasks
from crm.core import config, db
from crm.core.i18n import t
from crm.flows import bin as to_bin
from crm.people import rules
from crm.people.tables import Role, RoleGrant
from pages.map import SECTIONS
from tests.conftest import NOON, SECRET, Cast, Clock, _person, _team
from tests.firm import a_firm, a_rule, a_watch, by, by_office, edited
from tests.pages.conftest import ENTRY, PAGES, PLACES, Opener, errors, shown, titles

FILES = sorted(PLACES)
# What only somebody signed in may read; "Foreign" stands in everything that is carol's, "Gone" in what is in the bin.
SECRETS = ("Łódzkie", "Foreign", "Gone", "U/2026", "Przegląd", "example.test", "Carol", "Mona", "Service", "Sales")
NOBODYS = ["-1", "0", str(2**63), "1 OR 1", "../", "7f8a1a3e-9d1c-4c0f-8a43-0b7f1a2c3d4e", "", ["1", "x"], "٣", "1e3"]
ROLES = {
    "admin": "administrator",
    "mona": "manager",
    "anna": "employee",
    "bob": "employee",
    "carol": "employee",
    "vera": "viewer",
}
BY_ID = (
    "customers/client.py",
    "customers/contract.py",
    "customers/watch.py",
    "customers/case.py",
    "work/task.py",
    "office/item.py",
    "office/person.py",
    "office/role.py",
)
# Hidden pages that are about no single record, and pages that show one's own records that are gone.
NO_RECORD = {"customers/timeline.py", "customers/bulk.py"}
KEEPS_WHAT_IS_GONE = {"work/inbox.py", "office/bin.py"}


@dataclass(frozen=True)
class Trade:
    """Ids of mine (anna's), foreign (carol's) and deleted records, by page."""

    mine: dict[str, int]
    foreign: dict[str, int]
    deleted: dict[str, int]


@pytest.fixture(scope="module")
def cast(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """The fixed cast in one office for all tests here: looking at pages changes nothing."""
    folder = tmp_path_factory.mktemp("pages")
    shutil.copy(sqlite_template, folder / "crm.db")
    Clock(folder / "clock").set(NOON)
    values = {"CRM_DATABASE_URL": f"sqlite:///{folder / 'crm.db'}", "CRM_SECRET_KEY": SECRET, "CRM_DATA": str(folder)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRM_TEST_CLOCK", str(folder / "clock"))
        start.make_ready(config.load(values, folder))
        with by_office() as work:
            people.ensure_roles(work)
            ids = {name: _person(work, name, role) for name, role in ROLES.items()}
            service = _team(work, "Service", [ids["mona"], ids["anna"], ids["bob"]])
            sales = _team(work, "Sales", [ids["carol"]])
        yield Cast(**ids, service=service, sales=sales)
        db.engine().dispose()


@pytest.fixture(scope="module")
def trade(cast: Cast) -> Trade:
    firm = a_firm(cast)
    a_rule(cast, firm)
    mine, foreign, deleted = (
        _records(cast, owner, name)
        for owner, name in ((cast.anna, "Own"), (cast.carol, "Foreign"), (cast.anna, "Gone"))
    )
    with by(cast.admin) as work:
        version = clients.get(work, deleted["customers/client.py"]).version
        to_bin.delete_client(work, deleted["customers/client.py"], version)
    for known, person in ((mine, cast.anna), (foreign, cast.carol)):
        with by_office() as work:
            role = people.role_id(work, "viewer")
        known |= {"office/item.py": firm.item, "office/person.py": person, "office/role.py": role}
    return Trade(mine, foreign, deleted)


def _records(cast: Cast, owner: int, name: str) -> dict[str, int]:
    with by(cast.admin) as work:
        client = clients.create(work, is_company=True, name=f"{name} client", owner_id=owner)
        contract = contracts.create(work, client_id=client, owner_id=owner, number=f"{name}/1")
        kind = next(iter(cases.kinds(work)), None)
        kind_id = kind.id if kind else cases.create_kind(work, name="Inquiry", colour="#2d78d2")
        case = cases.create(work, client_id=client, kind_id=kind_id, owner_id=owner, title=f"{name} case")
        [task] = tasks.create(
            work, title=f"{name} task", people=[owner], subject_kind="client", subject_id=client, tell=False
        )
    watch = a_watch(cast, contract, title=f"{name} watch", assigned_id=owner, ends_on=date(2026, 4, 1))
    return {
        "customers/client.py": client,
        "customers/contract.py": contract,
        "customers/watch.py": watch,
        "customers/case.py": case,
        "work/task.py": task,
    }


def is_blank(at: AppTest) -> bool:
    """Nothing but the hint where to sign in: no fields, no tables, no buttons, no word of the office's."""
    text = shown(at)
    widgets = [*at.text_input, *at.text_area, *at.selectbox, *at.button, *at.dataframe, *at.tabs]
    assert [link.proto.url for link in at.get("link_button")] == ["/sign-in"]
    return not widgets and not at.exception and not [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize("page", FILES)
def test_a_stranger_sees_nothing(page: str, trade: Trade, open_page: Opener) -> None:
    assert is_blank(open_page(None, page, id=trade.mine.get(page, 1)))


@pytest.mark.parametrize("page", FILES)
def test_a_page_run_without_the_entry_script_shows_a_stranger_nothing(page: str, trade: Trade) -> None:
    at = AppTest.from_file(str(PAGES / page), default_timeout=30)
    at.query_params["id"] = "1"
    assert is_blank(at.run())


@pytest.mark.parametrize(
    "user", [{"sign_in": "1 OR 1"}, {"sign_in": "-1"}, {"sign_in": "99"}, {"id": "1"}, {"sign_in": "1"}]
)
def test_a_made_up_identity_is_a_stranger(user: dict[str, str], trade: Trade) -> None:
    at = AppTest.from_file(str(ENTRY), default_timeout=30)
    at.user = user
    at.query_params["sign_in"] = "1"
    assert is_blank(at.run())


@pytest.mark.parametrize("page", FILES)
def test_every_role_opens_every_page_or_is_led_to_the_first(
    page: str, cast: Cast, trade: Trade, open_page: Opener
) -> None:
    place = PLACES[page]
    for person, role in (
        (cast.admin, "administrator"), (cast.mona, "manager"), (cast.anna, "employee"), (cast.vera, "viewer")
    ):  # fmt: skip
        at = open_page(person, page)
        assert not at.exception, f"{role}: {at.exception}"
        may = place.right is None or rules.BUILT_IN[role].get(place.right, 0) > 0
        if not may:
            assert not titles(at) or "Hello" in titles(at)[0], f"{role} is shown {titles(at)}"
        elif page not in BY_ID:
            assert titles(at), role
            assert not errors(at), f"{role}: {errors(at)}"
        if may and page in BY_ID:
            known = open_page(person, page, id=trade.mine[page])
            assert not known.exception, role
            assert titles(known), role
            assert not errors(known), f"{role}: {errors(known)}"


@pytest.mark.parametrize("page", BY_ID)
def test_ids_that_lead_nowhere_say_not_found_and_show_nothing(
    page: str, cast: Cast, trade: Trade, open_page: Opener
) -> None:
    person = cast.admin if page.startswith("office") else cast.anna
    hidden = [] if page.startswith("office") else [str(trade.foreign[page]), str(trade.deleted[page])]
    for row_id in [*NOBODYS, *hidden, "999999"]:
        at = open_page(person, page, id=row_id)
        assert not at.exception, row_id
        assert t("error.not_found") in errors(at), f"{row_id!r}: {titles(at)} {errors(at)!r}"
        text = shown(at)
        assert "Foreign" not in text, row_id
        assert "Gone" not in text, row_id
        assert not titles(at), row_id


def test_what_may_not_be_seen_and_what_is_not_there_look_alike(cast: Cast, trade: Trade, open_page: Opener) -> None:
    for page in BY_ID[:5]:
        looks = {shown(open_page(cast.anna, page, id=i)) for i in (trade.foreign[page], trade.deleted[page], 999_999)}
        assert len(looks) == 1, page


@pytest.mark.parametrize("page", [file for file in FILES if file not in BY_ID])
def test_lists_show_no_foreign_rows(page: str, cast: Cast, trade: Trade, open_page: Opener) -> None:
    at = open_page(cast.anna, page)
    text = shown(at)
    assert "Foreign" not in text
    assert "Gone" not in text or page in KEEPS_WHAT_IS_GONE


NONSENSE = [
    {"q": "1 OR 1", "owner": "x", "client": "-1"},
    {"person": str(2**63), "contract": "../", "state": "nothing,active"},
    {"from1": "2026-02-31", "to2": "x", "sort": "1;drop", "no_end": "2", "mine": "[]"},
    {"q": "%_\\", "status": "9" * 30},
]


@pytest.mark.parametrize("query", NONSENSE)
def test_filters_that_make_no_sense_break_no_list(
    query: dict[str, str], cast: Cast, trade: Trade, open_page: Opener
) -> None:
    for page in (
        "customers/clients.py", "customers/contracts.py", "customers/monitoring.py", "customers/cases.py",
        "work/tasks.py",
    ):  # fmt: skip
        at = open_page(cast.anna, page, **query)
        assert not at.exception, page
        assert "Foreign" not in shown(at)


def test_filters_by_foreign_ids_show_no_foreign_names(cast: Cast, trade: Trade, open_page: Opener) -> None:
    client, contract = trade.foreign["customers/client.py"], trade.foreign["customers/contract.py"]
    for page in (
        "customers/monitoring.py", "customers/contracts.py", "customers/contract.py", "customers/watch.py",
        "customers/cases.py", "customers/case.py",
    ):  # fmt: skip
        at = open_page(cast.anna, page, client=client, contract=contract)
        assert not at.exception, page
        assert "Foreign" not in shown(at), page


def test_one_sees_ones_own_monitoring_on_anothers_contract(cast: Cast, trade: Trade, open_page: Opener) -> None:
    watch = trade.foreign["customers/watch.py"]
    with by_office() as work:
        edited(work, watch, assigned_id=cast.anna)
    at = open_page(cast.anna, "customers/watch.py", id=watch)
    with by_office() as work:
        edited(work, watch, assigned_id=cast.carol)
    assert titles(at) == ["Foreign watch"]
    assert not errors(at)


@pytest.fixture
def polish(cast: Cast) -> Iterator[int]:
    """Anna, reading Polish."""
    from crm.people.tables import User

    with by_office() as work:
        work.session.get_one(User, cast.anna).language = "pl"
    yield cast.anna
    with by_office() as work:
        work.session.get_one(User, cast.anna).language = "en"


def test_pages_speak_the_readers_language(cast: Cast, trade: Trade, polish: int, open_page: Opener) -> None:
    assert titles(open_page(cast.bob, "customers/clients.py")) == ["Clients"]
    assert titles(open_page(polish, "customers/clients.py")) == ["Klienci"]
    for page in FILES:
        at = open_page(polish, page, **({"id": trade.mine[page]} if page in BY_ID else {}))
        assert not at.exception, page


def test_every_page_that_shows_one_record_is_tried_with_hostile_ids() -> None:
    hidden = {place.file for group in SECTIONS.values() for place in group if place.is_hidden}
    assert hidden == set(BY_ID) | NO_RECORD


@pytest.fixture
def unseeing(cast: Cast) -> Iterator[int]:
    """Anna, who may not look at people."""
    _employees_see_people(0)
    yield cast.anna
    _employees_see_people(3)


def _employees_see_people(reach: int) -> None:
    with by_office() as work:
        grants = select(RoleGrant).join(Role, Role.id == RoleGrant.role_id).where(Role.key == "employee")
        for grant in work.session.execute(grants.where(RoleGrant.right == "people.view")).scalars():
            grant.reach = reach


@pytest.mark.parametrize("page", [file for file in FILES if file.startswith(("customers", "work"))])
def test_who_may_not_look_at_people_still_uses_the_page(
    page: str, trade: Trade, unseeing: int, open_page: Opener
) -> None:
    at = open_page(unseeing, page, **({"id": trade.mine[page]} if page in BY_ID else {}))
    assert not at.exception
    assert t("error.forbidden") not in errors(at)


def test_a_contracts_page_is_not_the_place_of_another(cast: Cast, trade: Trade, open_page: Opener) -> None:
    at = open_page(cast.anna, "customers/contract.py", id=trade.mine["customers/contract.py"])
    assert titles(at) == ["Own/1"]
