"""Contracts: numbers, lines, statuses and their colours; whose they are and who may."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from crm import calculator, clients, contracts
from crm.contracts import rules
from crm.core import office
from crm.core.errors import Conflict, Forbidden, Invalid, NotFound
from crm.flows import bin as to_bin
from tests.conftest import Cast, Clock
from tests.dumping import Dumper
from tests.firm import a_contract, a_firm, a_line, by, by_office, codes


def card(person_id: int, id: int) -> contracts.ContractCard:
    with by(person_id, writes=False) as work:
        return contracts.get(work, id)


def save(person_id: int, id: int, version: int | None = None, **changes: Any) -> None:
    """Save the contract's form with these fields changed."""
    with by(person_id) as work:
        now = contracts.get(work, id)
        names = ("client_id", "owner_id", "number", "signed_on", "starts_on", "ends_on", "note")
        lines = [
            contracts.LineInput(line.item_id, line.value_id, line.quantity, line.price, line.id) for line in now.lines
        ]
        fields = {**{name: getattr(now, name) for name in names}, "lines": lines, **changes}
        contracts.edit(work, id, version or now.version, **fields)


def test_a_contract_has_everything_its_card_shows(cast: Cast) -> None:
    firm = a_firm(cast)
    lines = [
        a_line(firm, firm.yearly, quantity=Decimal("1.5"), price=Decimal("33.33")),
        a_line(firm, quantity=Decimal("0.001"), price=Decimal("5")),
    ]
    contract = a_contract(cast, firm, lines=lines, ends_on=date(2027, 1, 1), note=" n ")
    found = card(cast.anna, contract)
    assert (found.number, found.client, found.owner, found.status) == (
        "U/2026/0001",
        "Łódzkie Wodociągi",
        "Anna",
        "New",
    )
    assert [(line.item, line.value, line.net) for line in found.lines] == [
        ("Przegląd", "roczny", Decimal("50.00")),
        ("Przegląd", None, Decimal("0.01")),
    ]
    assert (found.ends_on, found.note) == (date(2027, 1, 1), "n")
    assert [(change.from_name, change.to_name, change.by) for change in found.changes] == [(None, "New", "Admin")]
    with by(cast.anna, writes=False) as work:
        assert contracts.listing(work).rows[0].net == Decimal("50.01")


def test_numbers_follow_the_office_s_pattern_and_begin_anew_each_year(cast: Cast, clock: Clock) -> None:
    firm = a_firm(cast)

    def proposed() -> str:
        with by(cast.anna, writes=False) as work:
            return contracts.next_number(work)

    assert proposed() == "U/2026/0001"
    for number in ("U/2026/0007", "U/2026/abc", "U/2026/00000000000000000000008", "u/2026/0099x"):
        a_contract(cast, firm, number=number)
    assert proposed() == "U/2026/0008"
    a_contract(cast, firm)
    assert proposed() == "U/2026/0009"
    a_contract(cast, firm, number="U/2026/9999")
    assert proposed() == "U/2026/10000"
    a_contract(cast, firm)
    assert proposed() == "U/2026/10001"
    clock.set(datetime(2027, 1, 1, tzinfo=UTC))
    assert proposed() == "U/2027/0001"
    with by_office() as work:
        office.write(work.session, "office.contract_pattern", "{number}_%/{year}")
    assert proposed() == "1_%/2027"
    a_contract(cast, firm)
    assert proposed() == "2_%/2027"


def test_a_number_is_taken_once_also_from_the_bin(cast: Cast, dump: Dumper) -> None:
    firm = a_firm(cast)
    contract = a_contract(cast, firm, number="A")
    other = a_contract(cast, firm, number="B")
    with by(cast.anna) as work:
        to_bin.delete_contract(work, contract, 1)
    before = dump()
    for attempt in (lambda: a_contract(cast, firm, number=" A "), lambda: save(cast.anna, other, number="A")):
        with pytest.raises(Invalid) as refused:
            attempt()
        assert codes(refused.value.problems) == {("contracts.number_taken", "number")}
    assert dump() == before


