"""Clients and their people: made, found, edited, binned; whose they are and who may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from crm import clients
from crm.clients import rules
from crm.core.errors import Conflict, Forbidden, Invalid, NotFound
from crm.flows import bin as to_bin
from tests.conftest import Cast
from tests.dumping import Dumper
from tests.firm import by, codes

NIP = "1060000062"  # a valid checksum


def company(person_id: int, name: str = "Łódzkie Wodociągi", **fields: Any) -> int:
    with by(person_id) as work:
        return clients.create(work, is_company=True, name=name, **fields)


def test_a_company_is_kept_in_its_normal_form(cast: Cast) -> None:
    client = company(
        cast.anna,
        " Łódzkie \n Wodociągi ",
        nip="PL 106-00-00-062",
        email="Biuro@Example.COM",
        phone="601 234 567",
        address="ul. Długa 1\r\nŁódź",
        note="",
    )
    with by(cast.bob, writes=False) as work:
        card = clients.get(work, client)
    assert (card.name, card.nip, card.email, card.phone) == (
        "Łódzkie Wodociągi",
        NIP,
        "Biuro@example.com",
        "+48601234567",
    )
    assert (card.address, card.note, card.owner, card.people) == ("ul. Długa 1\nŁódź", None, "Anna", [])


def test_a_person_s_name_is_made_of_two(cast: Cast) -> None:
    with by(cast.anna) as work:
        client = clients.create(work, is_company=False, name="ignored", first_name="Zofia", last_name="Żak")
        card = clients.get(work, client)
        assert (card.name, card.first_name, card.last_name) == ("Zofia Żak", "Zofia", "Żak")
        clients.edit(work, client, card.version, is_company=True, name="Żak sp. z o.o.", owner_id=cast.anna)
        card = clients.get(work, client)
        assert (card.name, card.first_name, card.last_name) == ("Żak sp. z o.o.", None, None)


def test_everything_wrong_is_said_at_once_and_nothing_is_written(cast: Cast, dump: Dumper) -> None:
    before = dump()
    with pytest.raises(Invalid) as refused:
        company(cast.admin, "", nip="1060000063", email="nobody@", phone="12", address="x" * 501, owner_id=999)
    assert codes(refused.value.problems) == {
        ("error.required", "name"),
        ("clients.nip_wrong", "nip"),
        ("clients.email_wrong", "email"),
        ("clients.phone_wrong", "phone"),
        ("error.too_long", "address"),
        ("clients.owner_gone", "owner_id"),
    }
    with pytest.raises(Invalid) as refused, by(cast.admin) as work:
        clients.create(work, is_company=False)
    assert codes(refused.value.problems) == {("error.required", "last_name")}
    assert dump() == before


@pytest.mark.parametrize("bad", ["123", "1060000063", "abcdefghij", "١٠٦٠٠٠٠٠٦٢", "106000006", "\x00", "0" * 40])
def test_a_nip_that_is_none_is_none(bad: str) -> None:
    assert rules.nip_of(bad) is None


def test_one_nip_one_client_as_far_as_one_sees(cast: Cast, dump: Dumper) -> None:
    company(cast.carol, "Carols client", nip=NIP)
    with pytest.raises(Invalid) as refused:
        company(cast.mona, nip=NIP)  # sees everybody's
    assert refused.value.code == "clients.nip_taken"
    assert refused.value.params == {"name": "Carols client"}
    mine = company(cast.anna, nip=NIP)  # carol's client is not hers to know of
    before = dump()
    other = company(cast.anna, "Other")
    with pytest.raises(Invalid), by(cast.anna) as work:
        clients.edit(work, other, 1, is_company=True, name="Other", nip=NIP, owner_id=cast.anna)
    with by(cast.anna) as work:
        clients.edit(work, mine, 1, is_company=True, name="Łódzkie Wodociągi", nip=NIP, owner_id=cast.anna)
    assert len(dump()["clients"]) == len(before["clients"]) + 1


def test_lists_show_what_the_right_reaches(cast: Cast) -> None:
    company(cast.anna, "Żubr", email="z@example.com")
    company(cast.bob, "abak", phone="601234567")
    company(cast.carol, "Cegła", nip=NIP)
    company(cast.admin, "100% Bawełna")
    expected = {cast.admin: 4, cast.mona: 4, cast.vera: 4, cast.anna: 2, cast.bob: 2, cast.carol: 1}
    for person, count in expected.items():
        with by(person, writes=False) as work:
            page = clients.listing(work)
            assert (page.total, len(page.rows), len(clients.choices(work))) == (count, count, count)
    with by(cast.admin, writes=False) as work:

        def names(**asked: Any) -> list[str]:
            return [row.name for row in clients.listing(work, **asked).rows]

        assert names() == ["100% Bawełna", "Cegła", "abak", "Żubr"]
        assert names(descending=True) == ["Żubr", "abak", "Cegła", "100% Bawełna"]
        assert names(sort="created")[0] == "Żubr"
        assert names(sort="phone; DROP TABLE clients") == names()
        assert names(text="żUBR") == ["Żubr"]
        assert names(text="%") == ["100% Bawełna"]
        assert names(text="601 234 567") == ["abak"]
        assert names(text="106-000-00-62") == ["Cegła"]
        assert names(text="Z@EXAMPLE") == ["Żubr"]
        assert names(owner_id=cast.bob) == ["abak"]
        assert [choice.name for choice in clients.choices(work, "ceg")] == ["Cegła"]


def test_people_of_a_client_have_one_main(cast: Cast) -> None:
    client = company(cast.anna)

    def mains() -> list[str]:
        with by(cast.anna, writes=False) as work:
            people = clients.get(work, client).people
            assert sum(person.is_main for person in people) == min(1, len(people))
            return [person.name for person in people]

    with by(cast.anna) as work:
        first = clients.add_person(work, client, name="Ewa", email="ewa@example.com")
        clients.add_person(work, client, name="Jan")
    assert mains() == ["Ewa", "Jan"]
    with by(cast.anna) as work:
        third = clients.add_person(work, client, name="Ola", position="prezeska", phone="+48 601 234 567", is_main=True)
    assert mains() == ["Ola", "Ewa", "Jan"]
    with by(cast.anna) as work:
        version = next(p.version for p in clients.get(work, client).people if p.id == first)
        clients.edit_person(work, first, version, name="Ewa Nowak", is_main=True)
    assert mains() == ["Ewa Nowak", "Jan", "Ola"]
    with by(cast.anna) as work:
        person = clients.get(work, client).people[0]
        clients.edit_person(work, person.id, person.version, name="Ewa", is_main=False)  # somebody must be
    assert mains()[0] == "Ewa"
    with by(cast.anna) as work:
        person = clients.get(work, client).people[0]
        clients.remove_person(work, person.id, person.version)
    assert mains() == ["Jan", "Ola"]
    with pytest.raises(Invalid) as refused, by(cast.anna) as work:
        clients.edit_person(work, third, None, name="", email="x", phone="y", position="p" * 121)
    assert codes(refused.value.problems) == {
        ("error.required", "name"),
        ("error.too_long", "position"),
        ("clients.email_wrong", "email"),
        ("clients.phone_wrong", "phone"),
    }


def test_who_may_do_what_with_whose(cast: Cast, dump: Dumper) -> None:
    hers = company(cast.anna)
    with by(cast.anna) as work:
        contact = clients.add_person(work, hers, name="Ewa")
    before = dump()
    refusals = {cast.bob: Forbidden, cast.vera: Forbidden, cast.carol: NotFound}
    for person, refusal in refusals.items():
        acts: list[Callable[[Any], object]] = [
            lambda work: clients.edit(work, hers, None, is_company=True, name="x"),
            lambda work: clients.add_person(work, hers, name="x"),
            lambda work: clients.edit_person(work, contact, None, name="x"),
            lambda work: clients.remove_person(work, contact, None),
            lambda work: to_bin.delete_client(work, hers, None),
        ]
        for act in acts:
            with pytest.raises(refusal), by(person) as work:
                act(work)
            assert dump() == before
    with pytest.raises(Forbidden):
        company(cast.vera)
    with pytest.raises(Forbidden):
        company(cast.anna, owner_id=cast.bob)  # for oneself only
    with pytest.raises(Forbidden), by(cast.anna) as work:
        clients.edit(work, hers, None, is_company=True, name="x", owner_id=cast.bob)
    with pytest.raises(Forbidden), by(cast.anna) as work:
        clients.edit(work, hers, None, is_company=True, name="x", owner_id=None)
    assert dump() == before
    with by(cast.mona) as work:
        clients.edit(work, hers, None, is_company=True, name="x", owner_id=cast.bob)


@pytest.mark.parametrize("bad", [-1, 0, 99, 2**63, "1 OR 1", "../", "", None, [1]])
def test_an_id_that_is_none_is_not_found(cast: Cast, dump: Dumper, bad: Any) -> None:
    before = dump()
    with pytest.raises(NotFound), by(cast.admin) as work:
        clients.get(work, bad)
    with pytest.raises(NotFound), by(cast.admin) as work:
        to_bin.delete_client(work, bad, 1)
    with pytest.raises(NotFound), by(cast.admin) as work:
        clients.edit_person(work, bad, 1, name="x")
    assert dump() == before


def test_a_stale_page_is_refused_with_who_and_what(cast: Cast, dump: Dumper) -> None:
    client = company(cast.anna)
    with by(cast.mona) as work:
        clients.edit(work, client, 1, is_company=True, name="Nowa nazwa", owner_id=cast.anna)
    before = dump()
    with pytest.raises(Conflict) as stale, by(cast.anna) as work:
        clients.edit(work, client, 1, is_company=True, name="Inna", owner_id=cast.anna)
    assert stale.value.params["actor_id"] == cast.mona
    assert sorted(stale.value.params["columns"]) == ["name"]
    assert dump() == before


def test_a_deleted_client_and_its_people_are_gone_for_everybody(cast: Cast) -> None:
    client = company(cast.anna, nip=NIP)
    with by(cast.anna) as work:
        contact = clients.add_person(work, client, name="Ewa")
        to_bin.delete_client(work, client, clients.get(work, client).version)
    for person in (cast.admin, cast.anna):
        with by(person, writes=False) as work:
            assert clients.listing(work).total == 0
        with pytest.raises(NotFound), by(person) as work:
            clients.get(work, client)
        with pytest.raises(NotFound), by(person) as work:
            clients.edit_person(work, contact, None, name="x")
    company(cast.anna, nip=NIP)  # what is in the bin holds no NIP
