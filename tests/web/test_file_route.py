"""Files by plain links: for who sees the record, saved rather than shown, harmless whatever they hold."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from crm import clients
from crm.core import shelves
from crm.core.work import Actor, begin
from crm.flows import bin as to_bin
from crm.records import files
from tests.web.conftest import Site

PDF = b"%PDF-1.7\nhello"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)
HTML = b"<html><script>alert(document.cookie)</script>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
NAME = 'Protokół "odbioru" 100%.pdf'


@pytest.fixture
def kept(site: Site) -> dict[str, int]:
    """Files of anna's client; bob is in no team of hers."""
    with begin(Actor.person(site.ids["anna"]), writes=True) as work:
        client = clients.create(work, is_company=True, name="Wodociągi")
        given = {"pdf": (NAME, PDF), "png": ("photo.png", PNG), "html": ("page.html", HTML), "svg": ("a.svg", SVG)}
        return {"client": client} | {x: files.add(work, "client", client, *one) for x, one in given.items()}


def test_a_stranger_is_sent_to_sign_in_or_refused(site: Site, kept: dict[str, int]) -> None:
    answer = site.get(f"/file/{kept['pdf']}")
    assert (answer.status, PDF in answer.body) == (401, False)
    answer = site.get(f"/file/{kept['pdf']}?view", accept="text/html")
    assert answer.status == 303
    assert unquote(answer.location or "") == f"/sign-in?next=/file/{kept['pdf']}?view"


def test_who_sees_the_record_gets_the_bytes_to_be_saved(site: Site, kept: dict[str, int]) -> None:
    for who in ("anna", "vera", "admin"):
        answer = site.get(f"/file/{kept['pdf']}", site.sign_in(who))
        assert (answer.status, answer.body) == (200, PDF), who
    assert answer.headers["content-type"] == "application/pdf"
    kind, plain, whole = answer.headers["content-disposition"].split("; ")
    assert kind == "attachment"
    assert plain == 'filename="Protok__ _odbioru_ 100_.pdf"'
    assert whole.startswith("filename*=UTF-8''")
    assert unquote(whole.removeprefix("filename*=UTF-8''")) == "Protokół _odbioru_ 100%.pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-store"


def test_one_that_is_not_for_who_asks_answers_like_one_that_is_not_there(site: Site, kept: dict[str, int]) -> None:
    cookie = site.sign_in("bob")
    foreign, missing = site.get(f"/file/{kept['pdf']}", cookie), site.get("/file/999999", cookie)
    assert (foreign.status, foreign.body) == (missing.status, missing.body)
    assert foreign.status == 404
    names = ("content-type", "content-length", "content-disposition", "etag", "last-modified")
    assert [foreign.headers[name] for name in names] == [missing.headers[name] for name in names]


NO_IDS = ["-1", "0", str(2**63), "9" * 40, "1%20OR%201", "..%2f..%2fetc%2fpasswd", "../secret.key", "a/b", "", "%00"]


@pytest.mark.parametrize("id", [*NO_IDS, "1.0", "1e0", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "[1,2]"])
@pytest.mark.parametrize("how", ["", "?view"])
def test_addresses_that_are_none_lead_nowhere(site: Site, kept: dict[str, int], id: str, how: str) -> None:
    for accept in ("*/*", "text/html"):
        answer = site.get(f"/file/{id}{how}", site.sign_in("admin"), accept=accept)
        assert answer.status in (400, 404), answer.text[:200]  # 400: Streamlit lets nothing with dots go further
        assert b"PDF" not in answer.body


@pytest.mark.parametrize("which", ["pdf", "png", "html", "svg"])
def test_whatever_it_is_it_runs_nothing(site: Site, kept: dict[str, int], which: str) -> None:
    for how in ("", "?view", "?view=1&x=2"):
        answer = site.get(f"/file/{kept[which]}{how}", site.sign_in("admin"), accept="text/html")
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("sandbox; default-src 'none'")
        assert "allow-" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["content-disposition"].startswith(
            "inline" if how and which in ("pdf", "png") else "attachment"
        )
    if which in ("html", "svg"):
        assert answer.headers["content-type"] == "application/octet-stream"


def test_a_deleted_file_and_one_of_a_deleted_record_are_not_found(site: Site, kept: dict[str, int]) -> None:
    cookie = site.sign_in("anna")
    with begin(Actor.person(site.ids["anna"]), writes=True) as work:
        files.delete(work, kept["pdf"], None)
    assert site.get(f"/file/{kept['pdf']}", cookie).status == 404
    with begin(Actor.person(site.ids["admin"]), writes=True) as work:
        to_bin.delete_client(work, kept["client"], None)
    assert site.get(f"/file/{kept['png']}", cookie).status == 404


def test_the_page_that_says_a_file_is_gone_looks_like_ours(site: Site, kept: dict[str, int]) -> None:
    """What seals a file would seal off our own styles and the way home."""
    answer = site.get("/file/999999?view", site.sign_in("anna"), accept="text/html")
    assert answer.status == 404
    policy = answer.headers["content-security-policy"]
    assert "style-src 'self'" in policy
    assert "sandbox" not in policy
    assert answer.headers["x-frame-options"] == "DENY"


def test_a_file_whose_bytes_are_missing_says_so_to_who_may_see_it(site: Site, kept: dict[str, int]) -> None:
    with begin(Actor.person(site.ids["anna"])) as work:
        files.get(work, kept["pdf"]).path.unlink()
    answer = site.get(f"/file/{kept['pdf']}", site.sign_in("anna"), accept_language="en")
    assert answer.status == 410
    assert "no longer on the disk" in answer.text
    assert str(shelves.files().folder) not in answer.text
    assert site.get(f"/file/{kept['pdf']}", site.sign_in("bob")).status == 404


def test_only_reading_is_answered_and_head_tells_no_more_than_get(site: Site, kept: dict[str, int]) -> None:
    cookie = site.sign_in("anna")
    head = site.ask("HEAD", f"/file/{kept['pdf']}", cookie=cookie)
    assert (head.status, head.body) == (200, b"")
    assert site.ask("HEAD", f"/file/{kept['pdf']}", cookie=site.sign_in("bob")).status == 404
    for method in ("POST", "PUT", "DELETE"):
        answer = site.ask(method, f"/file/{kept['pdf']}", cookie=cookie, origin=site.url)
        assert answer.status == 405
