"""Cases: numbers given one after another, every bad field told at once, versions, states, kinds, and who is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, select

from crm import cases, clients, contracts
from crm.cases import Filters
from crm.cases.tables import Case
from crm.core import clean, subjects
from crm.core.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn
from crm.core.work import Actor, begin
from crm.flows import hand_over
from crm.notifications.tables import Entry, Message
from crm.people.tables import Role, RoleGrant, User
from tests.conftest import Cast, Clock
from tests.dumping import Dumper
from tests.firm import by, by_office, codes

TODAY = date(2026, 3, 10)


@pytest.fixture
def kind(cast: Cast) -> int:
    """The one kind that there is, "Inquiry"."""
    with by(cast.admin) as work:
        return cases.create_kind(work, name="Inquiry", colour=contracts.PALETTE[0])


@pytest.fixture
def client(cast: Cast, kind: int) -> int:
    """Anna's client with one contact person."""
    with by(cast.anna) as work:
        client = clients.create(work, is_company=True, name="Młyn")
        clients.add_person(work, client, name="Jan Młynarz")
        return client


def a_case(person: int, client: Any, kind: Any, **fields: Any) -> int:
    """A case as this person adds it."""
    with by(person) as work:
        return cases.create(work, client_id=client, kind_id=kind, **{"title": "Leaks", **fields})


def card(person: int, case: int) -> cases.CaseCard:
    with by(person, writes=False) as work:
        return cases.get(work, case)


def edited(person: int, case: int, **changes: Any) -> None:
    """Save the form of a case with these fields changed."""
    now = card(person, case)
    names = ("client_id", "kind_id", "contact_id", "owner_id", "title", "priority", "due_on", "description")
    with by(person) as work:
        cases.edit(work, case, now.version, **{**{name: getattr(now, name) for name in names}, **changes})


def refused(call: Callable[[], object]) -> set[tuple[str, str | None]]:
    with pytest.raises(Invalid) as refusal:
        call()
    return codes(refusal.value.problems)


def told(person: int) -> list[tuple[str, str]]:
    """Kind and title of the bell's entries of a person, oldest first."""
    with by_office() as work:
        found = select(Entry.kind, Entry.title).where(Entry.person_id == person).order_by(Entry.id)
        return list(work.session.execute(found).tuples())


def mailed(person: int) -> list[str]:
    with by_office() as work:
        found = select(Message.text).where(Message.person_id == person).order_by(Message.id)
        return list(work.session.execute(found).scalars())


def test_a_stranger_may_do_nothing(cast: Cast, client: int, kind: int, dump: Dumper) -> None:
    case = a_case(cast.anna, client, kind)
    before = dump()
    calls: list[Callable[[Any], object]] = [
        lambda work: cases.get(work, case),
        lambda work: cases.listing(work, Filters()),
        lambda work: cases.create(work, client_id=client, kind_id=kind, title="x"),
        lambda work: cases.move(work, case, "done", None),
        lambda work: cases.kinds(work),
    ]
    for call in calls:
        with pytest.raises(NotSignedIn), begin(Actor.nobody(), writes=True) as work:
            call(work)
    assert dump() == before


def test_a_case_is_kept_as_it_was_given(cast: Cast, client: int, kind: int) -> None:
    with by(cast.anna) as work:
        contact = clients.get(work, client).people[0].id
    fields = {"contact_id": contact, "priority": "high", "due_on": date(2026, 3, 20), "description": " Since\nMonday "}
    found = card(cast.anna, a_case(cast.anna, client, kind, title="  Roof\u0000 leaks ", **fields))
    assert (found.number, found.state, found.title) == ("C-2026-0001", "new", "Roof\ufffd leaks")
    assert (found.client, found.contact, found.kind, found.owner) == ("Młyn", "Jan Młynarz", "Inquiry", "Anna")
    assert (found.priority, found.due_on, found.description) == ("high", date(2026, 3, 20), "Since\nMonday")
    assert found.owner_id == cast.anna


def test_numbers_run_through_the_year_and_begin_anew(cast: Cast, client: int, kind: int, clock: Clock) -> None:
    made = [card(cast.anna, a_case(cast.anna, client, kind)).number for _ in range(2)]
    clock.set(datetime(2026, 12, 31, 23, 30, tzinfo=UTC))  # already the next year in Warsaw
    made += [card(cast.anna, a_case(cast.anna, client, kind)).number for _ in range(2)]
    clock.set(datetime(2026, 12, 31, 22, 30, tzinfo=UTC))  # a clock that was set back
    made += [card(cast.anna, a_case(cast.anna, client, kind)).number]
    assert made == ["C-2026-0001", "C-2026-0002", "C-2027-0001", "C-2027-0002", "C-2026-0003"]