@pytest.mark.parametrize(
    ("pattern", "is_fine"),
    [
        ("U/{year}/{number:04}", True),
        ("{number}", True),
        ("U/{year}", False),
        ("{number}{number}", False),
        ("{number.__class__}", False),
        ("{number!r:>999}", False),
        ("{number", False),
        ("{0}{number}", False),
        ("{month}{number}", False),
        ("a\nb{number}", False),
        ("", False),
        ("x" * 80 + "{number}", False),
        ("{number:s}", False),
    ],
)
def test_a_pattern_for_numbers_is_checked(pattern: str, is_fine: bool) -> None:
    assert (rules.check_pattern(pattern) == []) is is_fine


def test_everything_wrong_is_said_at_once_and_nothing_is_written(cast: Cast, dump: Dumper) -> None:
    firm = a_firm(cast)
    with by(cast.admin) as work:
        other = calculator.create_item(work, name="Inna", type="x", price=Decimal(1))
        calculator.edit_value(work, firm.biennial, 1, name="co dwa lata", price=None, position=1, is_active=False)
    before = dump()
    lines = [
        a_line(firm, quantity=Decimal(0)),
        a_line(firm, price=Decimal(-1)),
        a_line(firm, item_id=99),
        a_line(firm, firm.yearly, item_id=other),
        a_line(firm, firm.biennial),
        a_line(firm, id=1),
        a_line(firm, quantity=Decimal("NaN"), price=None, item_id=None, value_id=2**63),
    ]
    with pytest.raises(Invalid) as refused:
        a_contract(
            cast,
            firm,
            number="x" * 81,
            owner_id=999,
            starts_on=date(2026, 2, 1),
            ends_on=date(2026, 1, 31),
            signed_on=date(1066, 10, 14),
            lines=lines,
        )
    assert [(p.code, p.params.get("row")) for p in refused.value.problems] == [
        ("error.too_long", None),
        ("contracts.date_out", None),
        ("contracts.ends_before_start", None),
        ("contracts.owner_gone", None),
        ("contracts.quantity_wrong", 1),
        ("contracts.price_wrong", 2),
        ("contracts.quantity_wrong", 7),
        ("contracts.price_wrong", 7),
        ("contracts.item_gone", 3),
        ("contracts.value_gone", 4),
        ("contracts.value_gone", 5),
        ("contracts.line_gone", 6),
        ("contracts.item_gone", 7),
    ]
    with pytest.raises(Invalid) as refused:
        a_contract(cast, firm, lines=[a_line(firm)] * 201)
    assert codes(refused.value.problems) == {("contracts.lines_many", "lines")}
    with pytest.raises(Invalid) as refused:
        a_contract(cast, firm, client_id=None)
    assert codes(refused.value.problems) == {("error.required", "client_id")}
    assert dump() == before


def test_lines_are_saved_as_the_whole_list(cast: Cast) -> None:
    firm = a_firm(cast)
    contract = a_contract(cast, firm, lines=[a_line(firm), a_line(firm, firm.yearly)])
    first, second = card(cast.anna, contract).lines
    kept = a_line(firm, firm.biennial, id=second.id, quantity=Decimal(3))
    save(cast.anna, contract, lines=[a_line(firm, price=Decimal(7)), kept])
    found = card(cast.anna, contract)
    assert [(line.value, line.quantity, line.price) for line in found.lines] == [
        (None, Decimal(1), Decimal(7)),
        ("co dwa lata", Decimal(3), Decimal(100)),
    ]
    assert found.lines[1].id == second.id
    assert first.id not in [line.id for line in found.lines]
    with pytest.raises(Invalid) as refused:
        save(cast.anna, contract, lines=[kept, kept])
    assert codes(refused.value.problems) == {("contracts.line_gone", "lines")}


