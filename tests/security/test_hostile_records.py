"""X1 at the edge: every text field of the records takes every hostile string, and gives back the same one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from crm import calculator, clients, contracts, monitoring, notifications, people
from crm.core.errors import Refusal
from crm.core.work import Work
from crm.flows import contract_status, office_settings
from crm.monitoring import Filters, Recipient
from tests.conftest import Cast
from tests.firm import Firm, a_contract, a_firm, by
from tests.security import hostile

pytestmark = pytest.mark.slow
EVERY: dict[str, str] = {}  # no two with one stored form, as unique names need it
for _text in hostile.ALL:
    if hostile.visible(hostile.stored_line(_text)):
        EVERY.setdefault(hostile.stored_line(_text).casefold(), _text)
TEXTS = list(EVERY.values())
SHORT = [text for text in TEXTS if len(hostile.stored_line(text)) <= 80]  # as a contract's number
MIDDLE = [text for text in TEXTS if len(hostile.stored_line(text)) <= 120]
CONTROL = set(hostile.FAMILIES["control"])


def some(work: Work, texts: list[str]) -> list[str]:
    """All of them on SQLite; on PostgreSQL every eighth and what the two databases could store differently."""
    if work.session.connection().dialect.name == "sqlite":
        return texts
    return [text for place, text in enumerate(texts) if place % 8 == 0 or text in CONTROL]


def line(text: str) -> str:
    return hostile.stored_line(text)


def test_clients_and_their_people(cast: Cast) -> None:
    with by(cast.anna) as work:
        for text in some(work, TEXTS):
            made = clients.create(work, is_company=True, name=text, address=text, note=text)
            clients.add_person(work, made, name=text[:190], position=text[:100])
            card = clients.get(work, made)
            assert (card.name, card.address, card.note) == (line(text), hostile.stored(text), hostile.stored(text))
            assert (card.people[0].name, card.people[0].position) == (line(text[:190]), line(text[:100]) or None)
            first = clients.create(work, is_company=False, first_name=text[:100], last_name="Nowak")
            assert clients.get(work, first).name == line(f"{line(text[:100])} Nowak")


def test_a_search_for_the_text_finds_the_client(cast: Cast) -> None:
    with by(cast.anna) as work:
        ids = {text: clients.create(work, is_company=True, name=f"x {line(text)} y") for text in TEXTS[::4]}
    with by(cast.anna, writes=False) as work:
        for text, made in ids.items():
            found = clients.listing(work, text=line(text))
            if found.total <= 50 and line(text):
                assert made in [row.id for row in found.rows], ascii(text)


def test_contracts_and_comments(cast: Cast) -> None:
    firm = a_firm(cast)
    with by(cast.admin) as work:
        for place, text in enumerate(some(work, SHORT)):
            made = contract_status.create(work, client_id=firm.client, number=text, note=text)
            card = contracts.get(work, made)
            assert (card.number, card.note) == (line(text), hostile.stored(text)), ascii(text)
            if place % 2:
                continue
            contract_status.change(work, made, firm.active, card.version, comment=text)
            assert hostile.stored(text) in [change.comment for change in contracts.get(work, made).changes], ascii(text)


def test_monitorings_and_what_is_told_of_them(cast: Cast) -> None:
    firm = a_firm(cast)
    contract = a_contract(cast, firm)
    with by(cast.admin) as work:
        told_of = some(work, MIDDLE)
        for text in told_of:
            made = monitoring.create(
                work,
                contract,
                title=text,
                type=text,
                note=text,
                starts_on=work.today,
                ends_on=date(2027, 1, 1),
                recipients=[Recipient("person", person_id=cast.admin)],
            )
            card = monitoring.get(work, made)
            assert (card.title, card.type, card.note) == (line(text), line(text), hostile.stored(text)), ascii(text)
    with by(cast.admin, writes=False) as work:
        assert set(monitoring.types(work)) >= {line(text) for text in told_of}
        for text in told_of[::8]:
            found = monitoring.listing(work, Filters.of({"q": line(text), "type": line(text)}))
            assert [row.title for row in found.rows] == [line(text)], ascii(text)
        told = notifications.entries(work, page=1)
        assert told.total >= len(told_of)
        for text, entry in zip(reversed(told_of), told.rows, strict=False):
            assert hostile.visible(line(text)) in hostile.visible(entry.title), ascii(text)


def _each(work: Work, cast: Cast, firm: Firm) -> dict[str, tuple[Callable[[str, int], int], Callable[[], list[Any]]]]:
    """What has only a name: how to make one, and how to list them."""
    return {
        "status": (
            lambda text, n: contracts.create_status(work, name=text, colour=f"#{n + 0x100000:06x}"),
            lambda: contracts.statuses(work),
        ),
        "item": (
            lambda text, n: calculator.create_item(work, name=text, type=text, price=Decimal(n)),
            lambda: calculator.items(work),
        ),
        "value": (
            lambda text, n: calculator.create_value(work, firm.item, name=text),
            lambda: next(item for item in calculator.items(work) if item.id == firm.item).values,
        ),
        "team": (
            lambda text, n: people.create_team(work, name=text, member_ids=[cast.anna]),
            lambda: people.teams(work),
        ),
        "person": (
            lambda text, n: people.create(work, name=text, email=f"p{n}@example.test"),
            lambda: people.choices(work),
        ),
    }


@pytest.mark.parametrize("kind", ["status", "item", "value", "team", "person"])
def test_names(cast: Cast, kind: str) -> None:
    firm = a_firm(cast)
    with by(cast.admin) as work:
        make, listed = _each(work, cast, firm)[kind]
        made = {make(text, place): line(text) for place, text in enumerate(some(work, MIDDLE))}
        names = {row.id: row.name for row in listed()}
        assert {key: names[key] for key in made} == made


def test_the_office_is_called_anything(cast: Cast) -> None:
    for text in SHORT[::10]:
        with by(cast.admin) as work:
            now = office_settings.read(work)
            kept = {name: getattr(now, name) for name in ("zone", "language", "currency", "contract_pattern")}
            office_settings.edit(work, name=text, **kept)
        with by(cast.admin, writes=False) as work:
            assert work.office.name == line(text)


def test_what_has_a_form_of_its_own_is_kept_in_that_form_or_refused(cast: Cast) -> None:
    for text in TEXTS[::3]:
        with by(cast.anna) as work:
            for field, form in (("nip", r"\d{10}"), ("phone", r"\+\d{3,15}"), ("email", r"[^\s<>,;:]+@[^\s<>,;:@]+")):
                try:
                    made = clients.create(work, is_company=True, name="x", **{field: text})
                except Refusal as refusal:
                    refused = refusal
                else:
                    kept = getattr(clients.get(work, made), field)
                    assert kept is None or re.fullmatch(form, kept), ascii(text)
                    continue
                assert [problem.field for problem in refused.problems] == [field], ascii(text)
