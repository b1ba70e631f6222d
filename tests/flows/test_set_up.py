"""Set-up: the code opens once, everything or nothing is written, and never again."""

from __future__ import annotations

from typing import Any

import pytest

from crm import contracts, people
from crm.core.access import Reach
from crm.core.errors import Forbidden, Invalid
from crm.core.work import Actor, begin
from crm.flows import set_up
from crm.people import sign_ins
from tests.dumping import Dumper

VALUES = {
    "office_name": " Straż   Terminów ",
    "zone": "Europe/Lisbon",
    "language": "en",
    "currency": "eur",
    "name": "Ala Nowak",
    "email": "Ala@example.test",
    "password": "a good long password",
}


def issue() -> str:
    with begin(Actor.office(), writes=True) as work:
        return set_up.issue_code(work)


def run(code: str, **values: Any) -> int:
    with begin(Actor.nobody(), writes=True) as work:
        return set_up.set_up(work, code, **{**VALUES, **values})


def test_the_code_makes_an_office_with_its_administrator(engine):
    ala = run(issue())
    with begin(Actor.person(ala)) as work:
        assert work.office.is_set_up
        assert (work.office.name, work.office.zone) == ("Straż Terminów", "Europe/Lisbon")
        assert (work.office.language, work.office.currency) == ("en", "EUR")
        assert work.me.grants.reach("office.configure") == Reach.ALL
        names = [row.name for row in contracts.statuses(work)]
        assert names == ["New", "Offer sent", "Signed", "In progress", "Completed", "Cancelled"]
        assert len({row.colour for row in contracts.statuses(work)}) == 6
    assert sign_ins.sign_in("ala@example.test", VALUES["password"], address="192.0.2.1", agent="")


def test_the_code_is_read_as_people_copy_it(engine):
    code = issue()
    assert len(code.split("-")) == 8
    assert run(f"  {code.lower().replace('-', ' ')} ")


def test_only_the_last_code_opens(engine, dump: Dumper):
    old, new = issue(), issue()
    before = dump()
    for wrong in (old, "", "AAAA", new[:-1], new + "A", "x" * 10_000, "\x00"):
        with pytest.raises(set_up.WrongCode):
            run(wrong)
    assert dump() == before
    assert run(new)


def test_without_a_code_issued_nothing_opens(engine):
    for wrong in ("", "-", "A"):
        with pytest.raises(set_up.WrongCode):
            run(wrong)


def test_everything_wrong_is_said_at_once_and_nothing_is_written(engine, dump: Dumper):
    code = issue()
    before = dump()
    with pytest.raises(Invalid) as refusal:
        run(code, office_name=" ", zone="Mars", language="de", currency="zł", name="", email="@", password="short")
    assert {problem.field: problem.code for problem in refusal.value.problems} == {
        "office_name": "error.required",
        "zone": "people.zone_unknown",
        "language": "people.language_unknown",
        "currency": "setup.currency_unknown",
        "name": "error.required",
        "email": "people.email_wrong",
        "password": "people.password_short",
    }
    assert dump() == before
    assert run(code), "the code still opens after a refusal"


def test_once_there_is_an_administrator_no_code_opens(engine, dump: Dumper):
    code = issue()
    run(code)
    later = issue()
    before = dump()
    for used in (code, later):
        with pytest.raises(Forbidden):
            run(used, email="other@example.test")
    assert dump() == before
    with begin(Actor.nobody()) as work:
        assert not set_up.is_open(work)


def test_people_without_an_administrator_leave_set_up_open(engine):
    with begin(Actor.office(), writes=True) as work:
        people.create(work, name="Imported", email="imported@example.test")
    with begin(Actor.nobody()) as work:
        assert set_up.is_open(work)


def test_a_stranger_cannot_issue_codes(cast):
    for actor in (Actor.nobody(), Actor.person(cast.admin)):
        with begin(actor, writes=True) as work, pytest.raises(Forbidden):
            set_up.issue_code(work)
