"""The office's settings: who may change them, what is refused, what holds afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from crm.core.errors import Conflict, Forbidden, Invalid, NotSignedIn
from crm.core.work import Actor, begin
from crm.flows import office_settings
from tests.dumping import Dumper

VALUES = {
    "name": "Straż Terminów",
    "zone": "Europe/Warsaw",
    "language": "pl",
    "currency": "PLN",
    "contract_pattern": "U/{year}/{number:04}",
}


def save(actor: Actor, **values: Any) -> None:
    with begin(actor, writes=True) as work:
        office_settings.edit(work, **{**VALUES, **values})


def test_what_is_saved_holds_from_the_next_work_on(cast):
    save(Actor.person(cast.admin), zone="Asia/Tokyo", currency="usd", contract_pattern="{number}-{year}")
    with begin(Actor.person(cast.mona)) as work:
        card = office_settings.read(work)
        assert (card.name, card.zone, card.currency) == ("Straż Terminów", "Asia/Tokyo", "USD")
        assert work.office.contract_pattern == "{number}-{year}"


@pytest.mark.parametrize(
    "pattern",
    ["", "U/{year}", "{number}{number}", "{number.real}", "{number!r}", "{number:>9999999}", "{0}", "{", "{number:04d}",
     "{year:04}{number}", "{number}" + "x" * 60, "{__class__}{number}", "{number[0]}"],
)  # fmt: skip
def test_a_pattern_that_does_not_number_is_refused(cast, dump: Dumper, pattern: str):
    before = dump()
    with pytest.raises(Invalid) as refusal:
        save(Actor.person(cast.admin), contract_pattern=pattern)
    assert [problem.field for problem in refusal.value.problems] == ["contract_pattern"]
    assert dump() == before


def test_everything_wrong_is_said_at_once(cast, dump: Dumper):
    before = dump()
    with pytest.raises(Invalid) as refusal:
        save(Actor.person(cast.admin), name="", zone="../etc/passwd", language="xx", currency="POLISH")
    assert {problem.field for problem in refusal.value.problems} == {"name", "zone", "language", "currency"}
    assert dump() == before


def test_only_those_who_configure_the_office_change_it(cast, dump: Dumper):
    before = dump()
    for who in (cast.mona, cast.anna, cast.vera):
        with pytest.raises(Forbidden):
            save(Actor.person(who))
    with pytest.raises(NotSignedIn):
        save(Actor.nobody())
    with begin(Actor.person(cast.anna)) as work, pytest.raises(Forbidden):
        office_settings.read(work)
    assert dump() == before


def test_the_second_of_two_who_save_is_told_who_was_quicker(cast, dump: Dumper):
    admin = Actor.person(cast.admin)
    save(admin)
    with begin(admin) as work:
        seen = office_settings.read(work).version
    save(admin, version=seen, name="First")
    before = dump()
    with pytest.raises(Conflict) as refusal:
        save(admin, version=seen, name="Second")
    assert refusal.value.params["actor_id"] == cast.admin
    assert sorted(refusal.value.params["columns"]) == ["name"]
    assert dump() == before
