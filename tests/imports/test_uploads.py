"""Imports through the page: proposed, checked, put in by batches, stopped, resumed after a kill, undone."""

from __future__ import annotations

import stat
import threading
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from crm import clients, contracts
from crm.calculator.tables import Item, ItemValue
from crm.clients.tables import Client, ClientPerson
from crm.contracts.tables import Contract, Line
from crm.core.errors import Forbidden, Invalid, NotFound
from crm.core.history import Change
from crm.core.work import Actor, begin
from crm.flows import imports
from crm.flows.imports import batch, keeping, uploading, working
from crm.monitoring.tables import Monitoring
from crm.people.tables import User
from crm.records import uploads
from crm.records.uploads import UploadRow
from tests.conftest import NOON, Cast, Clock
from tests.firm import Firm, a_contract, a_firm, a_rule, by, by_office

pytestmark = pytest.mark.usefixtures("engine")
LINES = (
    "Number;Client;Owner;Status;Signed on;Item;Value;Quantity;Net price\n"
    "C/1;łódzkie wodociągi;Anna;Active;31.01.2026;Przegląd;roczny;2;1 234,56 zł\n"
    "C/2;Łódzkie Wodociągi;Anna;New;;Przegląd;;;\n"
    "C/1;;;;;Przegląd;co dwa lata;1;\n"
    "C/3;Nobody Ltd;Anna;New;30.02.2026;Przegląd;;;\n"
)


@pytest.fixture
def firm(cast: Cast) -> Firm:
    return a_firm(cast)


def upload(cast: Cast, kind: str, text: str | bytes, **settings: Any) -> int:
    """A file taken in, its proposed reading changed by `settings`, waiting to be checked."""
    raw = text if isinstance(text, bytes) else text.encode()
    with by(cast.admin) as work:
        id = uploading.take(work, kind, "file.csv", raw)
        found = uploading.proposal(work, id)
        uploading.check(work, id, {**found.settings, **settings})
    return id


def work_on(cast: Cast, id: int, state: str | None = None) -> UploadRow:
    """What the scheduler's process does with a run."""
    if state:
        with by(cast.admin) as work:
            uploads.ask(work, id, state)
    working.work_once(threading.Event())
    with by(cast.admin) as work:
        return uploads.upload(work, id)


def reasons(cast: Cast, id: int) -> dict[int, list[str]]:
    with by(cast.admin) as work:
        rows = uploads.verdicts(work, id, outcome="refused", size=1000).rows
        for row in rows:
            assert all(imports.problem_in("contracts", problem) for problem in row.problems)
    return {row.number: [problem.code for problem in row.problems] for row in rows}


def figures(run: UploadRow) -> tuple[str, int, int, int, int]:
    return run.state, run.created, run.updated, run.unchanged, run.refused


def alive(model: Any) -> int:
    with begin_office() as work:
        return int(work.session.execute(select(func.count(model.id)).where(model.deleted_at.is_(None))).scalar_one())


def begin_office() -> Any:
    return begin(Actor.office())


def test_contracts_with_several_lines_go_in_start_their_watches_and_are_undone(
    cast: Cast, firm: Firm, dump: Callable[[], Any]
) -> None:
    a_rule(cast, firm, starts="contract_signed")
    id = upload(cast, "contracts", LINES, match="number")
    before = dump()
    checked = work_on(cast, id)
    assert figures(checked) == ("checked", 2, 0, 0, 1)
    after = dump()
    quiet = {"imports", "import_verdicts", "history"}
    assert {name: rows for name, rows in after.items() if name not in quiet} == {
        name: rows for name, rows in before.items() if name not in quiet
    }
    assert reasons(cast, id) == {5: ["import.not_a_day", "import.missing.clients"]}

    done = work_on(cast, id, uploads.RUN)
    assert figures(done) == ("ended", 2, 0, 0, 1)
    with by(cast.admin) as work:
        first = work.session.execute(select(Contract).where(Contract.number == "C/1")).scalar_one()
        lines = contracts.get(work, first.id).lines
        assert [(line.value, line.quantity, line.price) for line in lines] == [
            ("roczny", Decimal(2), Decimal("1234.56")),
            ("co dwa lata", Decimal(1), Decimal(180)),
        ]
        assert (first.owner_id, first.signed_on) == (cast.anna, date(2026, 1, 31))
        named = select(Change.batch_id).where(Change.kind.in_(["contracts", "contract_lines", "monitorings"]))
        assert done.batch_id in set(work.session.execute(named).scalars())
    assert alive(Monitoring) == 2

    undone = work_on(cast, id, uploads.UNDO)
    assert undone.state == "undone"
    assert undone.problem is not None
    assert undone.problem["left_count"] == 0
    assert (alive(Contract), alive(Line), alive(Monitoring)) == (0, 0, 0)


