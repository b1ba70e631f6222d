"""Whoever a comment mentions is told by bell and mail, once, if they may see the record."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from crm import notifications
from crm.core.errors import Forbidden, Invalid, NotFound
from crm.flows import commenting
from crm.notifications.tables import Entry, Message
from crm.people.tables import User
from crm.records import comments
from tests.conftest import Cast
from tests.firm import Firm, a_contract, a_firm, a_watch, by, by_office

KIND = "comment.mentioned"


@pytest.fixture
def firm(cast: Cast) -> Firm:
    return a_firm(cast)


def told() -> tuple[list[int], list[int | None]]:
    """Whom bell and mail told of mentions so far."""
    with by_office() as work:
        bells = work.session.execute(select(Entry.person_id).where(Entry.kind == KIND).order_by(Entry.id))
        mails = work.session.execute(select(Message.person_id).where(Message.kind == KIND).order_by(Message.id))
        return sorted(bells.scalars()), sorted(mails.scalars(), key=lambda one: one or 0)


def write(person: int, client: int, *mentions: int, text: str = "Please look.") -> tuple[str, ...]:
    with by(person) as work:
        return commenting.add(work, "client", client, text, mentions)


def newest(client: int, person: int) -> comments.CommentRow:
    with by(person, writes=False) as work:
        return comments.listing(work, "client", client).rows[-1]


def test_people_mentioned_are_told_by_bell_and_mail(cast: Cast, firm: Firm) -> None:
    assert write(cast.anna, firm.client, cast.bob, cast.vera) == ()
    assert told() == ([cast.bob, cast.vera], [cast.bob, cast.vera])
    with by(cast.bob) as work:
        [entry] = [one for one in notifications.entries(work).rows if one.kind == KIND]
        assert entry.title == "Anna mentioned you: Łódzkie Wodociągi"
        assert entry.path == f"/client?id={firm.client}"
    with by_office() as work:
        mail = work.session.execute(select(Message).where(Message.person_id == cast.bob)).scalar_one()
        assert mail.title == "Anna mentioned you: Łódzkie Wodociągi"
        assert f"/client?id={firm.client}" in mail.text
        assert "Comment: Please look." in mail.text


def test_a_comment_without_mentions_tells_nobody_and_nobody_is_told_of_themselves(cast: Cast, firm: Firm) -> None:
    write(cast.anna, firm.client)
    write(cast.anna, firm.client, cast.anna)
    assert told() == ([], [])


def test_an_edit_tells_only_whom_it_names_for_the_first_time(cast: Cast, firm: Firm) -> None:
    write(cast.anna, firm.client, cast.bob)
    for version, mentions in enumerate(([cast.bob, cast.vera], [], [cast.bob, cast.mona]), start=1):
        row = newest(firm.client, cast.anna)
        assert row.version == version
        with by(cast.anna) as work:
            commenting.edit(work, row.id, row.version, f"Words {version}", mentions)
    everybody = sorted([cast.bob, cast.vera, cast.mona])
    assert told() == (everybody, everybody)  # bob once, although he was named, taken out and named again
    write(cast.anna, firm.client, cast.bob)
    assert told()[0].count(cast.bob) == 2  # of another comment, he is


def test_who_may_not_see_the_record_is_not_told_and_the_writer_learns_it(cast: Cast, firm: Firm) -> None:
    with by_office() as work:
        work.session.get_one(User, cast.carol).password_hash = "known"
    assert write(cast.anna, firm.client, cast.bob, cast.carol) == ("Carol",)
    assert told() == ([cast.bob], [cast.bob])


def test_a_refused_comment_tells_nobody(cast: Cast, firm: Firm) -> None:
    with pytest.raises(Invalid):
        write(cast.anna, firm.client, cast.bob, text=" ")
    write(cast.anna, firm.client, text="Mine")
    row = newest(firm.client, cast.anna)
    with pytest.raises(Forbidden), by(cast.bob) as work:
        commenting.edit(work, row.id, row.version, "x", [cast.vera])
    assert told() == ([], [])


@pytest.mark.parametrize("kind", ["contract", "monitoring"])
def test_mentions_on_other_records_lead_there(cast: Cast, firm: Firm, kind: str) -> None:
    contract = a_contract(cast, firm)
    ids = {"contract": contract, "monitoring": a_watch(cast, contract)}
    with by(cast.admin) as work:
        commenting.add(work, kind, ids[kind], "Look", [cast.bob])
    with by(cast.bob) as work:
        [entry] = [one for one in notifications.entries(work).rows if one.kind == KIND]
    assert entry.path == f"/{'contract' if kind == 'contract' else 'watch'}?id={ids[kind]}"


def whom(person: int, client: int, text: str, *known: int) -> commenting.Whom:
    with by(person, writes=False) as work:
        return commenting.whom(work, "client", client, text, (), known)


def a_namesake(person: int, name: str) -> None:
    with by_office() as work:
        work.session.get_one(User, person).name = name


def test_who_is_named_in_the_text_is_mentioned_and_told_like_who_was_chosen(cast: Cast, firm: Firm) -> None:
    a_namesake(cast.bob, "Łukasz Żółw")
    text = "@lukasz zolw and @Vera: please look; mail anna@vera.pl"
    assert whom(cast.anna, firm.client, text) == commenting.Whom(told=("Łukasz Żółw", "Vera"))
    assert write(cast.anna, firm.client, cast.vera, cast.mona, text=text) == ()
    everybody = sorted([cast.bob, cast.vera, cast.mona])
    assert told() == (everybody, everybody)
    assert [one for one, _ in newest(firm.client, cast.anna).mentions] == everybody


def test_a_name_that_fits_several_or_nobody_tells_nobody_and_the_comment_stays(cast: Cast, firm: Firm) -> None:
    a_namesake(cast.bob, "Ann Lis")
    a_namesake(cast.vera, "Ann Nowak")
    found = whom(cast.anna, firm.client, "@ann @ktos @Mona @anna")
    assert found == commenting.Whom(told=("Mona",), unclear=(("ann", 2), ("ktos", 0)))
    assert write(cast.anna, firm.client, text="@ann @ktos") == ()
    assert told() == ([], [])
    assert newest(firm.client, cast.anna).text == "@ann @ktos"


def test_of_namesakes_the_one_is_meant_who_sees_the_record(cast: Cast, firm: Firm) -> None:
    with by_office() as work:
        work.session.get_one(User, cast.carol).password_hash = "known"
    a_namesake(cast.bob, "Ann Lis")
    a_namesake(cast.carol, "Ann Nowak")
    assert whom(cast.anna, firm.client, "@ann").told == ("Ann Lis",)
    assert whom(cast.anna, firm.client, "@Ann Nowak") == commenting.Whom(unseeing=("Ann Nowak",))
    assert write(cast.anna, firm.client, text="@ann, @Ann Nowak") == ("Ann Nowak",)
    assert told() == ([cast.bob], [cast.bob])


def test_nobody_is_named_who_left_or_whom_the_writer_does_not_see(cast: Cast, firm: Firm) -> None:
    with by_office() as work:
        work.session.get_one(User, cast.bob).is_active = False
    assert whom(cast.anna, firm.client, "@Bob").unclear == (("Bob", 0),)
    with pytest.raises(NotFound):
        whom(cast.carol, firm.client, "@Anna")


def test_an_edit_tells_whom_its_text_names_for_the_first_time(cast: Cast, firm: Firm) -> None:
    write(cast.anna, firm.client, text="@Bob look")
    row = newest(firm.client, cast.anna)
    assert whom(cast.anna, firm.client, "@Bob and @Vera look", cast.bob).told == ("Vera",)
    with by(cast.anna) as work:
        commenting.edit(work, row.id, row.version, "@Bob and @Vera look", [cast.bob])
    assert told()[0] == sorted([cast.bob, cast.vera])


def test_more_names_than_a_comment_may_mention_do_not_refuse_it(cast: Cast, firm: Firm) -> None:
    with by_office() as work:
        more = [
            User(
                name=f"Extra {n}",
                email=f"extra{n}@x.example",
                language="en",
                zone="UTC",
                theme="system",
                is_active=True,
            )
            for n in range(60)
        ]
        work.session.add_all(more)
    names = " ".join(f"@Extra {n}," for n in range(60))
    write(cast.admin, firm.client, cast.bob, text=names)
    assert len(newest(firm.client, cast.admin).mentions) == comments.MOST_MENTIONS