def test_changed_lines_alone_are_a_change_of_the_contract(cast: Cast, dump: Dumper) -> None:
    firm = a_firm(cast)
    contract = a_contract(cast, firm, lines=[])
    save(cast.mona, contract, lines=[a_line(firm)])
    before = dump()
    with pytest.raises(Conflict) as stale:
        save(cast.anna, contract, version=1, lines=[])
    assert stale.value.params["actor_id"] == cast.mona
    assert sorted(stale.value.params["columns"]) == ["lines"]
    save(cast.anna, contract)  # a form saved without changes changes nothing
    assert dump() == before


def test_what_is_switched_off_stays_in_old_lines(cast: Cast) -> None:
    firm = a_firm(cast)
    contract = a_contract(cast, firm, lines=[a_line(firm, firm.yearly)])
    with by(cast.admin) as work:
        calculator.edit_value(work, firm.yearly, 1, name="roczny", price=None, position=1, is_active=False)
    save(cast.anna, contract, note="nadal")
    with pytest.raises(Invalid):
        save(cast.anna, contract, lines=[a_line(firm, firm.yearly)])


def test_a_contract_stays_with_its_client(cast: Cast, dump: Dumper) -> None:
    firm = a_firm(cast)
    contract = a_contract(cast, firm)
    with by(cast.anna) as work:
        other = clients.create(work, is_company=True, name="Inny")
    before = dump()
    with pytest.raises(Invalid) as refused:
        save(cast.anna, contract, client_id=other)
    assert codes(refused.value.problems) == {("contracts.client_fixed", "client_id")}
    assert dump() == before


def test_a_client_one_may_not_see_is_not_found(cast: Cast, dump: Dumper) -> None:
    firm = a_firm(cast)
    before = dump()
    for person, client in [(cast.carol, firm.client), (cast.anna, 99), (cast.anna, 2**63), (cast.anna, "1 OR 1")]:
        with pytest.raises(NotFound), by(person) as work:
            contracts.create(work, client_id=client)  # type: ignore[arg-type]
    assert dump() == before


def test_who_may_do_what_with_whose(cast: Cast, dump: Dumper) -> None:
    firm = a_firm(cast)
    contract = a_contract(cast, firm)
    before = dump()
    refusals = {cast.bob: Forbidden, cast.vera: Forbidden, cast.carol: NotFound}
    for person, refusal in refusals.items():
        with pytest.raises(refusal):
            save(person, contract, note="x")
        with pytest.raises(refusal), by(person) as work:
            to_bin.delete_contract(work, contract, None)
        assert dump() == before
    for person, owner in [(cast.vera, None), (cast.anna, cast.bob)]:
        with pytest.raises(Forbidden), by(person) as work:
            contracts.create(work, client_id=firm.client, owner_id=owner)
    for owner in (cast.bob, None):
        with pytest.raises(Forbidden):
            save(cast.anna, contract, owner_id=owner)
    assert dump() == before
    save(cast.mona, contract, owner_id=cast.bob)
    assert card(cast.bob, contract).owner == "Bob"


def test_lists_show_what_the_right_reaches(cast: Cast) -> None:
    firm = a_firm(cast)
    a_contract(cast, firm, number="A/1", ends_on=date(2027, 1, 1))
    a_contract(cast, firm, owner_id=cast.bob, number="B_1", ends_on=date(2026, 1, 1), status_id=firm.active)
    a_contract(cast, firm, owner_id=cast.carol, number="C%1")
    expected = {cast.admin: 3, cast.mona: 3, cast.vera: 3, cast.anna: 2, cast.bob: 2, cast.carol: 1}
    for person, count in expected.items():
        with by(person, writes=False) as work:
            page = contracts.listing(work)
            assert (page.total, len(page.rows), len(contracts.choices(work))) == (count, count, count)
    with by(cast.admin, writes=False) as work:

        def numbers(**asked: Any) -> list[str]:
            return [row.number for row in contracts.listing(work, **asked).rows]

        assert numbers() == ["C%1", "B_1", "A/1"]
        assert numbers(sort="number", descending=False) == ["A/1", "B_1", "C%1"]
        assert numbers(sort="ends_on", descending=False) == ["B_1", "A/1", "C%1"]
        assert numbers(sort="ends_on") == ["A/1", "B_1", "C%1"]
        assert numbers(sort="net") == numbers()
        assert numbers(text="_") == ["B_1"]
        assert numbers(text="ŁÓDZ") == numbers()
        assert numbers(text="a/") == ["A/1"]
        assert numbers(status_id=firm.active) == ["B_1"]
        assert numbers(owner_id=cast.carol) == ["C%1"]
        assert numbers(client_id=firm.client + 1) == []
        assert [choice.name for choice in contracts.choices(work, "c%")] == ["C%1"]


