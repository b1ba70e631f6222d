"""Files of records: limits, rights, bytes on the disk before the row, and when they go."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from crm import clients, jobs
from crm.core import config, shelves
from crm.core.errors import Conflict, Forbidden, Invalid, NotFound
from crm.core.history import Change
from crm.flows import bin as to_bin
from crm.flows import bin_out
from crm.records import comments, files, shelf
from crm.records.tables import Comment, File
from tests.conftest import NOON, Cast, Clock
from tests.dumping import Dumper
from tests.firm import Firm, a_contract, a_firm, a_watch, by, by_office

PDF = b"%PDF-1.7\nhello"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)


@pytest.fixture
def firm(cast: Cast) -> Firm:
    return a_firm(cast)


@pytest.fixture
def folder(settings: config.Settings) -> Path:
    return settings.data / "files"


def add(person: int, client: int, name: str = "report.pdf", raw: bytes = PDF) -> int:
    with by(person) as work:
        return files.add(work, "client", client, name, raw)


def on_disk(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def age(folder: Path, clock: Clock, days: float) -> None:
    """As if everything there had been written that long before the held moment."""
    for path in on_disk(folder):
        moment = (NOON - timedelta(days=days)).timestamp()
        os.utime(path, (moment, moment))


def test_a_file_is_kept_with_who_when_and_what_it_is(cast: Cast, firm: Firm, folder: Path) -> None:
    made = add(cast.anna, firm.client, "../Protokół.pdf")
    with by(cast.bob, writes=False) as work:
        found = files.listing(work, "client", firm.client)
        [row] = found.rows
        assert (row.id, row.name, row.size, row.by, row.at) == (made, "Protokół.pdf", len(PDF), "Anna", NOON)
        assert (row.is_there, row.is_shown, row.may_delete, found.may_add, found.has_more) == (
            True, True, False, False, False,
        )  # fmt: skip
        got = files.get(work, made)
        assert got.path.read_bytes() == PDF
        assert (got.name, got.content_type) == ("Protokół.pdf", "application/pdf")
        assert got.sha256 == hashlib.sha256(PDF).hexdigest()
    [path] = on_disk(folder)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert "rotok" not in str(path)


@pytest.mark.parametrize("kind", ["client", "contract", "monitoring"])
def test_every_kind_of_record_carries_files(cast: Cast, firm: Firm, kind: str) -> None:
    contract = a_contract(cast, firm)
    ids = {"client": firm.client, "contract": contract, "monitoring": a_watch(cast, contract)}
    with by(cast.admin) as work:
        made = files.add(work, kind, ids[kind], "photo.png", PNG)
        assert [row.id for row in files.listing(work, kind, ids[kind]).rows] == [made]
        others = [one for one in ids if one != kind]
        assert not [row for one in others for row in files.listing(work, one, ids[one]).rows]


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("empty.pdf", b"", "files.empty"),
        ("big.pdf", PDF + bytes(30 * 2**20), "files.too_big"),
        ("just too big.pdf", PDF + bytes(10 * 2**20 - len(PDF) + 1), "files.too_big"),
        ("script.pdf", b"#!/bin/sh\nrm -rf /", "files.program"),
        ("script.pdf", b"alert(1)", "files.not_what_it_says"),
        ("setup.exe", b"MZ\x90\x00" + bytes(100), "files.program"),
        ("do.bat", b"echo", "files.program"),
    ],
)
def test_what_may_not_be_kept_is_refused_by_name_and_leaves_nothing(
    cast: Cast, firm: Firm, folder: Path, dump: Dumper, name: str, raw: bytes, code: str
) -> None:
    before = dump()
    with pytest.raises(Invalid) as refused, by(cast.anna) as work:
        files.add(work, "client", firm.client, name, raw)
    assert (refused.value.code, refused.value.problems[0].field) == (code, "files")
    assert refused.value.params["name"] == name
    assert dump() == before
    assert not on_disk(folder)


def test_ten_megabytes_are_taken(cast: Cast, firm: Firm) -> None:
    made = add(cast.anna, firm.client, raw=PDF + bytes(10 * 2**20 - len(PDF)))
    with by(cast.anna, writes=False) as work:
        assert files.get(work, made).path.stat().st_size == 10 * 2**20


def test_another_teams_record_shows_takes_and_gives_away_no_file(
    cast: Cast, firm: Firm, folder: Path, dump: Dumper
) -> None:
    made, before = add(cast.anna, firm.client), dump()
    for call in (
        lambda work: files.listing(work, "client", firm.client),
        lambda work: files.add(work, "client", firm.client, "x.pdf", PDF),
        lambda work: files.get(work, made),
        lambda work: files.delete(work, made, 1),
    ):
        with pytest.raises(NotFound), by(cast.carol) as work:
            call(work)
    assert dump() == before
    assert len(on_disk(folder)) == 1


def test_who_only_sees_the_record_neither_adds_nor_deletes(cast: Cast, firm: Firm, folder: Path, dump: Dumper) -> None:
    made, before = add(cast.anna, firm.client), dump()
    for person in (cast.bob, cast.vera):
        with pytest.raises(Forbidden), by(person) as work:
            files.add(work, "client", firm.client, "x.pdf", PDF)
        with pytest.raises(Forbidden), by(person) as work:
            files.delete(work, made, 1)
    assert dump() == before
    assert len(on_disk(folder)) == 1


def test_who_added_a_file_may_delete_it_after_the_record_went_to_somebody_else(cast: Cast, firm: Firm) -> None:
    made = add(cast.anna, firm.client)
    with by(cast.admin) as work:
        card = clients.get(work, firm.client)
        clients.edit(work, card.id, card.version, is_company=True, name=card.name, owner_id=cast.bob)
    with by(cast.anna) as work:
        assert not files.listing(work, "client", firm.client).may_add
        assert files.listing(work, "client", firm.client).rows[0].may_delete
        files.delete(work, made, 1)
        assert files.listing(work, "client", firm.client).rows == []


@pytest.mark.parametrize("wrong", [-1, 0, 999, 2**63, 2**63 - 1, "1 OR 1", "../", "", None, True, [1], "9" * 30, "٣"])
def test_ids_that_are_none_find_nothing(cast: Cast, firm: Firm, wrong: object) -> None:
    with by(cast.admin) as work:
        for call in (
            lambda: files.get(work, wrong),
            lambda: files.delete(work, wrong, None),
            lambda: files.listing(work, "client", wrong),
            lambda: files.add(work, "client", wrong, "x.pdf", PDF),
        ):
            with pytest.raises(NotFound):
                call()


@pytest.mark.parametrize("kind", ["", "clients", "nothing", "users", "client'--"])
def test_kinds_that_nobody_knows_find_nothing(cast: Cast, firm: Firm, kind: str) -> None:
    with by(cast.admin) as work, pytest.raises(NotFound):
        files.listing(work, kind, firm.client)


def test_a_file_that_somebody_else_deleted_meanwhile_is_not_found_and_an_old_version_is_a_conflict(
    cast: Cast, firm: Firm
) -> None:
    made = add(cast.anna, firm.client)
    with pytest.raises(Conflict), by(cast.anna) as work:
        files.delete(work, made, 0)
    with by(cast.anna) as work:
        files.delete(work, made, 1)
    with pytest.raises(NotFound), by(cast.anna) as work:
        files.delete(work, made, 1)


def test_bytes_whose_row_was_never_committed_are_swept_a_day_later(
    cast: Cast, firm: Firm, folder: Path, clock: Clock, dump: Dumper
) -> None:
    kept, before = add(cast.anna, firm.client), dump()
    with pytest.raises(RuntimeError, match="the machine fails"):
        add_and_fail(cast.anna, firm.client)
    assert dump() == before
    assert len(on_disk(folder)) == 2
    age(folder, clock, 0.9)
    assert sweep() == 0  # a slow transaction may still commit
    age(folder, clock, 1.1)
    assert sweep() == 1
    with by(cast.anna) as work:
        assert files.get(work, kept).path.read_bytes() == PDF


def test_what_a_killed_write_left_half_is_swept_and_strangers_files_are_not(
    cast: Cast, firm: Firm, folder: Path, clock: Clock
) -> None:
    add(cast.anna, firm.client)
    half = folder / "ab" / ("ab" * 16 + shelf.PART)
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b"%PDF")
    note = folder / "ab" / "README"
    note.write_text("not ours")
    age(folder, clock, 2)
    assert sweep() == 1
    assert note.exists()
    assert not half.exists()


def test_a_disk_that_takes_nothing_more_is_told_and_nothing_is_half_kept(
    cast: Cast, firm: Firm, tmp_path: Path, dump: Dumper
) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    before = dump()
    shelves.use(blocked)
    with pytest.raises(Invalid, match=r"files\.not_kept"), by(cast.anna) as work:
        files.add(work, "client", firm.client, "x.pdf", PDF)
    assert dump() == before


def test_a_row_whose_bytes_are_missing_says_so(cast: Cast, firm: Firm, folder: Path) -> None:
    made = add(cast.anna, firm.client)
    for path in on_disk(folder):
        path.unlink()
    with by(cast.anna) as work:
        assert not files.listing(work, "client", firm.client).rows[0].is_there
        with pytest.raises(files.Gone) as gone:
            files.get(work, made)
    assert gone.value.code == "files.gone"


def test_a_deleted_file_is_gone_at_once_and_its_bytes_after_ninety_days(
    cast: Cast, firm: Firm, folder: Path, clock: Clock
) -> None:
    made, kept = add(cast.anna, firm.client), add(cast.anna, firm.client, "other.pdf")
    with by(cast.anna) as work:
        files.delete(work, made, 1)
        assert [row.id for row in files.listing(work, "client", firm.client).rows] == [kept]
        with pytest.raises(NotFound):
            files.get(work, made)
    age(folder, clock, 200)
    clock.set(NOON + timedelta(days=89))
    jobs.tidy()
    assert len(on_disk(folder)) == 2
    clock.set(NOON + timedelta(days=90, minutes=1))
    jobs.tidy()
    assert len(on_disk(folder)) == 1
    with by_office() as work:
        row = work.session.get_one(File, made)
        assert (row.stored_as, row.name) == (None, "report.pdf")  # the row stays, so that nothing takes its number
    with by(cast.anna) as work:
        assert files.get(work, kept).path.is_file()


def test_files_of_a_record_in_the_bin_are_hidden_and_come_back_with_it(cast: Cast, firm: Firm) -> None:
    made = add(cast.anna, firm.client)
    with by(cast.admin) as work:
        to_bin.delete_client(work, firm.client, None)
    for call in (lambda: files.get(work, made), lambda: files.listing(work, "client", firm.client)):
        with by(cast.admin) as work, pytest.raises(NotFound):
            call()
    with by(cast.admin) as work:
        bin_out.restore(work, "clients", firm.client)
        assert files.get(work, made).path.read_bytes() == PDF


def test_files_and_comments_of_a_record_removed_for_good_go_for_good(
    cast: Cast, firm: Firm, folder: Path, clock: Clock
) -> None:
    made = add(cast.anna, firm.client)
    with by(cast.anna) as work:
        comments.add(work, "client", firm.client, "a secret")
        clients.create(work, is_company=True, name="A newer one")
        to_bin.delete_client(work, firm.client, None)
    with by(cast.admin) as work:
        bin_out.remove(work, "clients", firm.client)
    age(folder, clock, 2)
    assert sweep() == 1
    with by_office() as work:
        assert work.session.get_one(File, made).stored_as is None
        assert work.session.execute(select(Comment.text, Comment.mentions)).tuples().all() == [("", [])]


def test_the_history_of_the_record_names_what_was_added_and_deleted_and_its_version_stays(
    cast: Cast, firm: Firm
) -> None:
    with by(cast.anna) as work:
        version = clients.get(work, firm.client).version
    made = add(cast.anna, firm.client, "Umowa.pdf")
    with by(cast.anna) as work:
        files.delete(work, made, 1)
        assert clients.get(work, firm.client).version == version  # nobody who edits the client is disturbed
        told = select(Change.actor_id, Change.changes).where(Change.kind == "clients", Change.row_id == firm.client)
        rows = [row for row in work.session.execute(told.order_by(Change.id)).tuples() if "files" in row[1]]
    assert rows == [(cast.anna, {"files": [None, "Umowa.pdf"]}), (cast.anna, {"files": ["Umowa.pdf", None]})]


def test_of_several_the_good_ones_are_kept_and_of_the_others_nothing_but_the_reason(
    cast: Cast, firm: Firm, folder: Path
) -> None:
    given = [("A.pdf", PDF), ("script.pdf", b"#!/bin/sh"), ("empty.pdf", b""), ("B.png", PNG)]
    with by(cast.anna) as work:
        added, refused = files.add_each(work, "client", firm.client, given)
        assert [(row.name, row.id) for row in files.listing(work, "client", firm.client).rows] == [
            ("B.png", added[1]),
            ("A.pdf", added[0]),
        ]
    assert [(one.code, one.params["name"]) for one in refused] == [
        ("files.program", "script.pdf"),
        ("files.empty", "empty.pdf"),
    ]
    assert len(on_disk(folder)) == 2


def test_of_several_without_a_good_one_nothing_is_written_and_a_stranger_learns_nothing(
    cast: Cast, firm: Firm, dump: Dumper, folder: Path
) -> None:
    before = dump()
    for given, code in (([("e.pdf", b""), ("s.pdf", b"#!/bin/sh")], "files.empty"), ([], "files.none_chosen")):
        with pytest.raises(Invalid) as refused, by(cast.anna) as work:
            files.add_each(work, "client", firm.client, given)
        assert refused.value.code == code
    with pytest.raises(NotFound), by(cast.carol) as work:
        files.add_each(work, "client", firm.client, [("a.pdf", PDF)])
    assert (dump(), on_disk(folder)) == (before, [])


def test_the_newest_files_are_shown_first_and_more_are_told_of(cast: Cast, firm: Firm) -> None:
    made = [add(cast.anna, firm.client, f"{n}.pdf") for n in range(4)]
    with by(cast.anna) as work:
        found = files.listing(work, "client", firm.client, most=3)
        assert ([row.id for row in found.rows], found.has_more) == (made[:0:-1], True)
        assert not files.listing(work, "client", firm.client, most=4).has_more


def add_and_fail(person: int, client: int) -> None:
    """The bytes are written, the row is not committed."""
    with by(person) as work:
        files.add(work, "client", client, "lost.pdf", PDF)
        raise RuntimeError("the machine fails")


def sweep() -> int:
    with by_office() as work:
        return files.sweep(work)
