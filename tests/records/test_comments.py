"""Comments on records: who reads, writes, changes, deletes; whom they may mention."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm import people
from crm.core.errors import Conflict, Forbidden, Invalid, NotFound
from crm.flows import bin as to_bin
from crm.people.tables import User
from crm.records import comments
from tests.conftest import NOON, Cast, Clock
from tests.dumping import Dumper
from tests.firm import Firm, a_firm, by, by_office
from tests.security import hostile


@pytest.fixture
def firm(cast: Cast) -> Firm:
    return a_firm(cast)


def write(person: int, client: int, text: str = "Called them.", mentions: tuple[int, ...] = ()) -> int:
    with by(person) as work:
        return comments.add(work, "client", client, text, mentions).id


def read(person: int, client: int, **how: int) -> list[comments.CommentRow]:
    with by(person, writes=False) as work:
        return comments.listing(work, "client", client, **how).rows


def test_whoever_sees_the_record_reads_and_writes_newest_last(cast: Cast, firm: Firm, clock: Clock) -> None:
    first = write(cast.anna, firm.client, "  First\r\nline  ")
    clock.set(NOON + timedelta(minutes=5))
    second = write(cast.vera, firm.client, "Second", (cast.bob, cast.anna, cast.bob))
    rows = read(cast.bob, firm.client)
    assert [(row.id, row.text, row.by) for row in rows] == [
        (first, "First\nline", "Anna"),
        (second, "Second", "Vera"),
    ]
    assert rows[1].at == NOON + timedelta(minutes=5)
    assert rows[1].mentions == ((cast.anna, "Anna"), (cast.bob, "Bob"))
    assert not any(row.may_edit or row.may_delete or row.is_edited for row in rows)


def test_ones_own_are_changed_and_deleted_by_oneself_only(cast: Cast, firm: Firm, dump: Dumper) -> None:
    made = write(cast.anna, firm.client)
    before = dump()
    for person in (cast.bob, cast.mona, cast.vera):
        with pytest.raises(Forbidden), by(person) as work:
            comments.edit(work, made, 1, "Other words")
        with pytest.raises(Forbidden), by(person) as work:
            comments.delete(work, made, 1)
    with pytest.raises(Forbidden), by(cast.admin) as work:
        comments.edit(work, made, 1, "Other words")  # who configures the office deletes, but puts no words in mouths
    assert dump() == before
    with by(cast.anna) as work:
        comments.edit(work, made, 1, "Better words")
    [row] = read(cast.anna, firm.client)
    assert (row.text, row.is_edited, row.may_edit, row.may_delete) == ("Better words", True, True, True)
    with by(cast.anna) as work:
        comments.delete(work, made, 2)
    assert read(cast.anna, firm.client) == []


def test_who_configures_the_office_deletes_anybodys(cast: Cast, firm: Firm) -> None:
    made = write(cast.anna, firm.client)
    assert read(cast.admin, firm.client)[0].may_delete
    with by(cast.admin) as work:
        comments.delete(work, made, 1)
    assert read(cast.anna, firm.client) == []


def test_another_teams_record_is_not_found_and_nothing_is_written(cast: Cast, firm: Firm, dump: Dumper) -> None:
    made = write(cast.anna, firm.client)
    before = dump()
    for call in (
        lambda work: comments.listing(work, "client", firm.client),
        lambda work: comments.add(work, "client", firm.client, "x"),
        lambda work: comments.edit(work, made, 1, "x"),
        lambda work: comments.delete(work, made, 1),
    ):
        with pytest.raises(NotFound), by(cast.carol) as work:
            call(work)
    assert dump() == before


def test_who_no_longer_sees_the_record_no_longer_changes_what_they_wrote(cast: Cast, firm: Firm) -> None:
    made = write(cast.anna, firm.client)
    with by(cast.admin) as work:
        to_bin.delete_client(work, firm.client, None)
    with pytest.raises(NotFound), by(cast.anna) as work:
        comments.edit(work, made, 1, "x")


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "error.required"), (" \n\t ", "error.required"), ("x" * 10_001, "error.too_long")],
)
def test_texts_that_are_none_or_too_long_are_refused_at_their_field(
    cast: Cast, firm: Firm, dump: Dumper, text: str, code: str
) -> None:
    made = write(cast.anna, firm.client)
    before = dump()
    for call in (
        lambda work: comments.add(work, "client", firm.client, text),
        lambda work: comments.edit(work, made, 1, text),
    ):
        with pytest.raises(Invalid) as refused, by(cast.anna) as work:
            call(work)
        assert (refused.value.code, refused.value.problems[0].field) == (code, "comment_text")
    assert dump() == before


def test_only_active_people_whom_the_writer_sees_are_mentioned(cast: Cast, firm: Firm, dump: Dumper) -> None:
    with by_office() as work:
        work.session.get_one(User, cast.bob).is_active = False
    before = dump()
    for wrong in (cast.bob, 999_999, -1, 2**62):
        with pytest.raises(Invalid) as refused:
            write(cast.anna, firm.client, "x", (wrong,))
        assert (refused.value.code, refused.value.problems[0].field) == ("comments.nobody", "mentions")
    with pytest.raises(Invalid, match=r"comments\.too_many"):
        write(cast.anna, firm.client, "x", tuple(range(1, 60)))
    assert dump() == before


def test_who_may_not_look_at_people_mentions_nobody(cast: Cast, firm: Firm) -> None:
    with by(cast.admin) as work:
        narrow = people.create_role(work, name="Narrow", reaches={"clients.view": 3})
        card = people.get(work, cast.vera)
        people.edit(
            work, card.id, card.version, name=card.name, email=card.email, language="en", zone=card.zone,
            role_ids=[narrow],
        )  # fmt: skip
    write(cast.vera, firm.client, "I may still write")
    with pytest.raises(Invalid, match=r"comments\.nobody"):
        write(cast.vera, firm.client, "x", (cast.anna,))


def test_whom_a_comment_named_before_may_stay_named_after_they_left(cast: Cast, firm: Firm) -> None:
    made = write(cast.anna, firm.client, "x", (cast.bob,))
    with by_office() as work:
        work.session.get_one(User, cast.bob).is_active = False
    with by(cast.anna) as work:
        comments.edit(work, made, 1, "y", (cast.bob,))
    assert read(cast.anna, firm.client)[0].mentions == ((cast.bob, "Bob"),)


def test_an_old_version_is_a_conflict(cast: Cast, firm: Firm) -> None:
    made = write(cast.anna, firm.client)
    with by(cast.anna) as work:
        comments.edit(work, made, 1, "y")
    for call in (
        lambda work: comments.edit(work, made, 1, "z"),
        lambda work: comments.delete(work, made, 1),
    ):
        with pytest.raises(Conflict), by(cast.anna) as work:
            call(work)


def test_the_newest_are_shown_and_earlier_ones_told_of(cast: Cast, firm: Firm) -> None:
    made = [write(cast.anna, firm.client, str(n)) for n in range(4)]
    with by(cast.anna) as work:
        found = comments.listing(work, "client", firm.client, most=3)
    assert ([row.id for row in found.rows], found.has_earlier) == (made[1:], True)


@pytest.mark.parametrize("wrong", [-1, 0, 999, 2**63, "1 OR 1", "../", "", None, True, [1]])
def test_ids_that_are_none_find_nothing(cast: Cast, firm: Firm, wrong: object) -> None:
    with by(cast.admin) as work:
        for call in (
            lambda: comments.listing(work, "client", wrong),
            lambda: comments.add(work, "client", wrong, "x"),
            lambda: comments.edit(work, wrong, None, "x"),
            lambda: comments.delete(work, wrong, None),
        ):
            with pytest.raises(NotFound):
                call()


def test_every_text_comes_back_as_it_was_written(cast: Cast, firm: Firm) -> None:
    texts = [text for text in hostile.ALL[::5] if hostile.visible(hostile.stored(text).strip())]
    with by(cast.anna) as work:
        for text in texts:
            made = comments.add(work, "client", firm.client, text).id
            assert comments.listing(work, "client", firm.client, most=1).rows[0].text == hostile.stored(text)
            assert made
