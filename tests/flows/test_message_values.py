"""What the gaps of a template about a case stand for, said in its language, and only to who may see the case."""

from __future__ import annotations

from datetime import date

import pytest

from crm import cases, clients, contracts, notifications, people
from crm.core.access import Reach
from crm.core.errors import Forbidden, NotFound
from crm.flows import message_values
from crm.notifications import wording
from crm.people.tables import Role, UserRole
from tests.conftest import Cast
from tests.dumping import Dumper
from tests.firm import by, by_office


@pytest.fixture
def case(cast: Cast) -> int:
    """Anna's case for a client with a contact person."""
    with by(cast.admin) as work:
        kind = cases.create_kind(work, name="Inquiry", colour=contracts.PALETTE[0])
        client = clients.create(work, is_company=True, name="Młyn", owner_id=cast.anna)
        contact = clients.add_person(work, client, name="Jan Młynarz")
        given = {"title": "Leaks", "priority": "high", "due_on": date(2026, 3, 20), "owner_id": cast.anna}
        id = cases.create(work, client_id=client, kind_id=kind, contact_id=contact, **given)
        cases.move(work, id, "in_progress", None)
    return id


def test_a_case_fills_every_key_of_its_purpose(cast: Cast, case: int) -> None:
    with by(cast.admin) as work:
        said = message_values.preview(work, "case", case, "en")
    assert set(said) == set(wording.PURPOSES["case"])
    assert {key: said[key] for key in said if key.startswith(("case.", "client.", "person."))} == {
        "case.number": "C-2026-0001",
        "case.title": "Leaks",
        "case.kind": "Inquiry",
        "case.state": "In progress",
        "case.priority": "high",
        "case.due": "Mar 20, 2026",
        "client.name": "Młyn",
        "person.name": "Jan Młynarz",
    }
    assert said["owner.name"] == "Anna"


def test_a_case_is_told_in_the_language_of_the_template(cast: Cast, case: int) -> None:
    with by(cast.admin) as work:
        given = {"name": "Sprawa", "form": "email", "purpose": "case", "language": "pl", "subject": "{{case.number}}"}
        template = notifications.create_template(work, **given, body="{{case.state}} do {{case.due}}, {{owner.name}}")
        said = message_values.preview(work, "case", case, "pl")
        worded = notifications.worded(work.as_office(), template, said)
    assert (worded.title, worded.text) == ("C-2026-0001", "W toku do 20 mar 2026, Anna")


def test_a_case_without_term_leaves_no_gap(cast: Cast, case: int) -> None:
    with by(cast.admin) as work:
        card = cases.get(work, case)
        plain = {"client_id": card.client_id, "kind_id": card.kind_id, "owner_id": card.owner_id, "title": "Leaks"}
        cases.edit(work, case, card.version, **plain)
        said = message_values.preview(work, "case", case, "pl")
    assert wording.fill("Termin: {{case.due}}.", said) == "Termin: ."


def test_who_does_not_see_the_case_previews_nothing_with_it(cast: Cast, case: int, dump: Dumper) -> None:
    with by_office() as work:
        role = people.create_role(work, name="Words", reaches={"office.configure": Reach.ALL, "cases.view": Reach.OWN})
        assert work.session.get_one(Role, role).key is None
        work.session.add(UserRole(user_id=cast.carol, role_id=role))
    before = dump()
    with by(cast.carol) as work, pytest.raises(NotFound):
        message_values.preview(work, "case", case, "en")
    with by(cast.anna) as work, pytest.raises(Forbidden):
        message_values.preview(work, "case", case, "en")
    assert dump() == before


@pytest.mark.parametrize("key", ["task.title", "monitoring.ends", "case.description"])
def test_a_template_about_a_case_knows_no_other_keys(key: str) -> None:
    [problem] = wording.gap_problems(f"{{{{{key}}}}}", "body", "case")
    assert (problem.code, problem.params["key"]) == ("wording.key_unknown", key)