def test_statuses_have_a_name_a_colour_and_a_place_of_their_own(cast: Cast, dump: Dumper) -> None:
    firm = a_firm(cast)
    before = dump()
    with pytest.raises(Invalid) as refused, by(cast.admin) as work:
        contracts.create_status(work, name=" new ".strip().title(), colour=contracts.PALETTE[1].upper(), position=-1)
    assert codes(refused.value.problems) == {
        ("contracts.status_name_taken", "name"),
        ("contracts.colour_taken", "colour"),
        ("contracts.position_wrong", "position"),
    }
    assert refused.value.problems[2].params == {"name": "Active"}
    for colour in ("red", "#12345", "#1234567", "url(x)", "", "#gggggg"):
        with pytest.raises(Invalid), by(cast.admin) as work:
            contracts.edit_status(work, firm.new, 1, name="New", colour=colour, position=None)
    for person in (cast.mona, cast.anna, cast.vera):
        with pytest.raises(Forbidden), by(person) as work:
            contracts.create_status(work, name="X", colour="#123456")
    with pytest.raises(Conflict), by(cast.admin) as work:
        contracts.edit_status(work, firm.new, 7, name="New", colour="#123456", position=None)
    assert dump() == before
    with by(cast.admin) as work:
        contracts.edit_status(work, firm.new, 1, name="Nowa", colour="#ABCDEF", position=9)
        found = [(row.name, row.colour, row.position) for row in contracts.statuses(work)]
    assert found[-1] == ("Nowa", "#abcdef", 9)
    contract = a_contract(cast, firm)
    assert card(cast.anna, contract).status == "Active"  # new contracts get the first one


def test_without_a_status_there_is_no_contract(cast: Cast, dump: Dumper) -> None:
    with by(cast.anna) as work:
        client = clients.create(work, is_company=True, name="x")
    before = dump()
    with pytest.raises(Invalid) as refused, by(cast.anna) as work:
        contracts.create(work, client_id=client)
    assert codes(refused.value.problems) == {("contracts.no_status", "status_id")}
    assert dump() == before


# Machado, Oliveira, Fernandes 2009: full protanopia, deuteranopia, tritanopia; linear RGB.
BLINDNESS = [
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
]


def linear(colour: str) -> list[float]:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def times(matrix: list[list[float]], vector: list[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def oklab(rgb: list[float]) -> list[float]:
    """Björn Ottosson's OKLab, in which equal distances look alike."""
    lms = times(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ],
        [min(1.0, max(0.0, part)) for part in rgb],
    )
    return times(
        [
            [0.2104542553, 0.793617785, -0.0040720468],
            [1.9779984951, -2.428592205, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.808675766],
        ],
        [part ** (1 / 3) for part in lms],
    )


def test_the_palette_is_told_apart_by_everybody_on_both_themes() -> None:
    assert len(set(contracts.PALETTE)) == 16
    for matrix in BLINDNESS:
        seen = [oklab(times(matrix, linear(colour))) for colour in contracts.PALETTE]
        for one, other in itertools.combinations(seen, 2):
            assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 > 0.06
    dark = sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear("#0e1117"), strict=True))
    for colour in contracts.PALETTE:
        light = sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))
        assert 1.05 / (light + 0.05) >= 3
        assert (light + 0.05) / (dark + 0.05) >= 2.4