def test_beyond_ten_thousand_numbers_grow_longer(cast: Cast, client: int, kind: int) -> None:
    case = a_case(cast.anna, client, kind)
    with by_office() as work:
        work.session.get_one(Case, case).number = "C-2026-9999"
    found = [card(cast.anna, a_case(cast.anna, client, kind)).number for _ in range(2)]
    assert found == ["C-2026-10000", "C-2026-10001"]


def test_two_at_once_never_get_the_same_number(cast: Cast, client: int, kind: int, engine: Engine) -> None:
    door, failures = threading.Barrier(4), list[BaseException]()

    def add() -> None:
        try:
            door.wait(10)
            for _ in range(5):
                a_case(cast.anna, client, kind)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    with by(cast.anna, writes=False) as work:
        numbers = {row.number for row in cases.listing(work, Filters()).rows}
    assert numbers == {f"C-2026-{number:04}" for number in range(1, 21)}


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_written(
    cast: Cast, client: int, kind: int, dump: Dumper
) -> None:
    with by(cast.admin) as work:
        other = clients.create(work, is_company=True, name="Other")
        stranger = clients.add_person(work, other, name="Of another client")
        off = cases.create_kind(work, name="Off", colour=contracts.PALETTE[1])
        cases.edit_kind(work, off, 1, name="Off", colour=contracts.PALETTE[1], is_active=False)
    with by_office() as work:
        work.session.get_one(User, cast.carol).is_active = False
    before = dump()
    bad: dict[str, Any] = {
        "title": "x" * 251, "contact_id": stranger, "owner_id": cast.carol, "priority": "enormous",
        "due_on": date(1899, 12, 31), "description": "x" * (clean.BLOCK + 1),
    }  # fmt: skip
    wanted = {
        ("error.too_long", "title"), ("cases.contact_gone", "contact_id"), ("cases.owner_gone", "owner_id"),
        ("cases.priority_unknown", "priority"), ("cases.date_out", "due_on"), ("error.too_long", "description"),
        ("cases.kind_gone", "kind_id"),
    }  # fmt: skip
    assert refused(lambda: a_case(cast.admin, client, off, **bad)) == wanted
    assert refused(lambda: a_case(cast.anna, client, None, title=" ")) == {
        ("error.required", "kind_id"), ("error.required", "title"),
    }  # fmt: skip
    assert refused(lambda: a_case(cast.anna, None, kind)) == {("error.required", "client_id")}
    for nonsense in (0, -1, 2**63, "1 OR 1", True):
        all_wrong = partial(a_case, cast.admin, client, nonsense, contact_id=nonsense, owner_id=nonsense)
        assert refused(all_wrong) == {
            ("cases.kind_gone", "kind_id"), ("cases.contact_gone", "contact_id"), ("cases.owner_gone", "owner_id"),
        }  # fmt: skip
        with pytest.raises(NotFound):
            a_case(cast.admin, nonsense, kind)
    assert dump() == before


def test_a_term_that_has_passed_is_taken_and_is_late(cast: Cast, client: int, kind: int) -> None:
    late = a_case(cast.anna, client, kind, due_on=date(2026, 3, 9))
    a_case(cast.anna, client, kind, due_on=TODAY)
    with by(cast.anna, writes=False) as work:
        assert [row.id for row in cases.listing(work, Filters(overdue=True)).rows] == [late]
    with by(cast.anna) as work:
        cases.move(work, late, "done", None)
        assert cases.listing(work, Filters(overdue=True)).total == 0, "what is done is late no more"


def test_another_persons_contact_is_refused_also_when_the_client_changes(cast: Cast, client: int, kind: int) -> None:
    with by(cast.anna) as work:
        contact = clients.get(work, client).people[0].id
        other = clients.create(work, is_company=True, name="Other")
    case = a_case(cast.anna, client, kind, contact_id=contact)
    assert refused(lambda: edited(cast.anna, case, client_id=other)) == {("cases.contact_gone", "contact_id")}
    edited(cast.anna, case, client_id=other, contact_id=None)
    assert card(cast.anna, case).client == "Other"
    with by(cast.carol) as work:
        foreign = clients.create(work, is_company=True, name="Carol's")
    with pytest.raises(NotFound):
        edited(cast.anna, case, client_id=foreign, contact_id=None)


def test_what_a_case_has_may_have_been_switched_off_or_have_left_since(cast: Cast, client: int, kind: int) -> None:
    with by(cast.anna) as work:
        person = clients.get(work, client).people[0]
    case = a_case(cast.admin, client, kind, contact_id=person.id, owner_id=cast.bob)
    with by(cast.admin) as work:
        cases.create_kind(work, name="Other", colour=contracts.PALETTE[1])
        cases.edit_kind(work, kind, 1, name="Inquiry", colour=contracts.PALETTE[0], is_active=False)
        clients.remove_person(work, person.id, person.version)
    with by_office() as work:
        work.session.get_one(User, cast.bob).is_active = False
    edited(cast.admin, case, title="Still the same")
    found = card(cast.admin, case)
    assert (found.title, found.kind, found.contact, found.owner) == ("Still the same", "Inquiry", "Jan Młynarz", "Bob")
    assert refused(lambda: a_case(cast.anna, client, kind)) == {("cases.kind_gone", "kind_id")}


