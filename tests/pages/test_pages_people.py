"""The pages of people and roles, and the panel that says why somebody sees a record."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from crm import clients, contracts, notifications, people
from crm.core.i18n import t
from crm.core.work import Actor, begin
from crm.flows import hand_over
from tests.conftest import Cast
from tests.dumping import Dumper
from tests.firm import a_contract, a_firm, a_watch, by
from tests.pages.conftest import Opener, errors, key, shown, titles

PAGES = ("office/people.py", "office/person.py", "office/roles.py", "office/role.py")


def role(name: str) -> int:
    with begin(Actor.office()) as work:
        return people.role_id(work, name)


def fill(at: AppTest, form: str, **typed: Any) -> AppTest:
    for name, value in typed.items():
        [found] = [node for node in at._tree if getattr(node, "key", None) == key(at, form, name)]
        found.set_value(value)
    return at.run()


def save(at: AppTest, form: str) -> AppTest:
    return at.button(key=key(at, form, "save")).click().run()


def refused(at: AppTest, form: str, dump: Dumper) -> str:
    before = dump()
    save(at, form)
    assert not at.exception
    assert dump() == before
    return errors(at).replace("\\", "")


def toasts(at: AppTest) -> list[str]:
    return [toast.value.replace("\\", "") for toast in at.toast]


def box(at: AppTest, form: str, right: str) -> Any:
    """The box of one right in the matrix."""
    return at.selectbox(key=key(at, form, right))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", [None, "mona", "anna", "vera"])
def test_strangers_and_roles_without_the_right_see_nothing(
    cast: Cast, open_page: Opener, page: str, who: str | None
) -> None:
    at = open_page(getattr(cast, who) if who else None, page, id=cast.carol)
    assert not titles(at) or titles(at) == ["Hello, " + (who or "").title()], titles(at)
    for secret in ("Carol", "carol@example.test", "Sales", "Employee"):
        assert secret not in shown(at)


def rows(at: AppTest) -> list[str]:
    return list(at.dataframe[0].value.iloc[:, 0]) if at.dataframe else []


def test_the_list_shows_who_works_here_with_their_sign_in_and_is_filtered(cast: Cast, open_page: Opener) -> None:
    with by(cast.admin) as work:
        people.set_password(work, cast.mona, "a quiet morning")
        hand_over.deactivate(work, cast.bob, None)
    at = open_page(cast.admin, "office/people.py")
    assert rows(at) == ["Admin", "Anna", "Carol", "Mona", "Vera"]
    assert {"can sign in", "no sign-in"} <= set(shown(at).replace("\\", "").split('"'))
    assert rows(open_page(cast.admin, "office/people.py", state="inactive")) == ["Bob"]
    assert rows(open_page(cast.admin, "office/people.py", team=cast.service)) == ["Anna", "Bob", "Mona"]
    assert rows(open_page(cast.admin, "office/people.py", role=role("employee"), q="ann")) == ["Anna"]
    assert rows(open_page(cast.admin, "office/people.py", role=role("viewer"), team=cast.sales)) == []
    for nonsense in ({"state": "x", "team": "1 OR 1", "role": str(2**63)}, {"q": "%"}):
        assert not open_page(cast.admin, "office/people.py", **nonsense).exception


def test_a_person_is_added_and_then_invited(cast: Cast, open_page: Opener) -> None:
    at = fill(open_page(cast.admin, "office/person.py"), "person", person_name="Nina", email="nina@example.test")
    at = save(at, "person")
    assert titles(at) == ["Nina"], errors(at)
    assert "no sign-in" in shown(at)
    save(at, "person_invite")
    assert t("people.invite_no_mail") in errors(at)
    with by(cast.admin) as work:
        notifications.create_account(
            work, name="Mail", host="127.0.0.1", port=25, security="none", username=None, password=None,
            sender="office@example.test",
        )  # fmt: skip
    save(at, "person_invite")
    assert [toast.replace("\u2060", "") for toast in toasts(at)] == [
        "The invitation to nina@example.test is on its way"
    ]
    assert "invited" in shown(at)
    assert t("people.invite_again") in shown(at)


def test_a_supervisor_loop_is_refused_at_its_field(cast: Cast, open_page: Opener, dump: Dumper) -> None:
    for below, above in ((cast.anna, cast.mona), (cast.bob, cast.anna)):
        at = open_page(cast.admin, "office/person.py", id=below)
        at = save(fill(at, "person", supervisor_id=above), "person")
        assert not errors(at)
    at = fill(open_page(cast.admin, "office/person.py", id=cast.mona), "person", supervisor_id=cast.bob)
    assert t("people.supervisor_loop") in refused(at, "person", dump)
    nodes = list(at._tree)
    [place] = [i for i, node in enumerate(nodes) if getattr(node, "key", None) == key(at, "person", "supervisor_id")]
    assert t("people.supervisor_loop").split(",")[0] in nodes[place + 1].value.replace("\\", "")


def test_what_a_person_may_do_is_shown_with_the_role_that_gives_it(cast: Cast, open_page: Opener) -> None:
    text = shown(open_page(cast.admin, "office/person.py", id=cast.carol))
    assert "Export to XLSX" in text
    assert "<td>View</td><td>the team&#x27;s</td><td>Employee</td>" in text


def test_leaving_asks_who_takes_over_and_tells_what(cast: Cast, open_page: Opener, dump: Dumper) -> None:
    contract = a_contract(cast, a_firm(cast), cast.bob)
    at = open_page(cast.admin, "office/person.py", id=cast.bob)
    assert "<dt>Contracts</dt><dd>1</dd>" in shown(at)
    assert "1 thing would belong to nobody" in refused(at, "person_leaving", dump)
    at = save(fill(at, "person_leaving", takes_over=cast.carol), "person_leaving")
    assert toasts(at) == ["Bob is deactivated"], errors(at)
    assert "Bring back" in shown(at)
    with by(cast.admin) as work:
        assert contracts.get(work, contract).owner_id == cast.carol
        assert not people.get(work, cast.bob).is_active
    at = save(at, "person_back")
    assert toasts(at) == ["Bob works here again"]
    with by(cast.bob) as work:
        assert work.may("clients.view")


def test_each_kind_may_be_given_to_another(cast: Cast, open_page: Opener) -> None:
    firm = a_firm(cast)
    contract = a_contract(cast, firm, cast.anna)
    at = open_page(cast.admin, "office/person.py", id=cast.anna)
    fill(at, "person_leaving", takes_over=cast.bob, heir_clients=cast.carol)
    save(at, "person_leaving")
    with by(cast.admin) as work:
        assert contracts.get(work, contract).owner_id == cast.bob
        assert clients.get(work, firm.client).owner_id == cast.carol


def test_the_last_administrator_is_told_why_they_stay(cast: Cast, open_page: Opener, dump: Dumper) -> None:
    at = open_page(cast.admin, "office/person.py", id=cast.admin)
    assert t("people.last_administrator") in refused(at, "person_leaving", dump)
    fill(at, "person", role_ids=[])
    assert t("people.last_administrator") in refused(at, "person", dump)


def test_a_role_is_edited_as_a_matrix(cast: Cast, open_page: Opener) -> None:
    viewer = role("viewer")
    at = open_page(cast.admin, "office/role.py", id=viewer)
    form = f"role-{viewer}"
    five = [box(at, form, f"monitoring.{a}").label for a in ("view", "create", "edit", "delete", "export")]
    assert five == ["View", "Create", "Edit", "Delete", "Export to XLSX"]
    assert box(at, form, "monitoring.export").options == ["nothing", "own", "the team's", "everything"]
    assert box(at, form, "office.configure").options == ["no", "yes"]
    box(at, form, "monitoring.export").set_value("everything")
    box(at, form, "clients.view").set_value("own")
    at = save(at.run(), form)
    assert toasts(at) == [t("roles.saved")]
    with by(cast.vera) as work:
        assert int(work.me.grants.reach("monitoring.export")) == 3
        assert int(work.me.grants.reach("clients.view")) == 1
        assert not work.may("monitoring.edit")


def test_a_role_without_a_name_is_refused_and_what_was_chosen_stays(
    cast: Cast, open_page: Opener, dump: Dumper
) -> None:
    at = open_page(cast.admin, "office/role.py")
    box(at, "role-new", "clients.view").set_value("everything")
    assert t("error.required") in refused(at.run(), "role-new", dump)
    assert box(at, "role-new", "clients.view").value == "everything"
    at = save(fill(at, "role-new", role_name="Auditor"), "role-new")
    assert titles(at) == ["Auditor"], errors(at)
    assert "Auditor" in rows(open_page(cast.admin, "office/roles.py"))


def test_rights_that_are_of_no_use_alone_say_what_they_need(cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.admin, "office/role.py")
    assert not at.info
    box(at, "role-new", "contracts.create").set_value("own")
    said = at.run().info[0].value.replace("\\", "")
    assert said.endswith("from this role or another one: Clients – view, Contracts – view."), said


def test_a_role_is_copied_and_an_unused_one_deleted(cast: Cast, open_page: Opener) -> None:
    employee = role("employee")
    at = open_page(cast.admin, "office/role.py", id=employee)
    assert not [node for node in at.button if str(node.key).startswith("delete-role")], "built-in ones stay"
    at = save(at, f"role_copy-{employee}")
    assert titles(at) == ["Employee (copy)"], errors(at)
    [sure] = [node for node in at.button if str(node.key).startswith("delete-role")]
    at = sure.click().run()
    assert titles(at) == ["Roles"], errors(at)
    assert "Employee (copy)" not in rows(at)


def test_the_administrators_matrix_cannot_be_touched(cast: Cast, open_page: Opener) -> None:
    administrator = role("administrator")
    at = open_page(cast.admin, "office/role.py", id=administrator)
    assert all(node.disabled for node in at.selectbox if str(node.key).startswith("role-"))
    assert key(at, f"role-{administrator}", "save") not in {node.key for node in at.button}


def test_two_who_edit_one_role_meet_and_the_second_keeps_what_they_chose(
    cast: Cast, open_page: Opener, dump: Dumper
) -> None:
    viewer = role("viewer")
    form = f"role-{viewer}"
    mine, theirs = (open_page(cast.admin, "office/role.py", id=viewer) for _ in range(2))
    box(theirs, form, "clients.view").set_value("own")
    save(theirs.run(), form)
    box(mine, form, "contracts.view").set_value("own")
    said = refused(mine.run(), form, dump)
    assert "Admin" in said
    assert "Rights" in said
    assert box(mine, form, "contracts.view").value == "own"


def test_two_who_edit_one_person_meet(cast: Cast, open_page: Opener, dump: Dumper) -> None:
    mine, theirs = (open_page(cast.admin, "office/person.py", id=cast.bob) for _ in range(2))
    save(fill(theirs, "person", phone="601602603"), "person")
    fill(mine, "person", person_name="Robert")
    assert "Admin" in refused(mine, "person", dump)
    fill(mine, "person_leaving")
    assert "Admin" in refused(mine, "person_leaving", dump), "nor is who has changed since let go unseen"


@pytest.fixture
def trade(cast: Cast) -> dict[str, int]:
    firm = a_firm(cast)
    contract = a_contract(cast, firm, cast.anna)
    return {"client": firm.client, "contract": contract, "watch": a_watch(cast, contract)}


@pytest.mark.parametrize(
    ("page", "module"), [("client", "clients"), ("contract", "contracts"), ("watch", "monitoring")]
)
def test_a_card_says_why_somebody_sees_it_to_who_configures_people(
    cast: Cast, trade: dict[str, int], open_page: Opener, page: str, module: str
) -> None:
    name = f"seeing-{module}-{trade[page]}:person"
    at = open_page(cast.admin, f"customers/{page}.py", id=trade[page])
    asked = at.selectbox(key=name)
    at = asked.set_value(cast.bob).run()
    text = shown(at).replace("\\\\", "")
    assert "Bob sees this" in text
    assert "belongs to Anna, who is in the team Service with them" in text
    at = at.selectbox(key=name).set_value(cast.carol).run()
    text = shown(at).replace("\\\\", "")
    assert "Carol does not see this" in text
    assert "who shares no team with them" in text
    for who in (cast.mona, cast.anna, cast.vera):
        at = open_page(who, f"customers/{page}.py", id=trade[page])
        assert titles(at)
        assert name not in {node.key for node in at.selectbox}


def test_the_words_of_every_reason_are_there(cast: Cast, trade: dict[str, int]) -> None:
    from crm.flows.seeing import Owner, Way, Why
    from crm.ui.seeing import _reasons

    nobody: tuple[Owner, ...] = ()
    them, other = (Owner("Bob", is_them=True, teams=()),), (Owner("Anna", is_them=False, teams=()),)
    mate = (Owner("Anna", is_them=False, teams=("Service",)),)
    said = set()
    for owners in (nobody, them, other, mate):
        for reach in (1, 2, 3):
            way = Way("Role", reach, reaches_it=reach == 3 or owners in (them,) or (reach == 2 and owners == mate))
            said.add(_reasons(Why("Bob", True, True, way.reaches_it, (way,), owners, None))[0])
    assert len(said) == 8
    assert _reasons(Why("Bob", False, False, False, (), nobody, None))[1] == t("seeing.left")
    assert _reasons(Why("Bob", True, True, True, (), nobody, "Anna"))[1] == t("seeing.stands_in", name="Anna")
    assert _reasons(Why("Bob", True, False, False, (), nobody, None)) == [t("seeing.no_role"), t("seeing.no_sign_in")]
