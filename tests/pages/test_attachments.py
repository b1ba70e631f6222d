"""Files and comments on the cards of client, contract and monitoring, as the script draws them."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from crm.core.i18n import t
from crm.flows import commenting
from crm.notifications.tables import Entry
from crm.people.tables import User
from crm.records import comments, files
from tests.conftest import Cast
from tests.dumping import Dumper
from tests.firm import Firm, a_contract, a_firm, a_watch, by, by_office
from tests.pages.conftest import Opener, errors, key, shown

PDF = b"%PDF-1.7\nhello"
PAGES = {"client": "customers/client.py", "contract": "customers/contract.py", "monitoring": "customers/watch.py"}
HOSTILE = "**bold** ![x](https://evil.test/x.png) <img src=x onerror=alert(1)> :red[late] $x$"


@pytest.fixture
def firm(cast: Cast) -> Firm:
    return a_firm(cast)


@pytest.fixture
def ids(cast: Cast, firm: Firm) -> dict[str, int]:
    contract = a_contract(cast, firm)
    return {"client": firm.client, "contract": contract, "monitoring": a_watch(cast, contract)}


def fill(at: AppTest, form: str, name: str, value: object) -> None:
    [found] = [node for node in at._tree if getattr(node, "key", None) == key(at, form, name)]
    found.set_value(value)


def press(at: AppTest, form: str) -> AppTest:
    return at.button(key=key(at, form, "save")).click().run()


def listed(cast: Cast, kind: str, id: int) -> tuple[list[files.FileRow], list[comments.CommentRow]]:
    with by(cast.admin, writes=False) as work:
        return files.listing(work, kind, id).rows, comments.listing(work, kind, id).rows


@pytest.mark.parametrize("kind", PAGES)
def test_who_may_not_see_the_record_sees_neither_files_nor_comments(
    cast: Cast, ids: dict[str, int], open_page: Opener, kind: str
) -> None:
    with by(cast.admin) as work:
        files.add(work, kind, ids[kind], "Secret paper.pdf", PDF)
        comments.add(work, kind, ids[kind], "Secret words")
    for person in (None, cast.carol):
        at = open_page(person, PAGES[kind], id=ids[kind])
        assert not at.exception
        assert "Secret" not in shown(at)


@pytest.mark.parametrize("kind", PAGES)
def test_a_file_is_added_from_the_card_and_stands_there_with_its_link(
    cast: Cast, ids: dict[str, int], open_page: Opener, kind: str
) -> None:
    at, form = open_page(cast.admin, PAGES[kind], id=ids[kind]), f"files-{kind}-{ids[kind]}"
    assert "No files yet" in shown(at)
    fill(at, form, "new_files", [("Report.pdf", PDF, "application/pdf"), ("Notes.txt", b"hello", "text/plain")])
    at = press(at, form)
    assert not at.exception
    rows, _ = listed(cast, kind, ids[kind])
    assert [row.name for row in rows] == ["Notes.txt", "Report.pdf"]
    assert f'href=\\"/file/{rows[1].id}\\"' in shown(at)
    assert f"/file/{rows[1].id}?view" in shown(at)
    assert f"/file/{rows[0].id}?view" not in shown(at)
    assert at.toast[0].value == "Added"


def test_of_several_files_the_good_ones_are_kept_and_the_others_named_with_their_reasons(
    cast: Cast, firm: Firm, open_page: Opener
) -> None:
    at, form = open_page(cast.anna, PAGES["client"], id=firm.client), f"files-client-{firm.client}"
    wrong = [("script.pdf", b"#!/bin/sh", "application/pdf"), ("Empty.txt", b"", "text/plain")]
    fill(at, form, "new_files", [("Good.pdf", PDF, ""), *wrong, ("Notes.txt", b"hello", "text/plain")])
    at = press(at, form)
    assert not at.exception
    assert [row.name for row in listed(cast, "client", firm.client)[0]] == ["Notes.txt", "Good.pdf"]
    assert at.toast[0].value == "2 files added, 2 refused"
    assert "script\\.pdf is a program or a script" in errors(at)
    assert "Empty\\.txt is empty" in errors(at)
    assert "Empty\\.txt is empty" in errors(at.run())  # it stays to be read
    fill(at, form, "new_files", [("More.txt", b"more", "text/plain")])
    at = press(at, form)
    assert "Empty" not in errors(at)
    assert at.toast[0].value == "Added"


def test_wrong_files_are_told_beside_the_field_and_none_of_them_is_kept(
    cast: Cast, firm: Firm, open_page: Opener, dump: Dumper
) -> None:
    at, form = open_page(cast.anna, PAGES["client"], id=firm.client), f"files-client-{firm.client}"
    fill(at, form, "new_files", [("Empty.pdf", b"", ""), ("script.pdf", b"#!/bin/sh", "application/pdf")])
    before = dump()
    at = press(at, form)
    assert not at.exception
    assert dump() == before
    assert "script\\.pdf is a program or a script" in errors(at)
    at = open_page(cast.anna, PAGES["client"], id=firm.client)
    assert "Choose a file first" in errors(press(at, form))


def test_who_only_sees_the_record_reads_and_comments_but_adds_no_file(
    cast: Cast, firm: Firm, open_page: Opener
) -> None:
    with by(cast.anna) as work:
        made = files.add(work, "client", firm.client, "Report.pdf", PDF)
    at = open_page(cast.vera, PAGES["client"], id=firm.client)
    assert "Report.pdf" in shown(at)
    assert not at.get("file_uploader")
    assert f"delete-file-{made}" not in shown(at)
    form = f"comments-client-{firm.client}"
    fill(at, form, "comment_text", "I only look.")
    assert not press(at, form).exception
    assert [row.text for row in listed(cast, "client", firm.client)[1]] == ["I only look."]


def test_a_file_is_deleted_after_asking_once_more(cast: Cast, firm: Firm, open_page: Opener) -> None:
    with by(cast.anna) as work:
        made = files.add(work, "client", firm.client, "Report.pdf", PDF)
    at = open_page(cast.anna, PAGES["client"], id=firm.client)
    at = at.button(key=f"delete-file-{made}-sure").click().run()
    assert not at.exception
    assert "Report.pdf" not in shown(at)
    assert listed(cast, "client", firm.client)[0] == []


def test_a_missing_file_says_so_and_has_no_link(cast: Cast, firm: Firm, open_page: Opener) -> None:
    with by(cast.anna) as work:
        made = files.add(work, "client", firm.client, "Report.pdf", PDF)
        files.get(work, made).path.unlink()
    at = open_page(cast.anna, PAGES["client"], id=firm.client)
    assert "no longer on the disk" in shown(at)
    assert f"/file/{made}" not in shown(at)


def test_a_comment_mentions_tells_and_clears_its_box(cast: Cast, firm: Firm, open_page: Opener) -> None:
    at, form = open_page(cast.anna, PAGES["client"], id=firm.client), f"comments-client-{firm.client}"
    fill(at, form, "comment_text", "Please look.")
    at.multiselect(key=key(at, form, "mentions")).set_value([cast.bob])
    at = press(at, form)
    assert not at.exception
    assert at.toast[0].value == "Comment added"
    assert at.text_area(key=key(at, form, "comment_text")).value == ""
    assert "@Bob" in shown(at)
    with by_office() as work:
        told = select(Entry.person_id).where(Entry.kind == "comment.mentioned")
        assert work.session.execute(told).scalars().all() == [cast.bob]


def test_an_empty_comment_is_told_beside_its_field(cast: Cast, firm: Firm, open_page: Opener, dump: Dumper) -> None:
    at, form = open_page(cast.anna, PAGES["client"], id=firm.client), f"comments-client-{firm.client}"
    before = dump()
    assert t("error.required") in errors(press(at, form))
    assert dump() == before


def test_mentioning_somebody_who_may_not_see_the_record_is_said(cast: Cast, firm: Firm, open_page: Opener) -> None:
    with by_office() as work:
        work.session.get_one(User, cast.carol).password_hash = "known"
    at, form = open_page(cast.anna, PAGES["client"], id=firm.client), f"comments-client-{firm.client}"
    fill(at, form, "comment_text", "Please look.")
    at.multiselect(key=key(at, form, "mentions")).set_value([cast.carol])
    assert "was not told: Carol" in press(at, form).toast[0].value


def test_before_it_is_saved_the_form_says_whom_the_text_tells_and_what_fits_nobody(
    cast: Cast, firm: Firm, open_page: Opener
) -> None:
    with by_office() as work:
        work.session.get_one(User, cast.vera).name = "Bobby"
        work.session.get_one(User, cast.carol).password_hash = "known"
    at, form = open_page(cast.anna, PAGES["client"], id=firm.client), f"comments-client-{firm.client}"
    fill(at, form, "comment_text", "@mona @bob @Carol, @Bo @bobb @ktoś @bob. anna@mona.pl")
    at.run()
    captions = [node.value.replace("\u2060", "").replace("\\", "") for node in at.caption]
    assert "Mona, Bob, Bobby will be told" in captions
    assert "Cannot see this record and will not be told: Carol" in captions
    assert "@Bo fits nobody whom you can mention." in captions
    at = press(at, form)
    assert "was not told: Carol" in at.toast[0].value
    fill(at, form, "comment_text", "@bo? @mona")
    at = press(at, form)
    assert "Nobody was told as: " in at.toast[0].value
    fill(at, form, "comment_text", "@mona, please")
    assert press(at, form).toast[0].value == "Comment added; told: Mona"
    with by_office() as work:
        told = select(Entry.person_id).where(Entry.kind == "comment.mentioned")
        assert sorted(work.session.execute(told).scalars()) == sorted(
            [cast.mona, cast.bob, cast.vera, cast.mona, cast.mona]
        )


def test_ones_own_comment_is_changed_in_its_place_and_deleted(cast: Cast, firm: Firm, open_page: Opener) -> None:
    with by(cast.anna) as work:
        commenting.add(work, "client", firm.client, "Old words", [cast.bob])
        made = comments.listing(work, "client", firm.client).rows[0].id
    at = open_page(cast.anna, PAGES["client"], id=firm.client)
    at = at.button(key=f"edit-comment-{made}").click().run()
    form = f"comment-{made}"
    assert at.text_area(key=key(at, form, "comment_text")).value == "Old words"
    assert at.multiselect(key=key(at, form, "mentions")).value == [cast.bob]
    fill(at, form, "comment_text", "")
    at = press(at, form)
    assert errors(at)
    fill(at, form, "comment_text", "New words")
    at = press(at, form)
    assert not at.exception
    assert at.toast[0].value == "Comment changed"
    assert "New words" in shown(at)
    at = at.button(key=f"delete-comment-{made}-sure").click().run()
    assert not at.exception
    assert listed(cast, "client", firm.client)[1] == []


def test_nobody_elses_comment_can_be_changed_from_the_page(cast: Cast, firm: Firm, open_page: Opener) -> None:
    with by(cast.anna) as work:
        commenting.add(work, "client", firm.client, "Words", [])
        made = comments.listing(work, "client", firm.client).rows[0].id
    for person in (cast.bob, cast.vera, cast.mona):
        at = open_page(person, PAGES["client"], id=firm.client)
        assert "Words" in shown(at)
        assert f"edit-comment-{made}" not in shown(at)
        assert f"delete-comment-{made}" not in shown(at)
    assert f"delete-comment-{made}" in shown(open_page(cast.admin, PAGES["client"], id=firm.client))


def test_hostile_names_and_words_are_shown_letter_by_letter(cast: Cast, firm: Firm, open_page: Opener) -> None:
    with by(cast.anna) as work:
        files.add(work, "client", firm.client, "**b** <img src=x> :red[x].pdf", PDF)
        comments.add(work, "client", firm.client, HOSTILE)
    at = open_page(cast.anna, PAGES["client"], id=firm.client)
    html = "".join(node.proto.body for node in at.get("html"))
    assert "**bold** ![x](https://evil.test/x.png) &lt;img src=x onerror=alert(1)&gt; :red[late] $x$" in html
    assert "__b__ _img src=x_ _red[x].pdf" in html
    assert "<img" not in html
    assert not [node for node in at.markdown if "evil.test" in node.value]


def test_the_card_history_names_the_file(cast: Cast, firm: Firm, open_page: Opener) -> None:
    with by(cast.admin) as work:
        files.add(work, "client", firm.client, "Umowa ramowa.pdf", PDF)
    html = "".join(node.proto.body for node in open_page(cast.admin, PAGES["client"], id=firm.client).get("html"))
    assert "<dt>Files</dt><dd>Umowa ramowa.pdf</dd>" in html