def test_the_second_of_two_is_told_and_nothing_is_overwritten(cast: Cast, client: int, kind: int) -> None:
    case = a_case(cast.anna, client, kind)
    seen = card(cast.anna, case).version
    edited(cast.anna, case, title="First")
    for call in (
        lambda work: cases.edit(work, case, seen, client_id=client, kind_id=kind, title="Second"),
        lambda work: cases.move(work, case, "done", seen),
        lambda work: cases.assign(work, case, None, seen),
        lambda work: cases.bin(work, case, seen),
    ):
        with pytest.raises(Conflict) as refusal, by(cast.admin) as work:
            call(work)
        assert refusal.value.params["columns"] == {"title": "First"}
    assert (card(cast.anna, case).title, card(cast.anna, case).state) == ("First", "new")


@pytest.mark.parametrize(
    ("old", "allowed"),
    [
        ("new", {"in_progress", "waiting", "done", "cancelled"}),
        ("in_progress", {"waiting", "done", "cancelled"}),
        ("waiting", {"in_progress", "done", "cancelled"}),
        ("done", {"in_progress"}),
        ("cancelled", {"in_progress"}),
    ],
)
def test_states_go_their_ways_and_no_others(cast: Cast, client: int, kind: int, old: str, allowed: set[str]) -> None:
    case = a_case(cast.anna, client, kind)
    for state in (*cases.STATES, "nonsense", None, ""):
        with by_office() as work:
            work.session.get_one(Case, case).state = old
        if state in allowed:
            with by(cast.anna) as work:
                cases.move(work, case, state, None)
            assert card(cast.anna, case).state == state
        else:
            with pytest.raises(Invalid) as refusal, by(cast.anna) as work:
                cases.move(work, case, state, None)
            assert [problem.field for problem in refusal.value.problems] == ["state"]


def test_what_is_over_is_not_taken_up_for_somebody_who_left(cast: Cast, client: int, kind: int) -> None:
    case = a_case(cast.admin, client, kind, owner_id=cast.bob)
    with by(cast.admin) as work:
        cases.move(work, case, "done", None)
        hand_over.deactivate(work, cast.bob, None)
    with pytest.raises(Invalid, match=r"cases\.owner_left"), by(cast.admin) as work:
        cases.move(work, case, "in_progress", None)
    with by(cast.admin) as work:
        cases.assign(work, case, cast.anna, None)
        cases.move(work, case, "in_progress", None)
    assert card(cast.anna, case).state == "in_progress"


def test_the_new_owner_is_told_at_once_with_a_link_and_never_who_takes_it_themselves(
    cast: Cast, client: int, kind: int
) -> None:
    mine = a_case(cast.admin, client, kind)
    assert told(cast.admin) == []
    given = a_case(cast.admin, client, kind, title="Given", owner_id=cast.anna, due_on=date(2026, 4, 1))
    assert told(cast.anna) == [("case.assigned", "Admin gave you the case Given – Młyn")]
    [text] = mailed(cast.anna)
    assert f"http://127.0.0.1:8501/case?id={given}" in text
    assert "Number: C-2026-0002" in text
    assert "Term: Apr 1, 2026" in text
    edited(cast.admin, given, title="Only the title")
    assert len(told(cast.anna)) == 1, "the owner is the same"
    edited(cast.admin, mine, owner_id=cast.anna)
    with by(cast.admin) as work:
        cases.assign(work, mine, cast.mona, None)
        cases.assign(work, mine, cast.mona, None)
    assert (len(told(cast.anna)), len(told(cast.mona))) == (2, 1)
    with by(cast.admin) as work:
        cases.assign(work, mine, cast.anna, None)
    assert len(told(cast.anna)) == 3, "given once more is told once more"
    with by(cast.admin) as work:
        cases.assign(work, mine, cast.admin, None)
        cases.assign(work, mine, None, None)
    assert told(cast.admin) == []
    assert card(cast.admin, mine).owner is None


def test_a_refused_change_tells_nobody(cast: Cast, client: int, kind: int, dump: Dumper) -> None:
    case = a_case(cast.anna, client, kind)
    before = dump()
    with pytest.raises(Invalid):
        edited(cast.admin, case, owner_id=cast.bob, title="")
    with pytest.raises(Forbidden):
        edited(cast.anna, case, owner_id=cast.bob)  # an employee gives nothing to others
    with pytest.raises(Forbidden):
        a_case(cast.anna, client, kind, owner_id=cast.bob)
    assert dump() == before


