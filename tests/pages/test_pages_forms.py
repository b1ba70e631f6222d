"""Forms: what is wrong stands beside its field, typed text stays, nothing is half-written or overwritten."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from crm import clients, contracts, monitoring
from crm.clients.tables import Client
from crm.contracts.tables import Contract
from crm.core.i18n import t
from tests.conftest import Cast
from tests.dumping import Dumper
from tests.firm import Firm, a_contract, a_firm, a_watch, by, by_office
from tests.pages.conftest import Opener, errors, key, titles

RIGHT_NIP = "5260250274"


@pytest.fixture
def firm(cast: Cast) -> Firm:
    return a_firm(cast)


def fill(at: AppTest, form: str, **typed: Any) -> AppTest:
    """Write into text fields, numbers, dates and areas of a form, as a person would, then nothing more."""
    for name, value in typed.items():
        found = [node for node in at._tree if getattr(node, "key", None) == key(at, form, name)]
        assert len(found) == 1, f"{form}:{name}: {len(found)} fields"
        found[0].set_value(value)
    return at.run()


def save(at: AppTest, form: str) -> AppTest:
    """Press the form's primary button."""
    return at.button(key=key(at, form, "save")).click().run()


def value(at: AppTest, form: str, name: str) -> Any:
    """What stands in a field."""
    [found] = [node for node in at._tree if getattr(node, "key", None) == key(at, form, name)]
    return found.value


def writes_nothing(at: AppTest, form: str, dump: Dumper) -> AppTest:
    """Press save; nothing in any table may differ afterwards."""
    before = dump()
    save(at, form)
    assert not at.exception
    assert dump() == before
    return at


def test_a_wrong_nip_is_told_beside_its_field_and_the_typed_text_stays(
    cast: Cast, firm: Firm, open_page: Opener, dump: Dumper
) -> None:
    at = fill(open_page(cast.anna, "customers/client.py"), "client", name="Młyn sp. z o.o.", nip="5260250275")
    writes_nothing(at, "client", dump)
    beside = [i for i, node in enumerate(at._tree) if getattr(node, "key", None) == key(at, "client", "nip")]
    next_one = list(at._tree)[beside[0] + 1]
    assert t("clients.nip_wrong") in next_one.value
    assert value(at, "client", "name") == "Młyn sp. z o.o."
    assert value(at, "client", "nip") == "5260250275"

    save(fill(at, "client", nip=RIGHT_NIP), "client")
    assert titles(at) == ["Młyn sp. z o.o."], errors(at)
    assert [toast.value for toast in at.toast] == [t("clients.saved")]
    with by_office() as work:
        row = work.session.execute(select(Client).where(Client.nip == RIGHT_NIP)).scalar_one()
        assert (row.name, row.owner_id) == ("Młyn sp. z o.o.", cast.anna)


def test_every_field_that_is_wrong_is_told_at_once(cast: Cast, firm: Firm, open_page: Opener, dump: Dumper) -> None:
    at = fill(open_page(cast.anna, "customers/client.py"), "client", nip="1", email="nobody", phone="x")
    writes_nothing(at, "client", dump)
    assert errors(at).count(":red[") == 4  # name, nip, email, phone


def test_a_contract_that_ends_before_it_starts_is_refused_at_its_end(
    cast: Cast, firm: Firm, open_page: Opener, dump: Dumper
) -> None:
    contract = a_contract(cast, firm)
    at = open_page(cast.anna, "customers/contract.py", id=contract)
    fill(at, "contract", starts_on=date(2026, 5, 1), ends_on=date(2026, 4, 30), note="typed")
    writes_nothing(at, "contract", dump)
    assert t("contracts.ends_before_start") in errors(at)
    assert value(at, "contract", "ends_on") == date(2026, 4, 30)
    assert value(at, "contract", "note") == "typed"

    save(fill(at, "contract", ends_on=date(2026, 5, 2)), "contract")
    assert [toast.value for toast in at.toast] == [t("contracts.saved")]
    with by(cast.anna) as work:
        card = contracts.get(work, contract)
    assert (card.ends_on, card.note) == (date(2026, 5, 2), "typed")


def first_step(at: AppTest) -> Any:
    """The number field of a ladder's first step."""
    return next(field for field in at.number_input if str(field.key).endswith(":count"))