def test_the_same_file_again_changes_only_what_changed(cast: Cast, firm: Firm) -> None:
    id = upload(cast, "contracts", LINES, match="number")
    work_on(cast, id)
    work_on(cast, id, uploads.RUN)
    again = upload(cast, "contracts", LINES.replace("co dwa lata;1;", "co dwa lata;3;"), match="number")
    assert figures(work_on(cast, again)) == ("checked", 0, 1, 1, 1)
    assert figures(work_on(cast, again, uploads.RUN)) == ("ended", 0, 1, 1, 1)
    with by(cast.admin) as work:
        first = work.session.execute(select(Contract.id).where(Contract.number == "C/1")).scalar_one()
        assert [line.quantity for line in contracts.get(work, first).lines] == [2, 3]
    only_new = upload(cast, "contracts", LINES, match="number", mode="create")
    assert figures(work_on(cast, only_new)) == ("checked", 0, 0, 0, 3)


def test_an_undo_leaves_what_was_changed_by_hand_and_names_it(cast: Cast, firm: Firm) -> None:
    id = upload(cast, "clients", "Name,E-mail\nOne,a@example.test\nTwo,b@example.test\n")
    work_on(cast, id)
    assert figures(work_on(cast, id, uploads.RUN)) == ("ended", 2, 0, 0, 0)
    with by(cast.admin) as work:
        row = work.session.execute(select(Client).where(Client.name == "Two")).scalar_one()
        clients.edit(work, row.id, row.version, is_company=True, name="Two and a half", owner_id=row.owner_id)
    undone = work_on(cast, id, uploads.UNDO)
    assert undone.problem is not None
    assert [(one["title"], one["code"]) for one in undone.problem["left"]] == [("Two and a half", "undo.changed")]
    assert alive(Client) == 2  # the firm's own, and the one that somebody changed


def test_items_bring_their_values_and_contacts_and_monitorings_find_their_records(cast: Cast, firm: Firm) -> None:
    items = "Name;Type;Net price;Value;Net price of the value\nBoiler;service;100,00;yearly;90\nBoiler;;;monthly;9,50\n"
    contacts = "Client,First and last name,Position,E-mail\nŁódzkie Wodociągi,Jan Nowak,Director,jan@example.test\n"
    number = contracts_number(cast, a_contract(cast, firm))
    watches = "Contract number,Title,Type,First day,Last day,Reminders (days before the end)\n"
    watches += f'{number},Warranty,warranty,2026-01-01,2026-12-31,"30, 7"\n'
    for kind, text in (("items", items), ("contacts", contacts), ("monitorings", watches)):
        id = upload(cast, kind, text)
        work_on(cast, id)
        assert reasons(cast, id) == {}, kind
        done = work_on(cast, id, uploads.RUN)
        assert figures(done) == ("ended", 1, 0, 0, 0), kind
    with by(cast.admin) as work:
        boiler = work.session.execute(select(Item).where(Item.name == "Boiler")).scalar_one()
        values = select(ItemValue.name, ItemValue.price).where(ItemValue.item_id == boiler.id).order_by(ItemValue.id)
        assert work.session.execute(values).tuples().all() == [("yearly", Decimal(90)), ("monthly", Decimal("9.50"))]
        person = work.session.execute(select(ClientPerson)).scalar_one()
        assert (person.name, person.position, person.is_main) == ("Jan Nowak", "Director", True)
        watch = work.session.execute(select(Monitoring)).scalar_one()
        assert (watch.title, watch.ends_on) == ("Warranty", date(2026, 12, 31))


def contracts_number(cast: Cast, id: int) -> str:
    with by(cast.admin) as work:
        return contracts.get(work, id).number


def test_people_may_name_a_supervisor_further_down_and_a_check_knows_it(cast: Cast) -> None:
    text = "First and last name,E-mail,Supervisor,Roles\n"
    text += "Ada,ada@example.test,Bea,employee\nBea,bea@example.test,,manager\n"
    id = upload(cast, "people", text)
    assert figures(work_on(cast, id)) == ("checked", 2, 0, 0, 0)
    assert figures(work_on(cast, id, uploads.RUN)) == ("ended", 2, 0, 0, 0)
    with by(cast.admin) as work:
        ada, bea = (work.session.execute(select(User).where(User.name == n)).scalar_one() for n in ("Ada", "Bea"))
        assert ada.supervisor_id == bea.id