def test_an_owner_who_may_not_see_cases_learns_no_names(cast: Cast, client: int, kind: int) -> None:
    with by_office() as work:
        work.session.get_one(User, cast.bob).password_hash = "a sign-in"
        grants = select(RoleGrant).join(Role, Role.id == RoleGrant.role_id).where(Role.key == "employee")
        for grant in work.session.execute(grants.where(RoleGrant.right == "cases.view")).scalars():
            grant.reach = 0
    a_case(cast.admin, client, kind, owner_id=cast.bob, description="Secret")
    assert told(cast.bob) == [("case.assigned", "There is something for you to look at")]
    [text] = mailed(cast.bob)
    assert not [word for word in ("Leaks", "Młyn", "Secret", "C-2026") if word in text]


def test_the_audience_is_the_owner_while_they_work_here(cast: Cast, client: int, kind: int) -> None:
    case, subject = a_case(cast.admin, client, kind, owner_id=cast.bob), subjects.of("case")
    assert subject.named is not None
    with by_office() as work:
        assert subject.audience(work, case) == [cast.bob]
        work.session.get_one(User, cast.bob).is_active = False
        work.session.flush()
        assert (subject.audience(work, case), subject.named(work, case)) == ([], [cast.bob])


def test_it_is_finished_from_the_bell_by_who_may_change_it(cast: Cast, client: int, kind: int) -> None:
    case, done = a_case(cast.anna, client, kind), subjects.of("case").done
    assert done is not None
    with pytest.raises(Forbidden), by(cast.vera) as work:
        done(work, case)
    with by(cast.anna) as work:
        done(work, case)
    assert card(cast.anna, case).state == "done"


def test_nothing_more_is_told_of_what_is_over_or_gone(cast: Cast, client: int, kind: int) -> None:
    over, gone, clientless = (a_case(cast.anna, client, kind) for _ in range(3))
    with by(cast.anna) as work:
        cases.move(work, over, "cancelled", None)
        cases.bin(work, gone, None)
    gone_why = subjects.of("case").is_gone
    with by_office() as work:
        assert [gone_why(work, case) for case in (over, gone, clientless, 999)] == [
            "cases.gone_over", "cases.gone_deleted", None, "cases.gone_deleted",
        ]  # fmt: skip
        clients.bin(work, client, None)
        assert gone_why(work, clientless) == "cases.gone_deleted"


def test_kinds_are_named_once_ordered_and_switched_off(cast: Cast, kind: int) -> None:
    with by(cast.admin) as work:
        second = cases.create_kind(work, name=" Service  report ", colour="#ABCDEF")
        cases.move_kind(work, second, -1)
        third = cases.copy_kind(work, kind)
    with by(cast.vera, writes=False) as work:
        assert [(one.name, one.colour) for one in cases.kinds(work)] == [
            ("Service report", "#abcdef"), ("Inquiry", contracts.PALETTE[0]), ("Inquiry (copy)", contracts.PALETTE[0]),
        ]  # fmt: skip

    def saved(**fields: Any) -> None:
        with by(cast.admin) as work:
            cases.edit_kind(work, third, None, **{"name": "Third", "colour": "#123456", **fields})

    assert refused(lambda: saved(name="Inquiry", colour="red")) == {
        ("cases.kind_taken", "name"), ("cases.colour_wrong", "colour"),
    }  # fmt: skip
    assert refused(lambda: saved(name="")) == {("error.required", "name")}
    assert refused(lambda: saved(name="x" * 121)) == {("error.too_long", "name")}
    saved(is_active=False)
    for who in (cast.anna, cast.vera, cast.mona):
        with pytest.raises(Forbidden), by(who) as work:
            cases.create_kind(work, name="Mine", colour="#123456")


def test_a_kind_that_was_used_is_never_deleted_and_the_last_one_stays_on(cast: Cast, client: int, kind: int) -> None:
    case = a_case(cast.anna, client, kind)
    with by(cast.anna) as work:
        cases.bin(work, case, None)
    with by(cast.admin) as work:
        unused = cases.create_kind(work, name="Unused", colour="#123456")
    with pytest.raises(Invalid, match=r"cases\.kind_used"), by(cast.admin) as work:
        cases.delete_kind(work, kind, None)
    with by(cast.admin) as work:
        cases.delete_kind(work, unused, None)
    with pytest.raises(Invalid, match=r"cases\.last_kind"), by(cast.admin) as work:
        cases.edit_kind(work, kind, None, name="Inquiry", colour="#123456", is_active=False)
    with by(cast.admin) as work:
        assert [one.name for one in cases.kinds(work)] == ["Inquiry"]