def test_a_wrong_ladder_step_is_refused_at_the_ladder(cast: Cast, firm: Firm, open_page: Opener, dump: Dumper) -> None:
    watch = a_watch(cast, a_contract(cast, firm))
    at = open_page(cast.anna, "customers/watch.py", id=watch)
    first_step(at).set_value(7)  # as the second one
    fill(at, "watch", title="Typed title")
    assert not at.exception
    writes_nothing(at, "watch", dump)
    assert t("reminders.step_duplicate") in errors(at).replace("\\", "")
    assert value(at, "watch", "title") == "Typed title"
    assert first_step(at).value == 7

    first_step(at).set_value(14)
    save(at.run(), "watch")
    with by(cast.anna) as work:
        card = monitoring.get(work, watch)
    assert (card.title, card.steps[0].count) == ("Typed title", 14)


def test_a_rule_without_any_step_is_refused_at_the_ladder(
    cast: Cast, firm: Firm, open_page: Opener, dump: Dumper
) -> None:
    at = open_page(cast.admin, "office/item.py", id=firm.item)
    writes_nothing(at, "rule-new", dump)
    assert errors(at).count(":red[") == 1, "the missing status is told beside its field"
    at.selectbox(key=key(at, "rule-new", "trigger_status_id")).set_value(firm.active).run()
    ladder = key(at, "rule-new", "steps")
    for name in list(at.session_state[ladder]):
        at.button(key=f"{ladder}:{name}:remove").click().run()
    fill(at, "rule-new", duration=6)
    writes_nothing(at, "rule-new", dump)
    assert t("monitoring.steps_needed") in errors(at).replace("\\", "")
    assert value(at, "rule-new", "duration") == 6
    at.button(key=f"{ladder}:add").click().run()
    save(at, "rule-new")
    assert not errors(at)
    with by(cast.admin) as work:
        assert [rule.duration for rule in monitoring.rules_of(work, firm.item)] == [6]


def test_a_colour_in_use_is_refused_with_the_status_that_has_it(
    cast: Cast, firm: Firm, open_page: Opener, dump: Dumper
) -> None:
    at = open_page(cast.admin, "office/statuses.py")
    fill(at, "status-new", name="Paused", colour=contracts.PALETTE[0])
    writes_nothing(at, "status-new", dump)
    assert t("contracts.colour_taken", name="New") in errors(at).replace("\\", "")
    assert value(at, "status-new", "name") == "Paused"
    save(fill(at, "status-new", colour=contracts.PALETTE[9]), "status-new")
    assert [toast.value for toast in at.toast] == [t("contracts.status_saved")]


def test_who_saves_a_stale_form_is_told_who_changed_what_and_nothing_is_overwritten(
    cast: Cast, firm: Firm, open_page: Opener, dump: Dumper
) -> None:
    at = open_page(cast.anna, "customers/client.py", id=firm.client)
    fill(at, "client", note="anna's words")
    with by(cast.admin) as work:
        card = clients.get(work, firm.client)
        clients.edit(
            work, card.id, card.version, is_company=True, name=card.name, phone="+48 12 345 67 89", owner_id=cast.anna
        )
    writes_nothing(at, "client", dump)
    said = errors(at).replace("\\", "")
    assert "Admin" in said
    assert t("field.phone") in said
    assert value(at, "client", "note") == "anna's words"
    with by(cast.anna) as work:
        assert clients.get(work, firm.client).phone == "+48123456789"

    save(at, "client")  # having been told
    assert not errors(at)
    with by(cast.anna) as work:
        assert clients.get(work, firm.client).note == "anna's words"


@pytest.mark.parametrize(
    ("page", "form", "typed"),
    [
        ("customers/contract.py", "contract", {"note": "typed"}),
        ("customers/watch.py", "watch", {"note": "typed"}),
        ("office/item.py", "item", {"name": "typed"}),
        ("office/person.py", "person", {"person_name": "typed"}),
        ("office/office.py", "office", {"name": "typed"}),
    ],
)
def test_every_form_notices_that_it_is_stale(
    page: str, form: str, typed: dict[str, str], cast: Cast, firm: Firm, open_page: Opener, dump: Dumper
) -> None:
    contract = a_contract(cast, firm)
    ids = {"contract": contract, "watch": a_watch(cast, contract), "item": firm.item, "person": cast.carol}
    mine, others = (open_page(cast.admin, page, **({"id": ids[form]} if form in ids else {})) for _ in range(2))
    fill(mine, form, **typed)
    save(fill(others, form, **dict.fromkeys(typed, "of another")), form)
    assert not errors(others)
    writes_nothing(mine, form, dump)
    assert "Admin" in errors(mine)
    assert value(mine, form, *typed) == "typed"
    save(mine, form)
    assert not errors(mine)


