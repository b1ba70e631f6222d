"""X1 on the product's own pages: records full of hostile strings, looked at in a real browser, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest

from crm import calculator, clients, contracts, monitoring, people
from crm.contracts import LineInput
from crm.core import i18n
from crm.core.work import Actor, Work, begin
from crm.flows import contract_status, office_settings
from crm.monitoring import Recipient
from tests.living import Office, eventually
from tests.living_browser import Person
from tests.security import hostile
from tests.security.harness import fill_new, quiet_office, serve
from tests.security.looking import (
    BLOCKS,
    FEW,
    LINES,
    NAME,
    TEXTS,
    heads,
    quiet,
    shown,
    texts,
    values,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass
class World:
    """The ids of what was made, in the order of the strings."""

    clients: list[int] = field(default_factory=list)
    contracts: list[int] = field(default_factory=list)
    watches: list[int] = field(default_factory=list)
    item: int = 0


def fill(ada: int) -> World:
    """Each string in every text field of a record of its own, by the services."""
    world = World()
    with begin(Actor.person(ada), writes=True) as work:
        card = office_settings.read(work)
        office_settings.edit(
            work,
            name=NAME,
            zone=card.zone,
            language=card.language,
            currency="PLN",
            contract_pattern=card.contract_pattern,
        )
        world.item = calculator.create_item(work, name="Przegląd", type="przegląd", price=Decimal(1))
        statuses = [
            contracts.create_status(work, name=text, colour=f"#{0x101010 + place * 4097:06x}")
            for place, text in enumerate(TEXTS)
        ]
        for place, text in enumerate(TEXTS):
            _records(work, world, place, text, statuses, ada)
    return world


def _records(work: Work, world: World, place: int, text: str, statuses: list[int], ada: int) -> None:
    calculator.create_value(work, world.item, name=text)
    calculator.create_item(work, name=text, type=text, price=Decimal(1))
    people.create_team(work, name=text, member_ids=[ada])
    people.create(work, name=text, email=f"p{place}@example.test")
    client = clients.create(work, is_company=True, name=text, address=text, note=text)
    clients.add_person(work, client, name=text, position=text)
    line = LineInput(item_id=world.item, value_id=None, quantity=Decimal(1), price=Decimal(1))
    contract = contract_status.create(work, client_id=client, number=text, note=text, lines=[line])
    seen = contracts.get(work, contract)
    contract_status.change(work, contract, statuses[place] if place else statuses[1], seen.version, comment=text)
    watch = monitoring.create(
        work,
        contract,
        title=text,
        type=text,
        starts_on=work.today,
        ends_on=date(2026, 3, 12) + timedelta(days=place),
        recipients=[Recipient("person", person_id=ada)],
        note=text,
        assigned_id=ada,
    )
    world.clients.append(client)
    world.contracts.append(contract)
    world.watches.append(watch)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, World]]:
    with pytest.MonkeyPatch.context() as patch, quiet_office(tmp_path_factory.mktemp("pages")) as office:
        world = fill(fill_new(office, patch))
        serve(office, "app:app")
        yield office, world


def test_lists_on_a_phone_show_the_texts(phone: Person) -> None:
    for path, table in (
        ("/clients", "clients"),
        ("/contracts", "contracts"),
        ("/monitoring", "monitoring"),
    ):
        phone.go(path)
        rows = f".st-key-narrow-{table} .row"
        eventually(lambda rows=rows: len(texts(phone, rows)) == len(LINES), 40, path)
        assert sorted(texts(phone, f"{rows} > b")) == shown(LINES), path
        rest = " ".join(texts(phone, rows))
        assert [ascii(text) for text in LINES if hostile.visible(text) not in rest] == [], path
        quiet(phone)


def test_items_people_and_what_ends_soon_show_the_texts(phone: Person) -> None:
    phone.go("/items")
    items = ".st-key-narrow-items .row > b"
    eventually(lambda: len(texts(phone, items)) == len(LINES) + 1, 40)
    assert sorted(texts(phone, items)) == shown([*LINES, "Przegląd"])
    quiet(phone)
    phone.go("/people")
    people_shown = set(texts(phone, ".st-key-narrow-people .row > b"))
    assert len(people_shown) >= 45
    assert people_shown <= set(shown([*LINES, "Ada"]))
    quiet(phone)
    phone.go("/")
    assert set(texts(phone, ".st-key-narrow-today .row > b")) == set(shown(LINES[:10]))
    quiet(phone)


def test_the_inbox_shows_the_texts(phone: Person) -> None:
    phone.go("/inbox")
    eventually(lambda: len(texts(phone, ".entry b")) == len(LINES), 40)
    told = sorted(texts(phone, ".entry b"))
    assert [ascii(text) for text in LINES if not any(hostile.visible(text) in title for title in told)] == []
    quiet(phone)


def test_what_folds_open_shows_the_texts(desk: Person, made: tuple[Office, World]) -> None:
    labels = "[data-testid=stMain] summary [data-testid=stMarkdownContainer]"
    for path in ("/teams", "/statuses", f"/item?id={made[1].item}&tab=Values"):
        desk.go(path)
        eventually(lambda: len(texts(desk, labels)) > len(LINES), 15, path)
        found = {label.partition(" — ")[0] if path == "/teams" else label for label in texts(desk, labels)}
        missing = [text for text in LINES if hostile.visible(text).partition(" — ")[0] not in found]
        assert [ascii(text) for text in missing] == [], path
        quiet(desk)


@pytest.mark.parametrize("place", range(0, 50, 9))
def test_cards_show_the_texts(desk: Person, made: tuple[Office, World], place: int) -> None:
    _, world = made
    line, block = hostile.visible(LINES[place]), hostile.visible(BLOCKS[place])

    desk.go(f"/client?id={world.clients[place]}")
    eventually(lambda: {line, block} <= values(desk), 40, f"fields with {line!a} and {block!a}")
    heads(desk, line)
    desk.page.get_by_role("tab").nth(1).click()
    eventually(lambda: line in texts(desk, ".line b"), 40, f"the contact person {line!a}")  # beside consents
    assert line in texts(desk, ".line > span:not(.chip)")
    assert texts(desk, ".who span")[0].startswith(hostile.visible(NAME))
    quiet(desk)

    desk.go(f"/contract?id={world.contracts[place]}")
    heads(desk, line)
    assert line in texts(desk, ".st-key-top .under")[0]
    assert texts(desk, ".st-key-top .chip") == [hostile.visible(LINES[place or 1])]
    desk.tab(i18n.words("en", "contracts.tab_changes"))
    eventually(lambda: any(line in row for row in texts(desk, ".line > span:not(.chip)")), 40)
    quiet(desk)

    desk.go(f"/watch?id={world.watches[place]}")
    heads(desk, line)
    assert texts(desk, ".st-key-top .under")[0].startswith(line)
    eventually(lambda: {line, block} <= values(desk), 40, f"fields with {line!a} and {block!a}")
    quiet(desk)


@pytest.mark.parametrize("text", FEW, ids=ascii)
def test_the_drawer_and_the_search_show_the_text(desk: Person, text: str) -> None:
    desk.go(f"/monitoring?q={quote(text)}")
    eventually(lambda: hostile.visible(text) in texts(desk, ".st-key-wide-monitoring, .st-key-narrow-monitoring")
               or desk.page.locator(".st-key-wide-monitoring canvas").count(), 10)  # fmt: skip
    search = desk.page.locator(".st-key-row-monitoring-filters input").first  # empty for the moment in which it appears
    assert eventually(lambda: hostile.visible(search.input_value()), 10) == hostile.visible(text)[:200]
    table = desk.page.locator(".st-key-wide-monitoring canvas").first
    box = table.bounding_box()
    assert box
    desk.page.mouse.click(box["x"] + 60, box["y"] + 60)
    eventually(lambda: texts(desk, "[role=dialog] dl.facts dd"), 10, "the drawer")
    facts = texts(desk, "[role=dialog] dl.facts dd")
    title = texts(desk, "[role=dialog] .top.small h2")[0]
    assert facts[0] in shown(LINES)
    assert title.startswith(facts[0])
    assert facts[0] == facts[1] == facts[2] == hostile.visible(facts[-1])
    quiet(desk)


def refused_for(person: Person, text: str) -> bool:
    said = texts(person, "[data-testid=stMain] [data-testid=stMarkdown] p")
    return any(hostile.visible(text) in problem for problem in said)


def test_a_refusal_names_the_text(desk: Person) -> None:
    desk.go("/item")
    for text in FEW[:3]:
        desk.fill("Name", text)
        desk.fill("Type", "x")
        desk.fill("Net price", "1")
        desk.press("Save")
        assert eventually(lambda text=text: refused_for(desk, text), 10, ascii(text))
        quiet(desk)


def test_the_sign_in_page_shows_what_was_typed(chrome: Any, made: tuple[Office, World]) -> None:
    person = Person(chrome, made[0].base, locale="en-GB")
    for text in FEW:
        person.page.goto(f"{person.base}/sign-in?next={quote(text, safe='')}")
        person.page.evaluate("document.querySelector('form').noValidate = true")
        person.page.evaluate("document.querySelector('[name=email]').type = 'text'")
        person.page.fill("[name=email]", text)
        person.page.fill("[name=password]", "no such password")
        person.page.click("button[type=submit]")
        person.page.wait_for_load_state()
        assert person.page.url.startswith(f"{person.base}/sign-in")
        assert person.page.evaluate("document.querySelectorAll('main script, iframe, main img').length") == 0
        assert person.foreign == []
        assert person.dialogs == []
        assert person.complaints == []
    person.close()
