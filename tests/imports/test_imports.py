"""Imports: created, updated, left alone or refused row by row; a dry run agrees and writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from crm import clients as clients_feature
from crm import contracts, people
from crm.clients.tables import Client
from crm.contracts.tables import Contract
from crm.core import db
from crm.core.errors import Forbidden, Invalid
from crm.core.work import Actor, begin
from crm.flows import imports
from crm.flows.imports import running
from crm.monitoring.tables import Monitoring
from crm.notifications.tables import Entry, Message
from crm.people.tables import User
from crm.records.tables import Import, ImportRow
from tests.conftest import Cast

pytestmark = pytest.mark.usefixtures("engine")

PEOPLE = {
    "kind": "people",
    "file": "people.csv",
    "key": "name",
    "columns": {"name": "name", "supervisor": "boss", "phone": "phone"},
    "templates": {"email": "{slug:name}@example.test"},
    "fixed": {"roles": ["employee"]},
}
CLIENTS = {
    "kind": "clients",
    "file": "clients.csv",
    "key": "name",
    "columns": {"name": "name", "nip": "nip", "owner": "owner"},
}
ITEMS = {
    "kind": "items",
    "file": "items.csv",
    "key": "item",
    "columns": {"name": "item", "type": "type", "price": "price"},
    "formats": {"decimal": ","},
}
CONTRACTS = {
    "kind": "contracts",
    "file": "contracts.csv",
    "key": "row",
    "columns": {
        "client": "client",
        "owner": "owner",
        "item": "item",
        "status": "stage",
        "price": "price",
        "signed_on": {"column": "day", "when": {"stage": "Won"}},
    },
    "templates": {"number": "T/{row:03}"},
    "formats": {"date": "%d.%m.%Y", "decimal": ","},
    "aliases": {"item": {"Srvice": "Service"}},
}
MAPPING: dict[str, Any] = {
    "name": "try",
    "statuses": [{"name": "New"}, {"name": "Won"}, {"name": "Lost"}],
    "rules": [
        {
            "items": "all",
            "status": "Won",
            "starts": "contract_signed",
            "duration": 12,
            "unit": "month",
            "recipients": ["contract_owner"],
            "steps": [{"count": 7, "unit": "day"}],
        }
    ],
    "sources": [PEOPLE, CLIENTS, ITEMS, CONTRACTS],
}
FILES = {
    "people.csv": "name,boss,phone\nAda Żak,Bea Boss,600 100 200\nBea Boss,,\nEwa Lis,Nobody Known,\n",
    "clients.csv": "name,nip,owner\nAcme,525-000-00-09,Ada Żak\nBad Nip,1234567890,\nNo Owner,,\n",
    "items.csv": 'item,type,price\nService,service,"1 200,50"\nGuard,guard,cheap\n',
    "contracts.csv": "client,owner,item,stage,price,day\n"
    'ACME,ada żak,Srvice,Won,"1.000,5",31.01.2026\n'
    "Acme,Ada Żak,Service,Lost,0,31.01.2026\n"
    "Acme,Ada Żak,Unknown,Won,1,31.02.2026\n"
    "Nobody,Ada Żak,Service,Open,1,31.01.2026\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "files"
    found.mkdir()
    for name, text in FILES.items():
        (found / name).write_text(text, encoding="utf-8")
    return found


def run(folder: Path, mapping: dict[str, Any] = MAPPING, **options: Any) -> imports.Report:
    return imports.run(imports.parse(mapping), folder, **{"actor": Actor.office(), **options})


def told(folder: Path, mapping: dict[str, Any] = MAPPING, **options: Any) -> list[tuple[str, int, str, list[str]]]:
    """Every verdict: file, row, outcome, reasons."""
    seen: list[imports.Verdict] = []
    run(folder, mapping, watch=seen.append, **options)
    for verdict in seen:
        assert imports.line(verdict).startswith(f"{verdict.file}:{verdict.row}: ")
    return [(v.file, v.row, v.outcome, [problem.code for problem in v.problems]) for v in seen]


EXPECTED = [
    ("people.csv", 3, "created", []),
    ("people.csv", 2, "created", []),
    ("people.csv", 4, "refused", ["import.missing.people"]),
    ("clients.csv", 2, "created", []),
    ("clients.csv", 3, "refused", ["clients.nip_wrong"]),
    ("clients.csv", 4, "created", []),
    ("items.csv", 2, "created", []),
    ("items.csv", 3, "refused", ["import.not_a_number"]),
    ("contracts.csv", 2, "created", []),
    ("contracts.csv", 3, "created", []),
    ("contracts.csv", 4, "refused", ["import.not_a_day", "import.missing.items"]),
    ("contracts.csv", 5, "refused", ["import.missing.clients", "import.missing.status"]),
]


def test_each_row_is_put_in_or_refused_with_its_reasons(folder: Path) -> None:
    assert told(folder) == EXPECTED
    with begin(Actor.office()) as work:
        session = work.session
        ada, bea = (
            session.execute(select(User).where(User.name == name)).scalar_one() for name in ("Ada Żak", "Bea Boss")
        )
        assert (ada.email, ada.phone, ada.supervisor_id) == ("ada.zak@example.test", "+48600100200", bea.id)
        assert session.execute(select(Client.name).order_by(Client.id)).scalars().all() == ["Acme", "No Owner"]
        won, lost = session.execute(select(Contract).order_by(Contract.id)).scalars().all()
        assert (won.number, won.owner_id, won.signed_on) == ("T/002", ada.id, date(2026, 1, 31))
        assert lost.signed_on is None
        (line,) = contracts.get(work, won.id).lines
        assert (line.item, line.price, line.quantity) == ("Service", Decimal("1000.50"), 1)
        (watch,) = session.execute(select(Monitoring)).scalars().all()
        assert (watch.contract_id, watch.starts_on, watch.ends_on) == (won.id, date(2026, 1, 31), date(2027, 1, 30))


def test_a_dry_run_says_the_same_and_writes_nothing(folder: Path, dump: Callable[[], Any]) -> None:
    before = dump()
    assert told(folder, is_dry=True) == EXPECTED
    assert dump() == before
    assert told(folder) == EXPECTED
    after = dump()
    again = told(folder, is_dry=True)
    same = [(file, row, "unchanged" if outcome == "created" else outcome, why) for file, row, outcome, why in EXPECTED]
    assert sorted(same) == sorted(again)
    assert dump() == after


def test_a_second_run_updates_what_the_files_changed_and_nothing_else(folder: Path) -> None:
    run(folder)
    (folder / "clients.csv").write_text("name,nip,owner\nACME,5250000009,Bea Boss\nNo Owner,,\n")
    (folder / "contracts.csv").write_text(
        "client,owner,item,stage,price,day\nAcme,Ada Żak,Service,Lost,7,31.01.2026\nAcme,Ada Żak,Service,Lost,0,\n"
    )
    report = run(folder)
    assert report.counts["clients", "updated"] == 1
    assert report.counts["clients", "unchanged"] == 1
    assert (report.counts["contracts", "updated"], report.counts["contracts", "unchanged"]) == (1, 1)
    with begin(Actor.office()) as work:
        acme = work.session.execute(select(Client).where(Client.nip == "5250000009")).scalar_one()
        assert (acme.name, people.names(work, [acme.owner_id or 0]).popitem()[1]) == ("ACME", "Bea Boss")
        card = contracts.get(work, work.session.execute(select(Contract.id).order_by(Contract.id)).scalars().first())
        assert (card.status, card.signed_on, card.lines[0].price) == ("Lost", None, Decimal(7))
        assert [change.to_name for change in card.changes] == ["Lost", "Won"]


def test_fields_that_the_mapping_does_not_name_stay(folder: Path) -> None:
    run(folder)
    with begin(Actor.office(), writes=True) as work:
        acme = work.session.execute(select(Client).where(Client.name == "Acme")).scalar_one()
        card = clients_feature.get(work, acme.id)
        clients_feature.edit(
            work, acme.id, card.version, is_company=True, name="Acme", nip=card.nip, owner_id=card.owner_id, note="Ours"
        )
    (folder / "clients.csv").write_text("name,nip,owner\nAcme,,Bea Boss\n")
    assert run(folder).counts["clients", "updated"] == 1
    with begin(Actor.office()) as work:
        acme = work.session.execute(select(Client).where(Client.name == "Acme")).scalar_one()
        assert (acme.note, acme.nip) == ("Ours", None)


def test_what_was_deleted_here_is_not_made_again_but_reported(folder: Path) -> None:
    run(folder)
    with begin(Actor.office(), writes=True) as work:
        row = work.session.execute(select(Client).where(Client.name == "No Owner")).scalar_one()
        clients_feature.bin(work, row.id, row.version)
    found = told(folder)
    assert ("clients.csv", 4, "refused", ["import.gone"]) in found


def test_equal_keys_are_refused_unless_the_mapping_takes_the_first(folder: Path) -> None:
    (folder / "people.csv").write_text("name,boss,phone\nAda,,\nada,,\n")
    only = {**MAPPING, "rules": [], "sources": [PEOPLE]}
    assert [v[2:] for v in told(folder, only)] == [("created", []), ("refused", ["import.key_twice"])]
    once = {**MAPPING, "rules": [], "sources": [{**PEOPLE, "once": True}]}
    assert [v[2:] for v in told(folder, once)] == [("unchanged", []), ("repeated", [])]


def test_a_record_that_is_here_already_is_taken_over_by_match(folder: Path, cast: Cast) -> None:
    (folder / "people.csv").write_text("name,boss,phone\nAnna,,601 602 603\n")
    plain = {**MAPPING, "rules": [], "sources": [{**PEOPLE, "fixed": {}}]}
    assert told(folder, plain)[0][2:] == ("refused", ["people.email_taken"])
    match = {**MAPPING, "rules": [], "sources": [{**PEOPLE, "fixed": {}, "match": "email"}]}
    assert told(folder, match)[0][2:] == ("updated", [])
    with begin(Actor.office()) as work:
        anna = people.get(work, cast.anna)
        assert anna.phone == "+48601602603"
        assert anna.role_ids
        assert anna.team_ids == (cast.service,)


def test_names_that_the_office_knows_are_found_and_ambiguous_ones_are_not_guessed(folder: Path, cast: Cast) -> None:
    with begin(Actor.office(), writes=True) as work:
        for name in ("Łódzka Spółka", "Twin", "Twin"):
            clients_feature.create(work, is_company=True, name=name, owner_id=cast.anna)
    (folder / "contracts.csv").write_text(
        "client,owner,item,stage,price,day\nŁÓDZKA SPÓŁKA,Anna,,Lost,,\nTwin,anna@example.test,,Lost,,\n"
    )
    found = told(folder, {**MAPPING, "rules": [], "sources": [CONTRACTS]})
    assert [v[2:] for v in found] == [("created", []), ("refused", ["import.ambiguous"])]


def test_a_broken_file_or_a_missing_column_stops_everything_before_anything_is_written(
    folder: Path, dump: Callable[[], Any]
) -> None:
    before = dump()
    (folder / "contracts.csv").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(Invalid) as broken:
        run(folder)
    assert broken.value.code == "sheets.broken"
    (folder / "contracts.csv").write_text("client,item\nAcme,Service\n")
    with pytest.raises(Invalid) as missing:
        run(folder)
    assert {problem.params["column"] for problem in missing.value.problems} == {"owner", "stage", "price", "day"}
    assert dump() == before


@pytest.mark.parametrize(("how", "bells"), [("single", 2), ("summary", 1), ("none", 0)])
def test_creations_are_told_singly_in_one_summary_or_not_at_all(folder: Path, how: str, bells: int) -> None:
    (folder / "contracts.csv").write_text(
        "client,owner,item,stage,price,day\n" + "Acme,Ada Żak,Service,Won,1,01.03.2026\n" * 2
    )
    run(folder, told=how)
    with begin(Actor.office()) as work:
        ada = work.session.execute(select(User.id).where(User.name == "Ada Żak")).scalar_one()
        mails = work.session.execute(select(Message.person_id)).scalars().all()
        assert mails == [ada] * bells
        assert len(work.session.execute(select(Entry)).scalars().all()) == bells
    run(folder, told=how)
    with begin(Actor.office()) as work:
        assert len(work.session.execute(select(Message)).scalars().all()) == bells


def test_an_import_that_was_broken_off_goes_on_under_the_same_id(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 2)
    seen: list[imports.Verdict] = []

    def watch(verdict: imports.Verdict) -> None:
        seen.append(verdict)
        if verdict.kind == "contracts":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(folder, watch=watch)
    report = run(folder)
    assert (report.counts["contracts", "unchanged"], report.counts["contracts", "refused"]) == (2, 2)
    with begin(Actor.office()) as work:
        (one,) = work.session.execute(select(Import).where(Import.kind == "contracts")).scalars().all()
        assert (one.created, one.ended_at) == (2, work.now)
        assert len(work.session.execute(select(Contract)).scalars().all()) == 2
        keys = select(ImportRow.import_id).where(ImportRow.kind == "contracts")
        assert set(work.session.execute(keys).scalars()) == {one.id}


def test_nobody_without_the_right_imports(folder: Path, cast: Cast, dump: Callable[[], Any]) -> None:
    before = dump()
    for person in (cast.anna, cast.vera):
        with pytest.raises(Forbidden):
            run(folder, actor=Actor.person(person))
    assert dump() == before


def test_xlsx_cells_keep_their_types_on_the_way_in(folder: Path, engine: Engine) -> None:
    from openpyxl import Workbook

    assert engine is db.engine()
    run(folder)
    book = Workbook()
    for row in (
        ["client", "owner", "item", "stage", "price", "day"],
        ["Acme", "Ada Żak", "Service", "Won", 12.5, date(2026, 2, 1)],
        ["Acme", "Ada Żak", "Service", "Won", "#N/A", date(2026, 2, 1)],
    ):
        book.active.append(row)
    book.save(folder / "contracts.xlsx")
    only = {**MAPPING, "name": "xlsx", "rules": [], "sources": [{**CONTRACTS, "file": "contracts.xlsx"}]}
    only["sources"][0]["templates"] = {"number": "X/{row}"}
    assert [v[2:] for v in told(folder, only)] == [("created", []), ("refused", ["import.formula_error"])]
    with begin(Actor.office()) as work:
        made = work.session.execute(select(Contract).where(Contract.number == "X/2")).scalar_one()
        assert made.signed_on == date(2026, 2, 1)
        assert contracts.get(work, made.id).lines[0].price == Decimal("12.50")