def test_a_killed_run_goes_on_where_it_was(cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "FIRST", 10)
    monkeypatch.setattr(working, "LEAST", 10)
    monkeypatch.setattr(working, "MOST", 10)
    id = upload(cast, "clients", "Name\n" + "".join(f"Client {n}\n" for n in range(35)))
    work_on(cast, id)
    with by(cast.admin) as work:
        uploads.ask(work, id, uploads.RUN)

    class Killed(BaseException):
        pass

    real, calls = batch.put_in, []

    def put_in(*given: Any) -> Any:
        calls.append(1)
        answer = real(*given)
        if len(calls) == 3:
            raise Killed
        return answer

    monkeypatch.setattr(working, "put_in", put_in)
    with pytest.raises(Killed):
        working.work_once(threading.Event())
    assert alive(Client) == 20
    assert not working.work_once(threading.Event())  # its lease still holds
    clock.set(NOON + timedelta(minutes=2))
    assert figures(work_on(cast, id)) == ("ended", 35, 0, 0, 0)
    assert alive(Client) == 35


def test_a_run_can_be_stopped_continued_and_undone_from_halfway(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FIRST", "LEAST", "MOST"):
        monkeypatch.setattr(working, name, 10)
    id = upload(cast, "clients", "Name\n" + "".join(f"Client {n}\n" for n in range(35)))
    work_on(cast, id)
    with by(cast.admin) as work:
        uploads.ask(work, id, uploads.RUN)
        uploads.stop(work, id)
    assert figures(work_on(cast, id)) == ("stopped", 10, 0, 0, 0)
    assert figures(work_on(cast, id, uploads.RUN)) == ("ended", 35, 0, 0, 0)
    with by(cast.admin) as work:
        uploads.ask(work, id, uploads.UNDO)
    assert work_on(cast, id).state == "undone"
    assert alive(Client) == 0


def test_rows_are_written_under_the_rights_of_who_asked(cast: Cast) -> None:
    id = upload(cast, "clients", "Name\nOne\n")
    work_on(cast, id)
    with by(cast.admin) as work:
        uploads.ask(work, id, uploads.RUN)
    with by_office() as work:
        work.session.get_one(User, cast.admin).is_active = False
    working.work_once(threading.Event())
    with by_office() as work:
        run = uploads.upload(work, id)
    assert (run.state, run.problem) == ("failed", {"code": "import.person_gone", "params": {}})
    assert alive(Client) == 0


def test_nobody_else_touches_a_run(cast: Cast) -> None:
    id = upload(cast, "clients", "Name\nOne\n")
    with by(cast.anna) as work:
        for attempt in (uploads.upload, uploads.verdicts, uploads.stop, uploading.proposal):
            with pytest.raises(Forbidden):
                attempt(work, id)
    with by(cast.admin) as work:
        for wrong in (0, -1, 2**63, id + 1, "1 OR 1", None):
            with pytest.raises(NotFound):
                uploads.upload(work, wrong)


def test_a_break_that_no_row_explains_refuses_the_row_and_goes_on(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    id = upload(cast, "clients", "Name\nOne\nPoison\nTwo\n")
    real = clients.create

    def create(work: Any, /, **fields: Any) -> int:
        if fields["name"] == "Poison":
            raise ZeroDivisionError
        return real(work, **fields)

    monkeypatch.setattr("crm.clients.create", create)
    work_on(cast, id)
    run = work_on(cast, id, uploads.RUN)
    assert figures(run) == ("ended", 2, 0, 0, 1)
    assert reasons(cast, id) == {3: ["error.unexpected"]}


def test_files_are_kept_for_the_program_only(cast: Cast) -> None:
    id = upload(cast, "clients", "Name\nOne\n")
    path = keeping.path_of(id)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.stem == str(id)


def test_the_same_headers_propose_the_same_choice_again(cast: Cast) -> None:
    upload(cast, "clients", "Firma;Kod\nOne;x\n", columns=[["Firma", "note"], ["Kod", "name"]], match="name")
    with by(cast.admin) as work:
        found = uploading.proposal(work, uploading.take(work, "clients", "b.csv", b"KOD;firma\nx;One\n"))
        assert found.is_remembered
        assert found.settings["columns"] == [["KOD", "name"], ["firma", "note"]]
        other = uploading.proposal(work, uploading.take(work, "people", "b.csv", b"KOD;firma\nx;One\n"))
        assert not other.is_remembered


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ([["Nowhere", "name"]], "import.column_gone"),
        ([["Name", "shoe_size"]], "import.field_unknown"),
        ([["Name", "note"]], "import.field_needed"),
        ([["Name", "name"], ["Other", "name"]], "import.field_twice"),
    ],
)
def test_a_mapping_that_leads_nowhere_is_refused(cast: Cast, columns: list[list[str]], code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        upload(cast, "clients", "Name,Other\nOne,x\n", columns=columns, match="")
    assert code in {problem.code for problem in refusal.value.problems}
    with by(cast.admin) as work:
        assert uploads.uploads(work) == []