def test_ones_own_saving_in_one_form_does_not_make_another_form_of_the_contract_stale(
    cast: Cast, firm: Firm, open_page: Opener
) -> None:
    contract = a_contract(cast, firm)
    at = open_page(cast.anna, "customers/contract.py", id=contract)
    save(fill(at, "contract", note="first"), "contract")
    assert not errors(at)
    quantity = next(field for field in at.text_input if str(field.key).endswith(":quantity"))
    quantity.set_value("3")
    save(at.run(), "contract_lines")
    assert not errors(at), errors(at)
    with by(cast.anna) as work:
        assert contracts.get(work, contract).lines[0].quantity == 3


def test_a_form_of_another_record_begins_with_that_records_own_lines_and_steps(
    cast: Cast, firm: Firm, open_page: Opener
) -> None:
    one, other = (a_contract(cast, firm, number=number) for number in ("A/1", "A/2"))
    first, second = a_watch(cast, one), a_watch(cast, other, steps=(monitoring.PROPOSED_STEPS[0],))
    at = open_page(cast.anna, "customers/contract.py", id=one)
    at.query_params["id"] = str(other)
    at.run()
    with by(cast.anna) as work:
        lines = contracts.get(work, other).lines
    rows = at.session_state[key(at, "contract_lines", "lines")]
    assert [line.id for line in rows.values()] == [line.id for line in lines]

    at = open_page(cast.anna, "customers/watch.py", id=first)
    at.query_params["id"] = str(second)
    at.run()
    assert len(at.session_state[key(at, "watch", "steps")]) == 1


def test_what_was_wrong_is_forgotten_when_the_form_was_left(cast: Cast, firm: Firm, open_page: Opener) -> None:
    at = save(fill(open_page(cast.anna, "customers/client.py", id=firm.client), "client", nip="1"), "client")
    assert errors(at)
    at.switch_page("customers/clients.py").run()
    at.switch_page("customers/client.py")
    at.query_params["id"] = str(firm.client)
    at.run()
    assert titles(at) == ["Łódzkie Wodociągi"]
    assert not errors(at)


KINDS = {"client": "client", "contract": "contract", "watch": "monitoring"}


def test_a_viewer_has_nothing_to_save_with_but_comments(cast: Cast, firm: Firm, open_page: Opener) -> None:
    contract = a_contract(cast, firm)
    ids = {"client": firm.client, "contract": contract, "watch": a_watch(cast, contract), "item": firm.item}
    for name, row_id in ids.items():
        folder = "office" if name == "item" else "customers"
        at = open_page(cast.vera, f"{folder}/{name}.py", id=row_id)
        assert titles(at), name
        saving = [button.key for button in at.button if ":save:" in str(button.key)]
        assert saving == ([] if name == "item" else [key(at, f"comments-{KINDS[name]}-{row_id}", "save")]), name


def test_moving_a_contract_by_its_page_starts_its_watch(cast: Cast, firm: Firm, open_page: Opener) -> None:
    contract = a_contract(cast, firm)
    at = open_page(cast.anna, "customers/contract.py", id=contract)
    at.selectbox(key=key(at, "contract_status", "status_id")).set_value(firm.active).run()
    save(at, "contract_status")
    assert not errors(at), errors(at)
    with by_office() as work:
        assert work.session.get_one(Contract, contract).status_id == firm.active


def test_forms_speak_polish_to_polish_readers(cast: Cast, firm: Firm, open_page: Opener) -> None:
    from crm.people.tables import User

    with by_office() as work:
        work.session.get_one(User, cast.anna).language = "pl"
    at = open_page(cast.anna, "customers/client.py")
    labels = [field.label for field in at.text_input]
    assert "Nazwa *" in labels
    save(fill(at, "client", name="Młyn", nip="1"), "client")
    assert "NIP" in errors(at)
    save(fill(at, "client", nip=""), "client")
    assert titles(at) == ["Młyn"]
    assert [toast.value for toast in at.toast] == ["Zapisano"]
