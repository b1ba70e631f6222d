"""The guard against strangers, other sites, forged identities and revoked sign-ins: A4, attacked from outside."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection

from crm import people
from crm.core.work import Actor, begin
from crm.people import sign_ins
from tests.living import patience
from tests.web.conftest import CANARY, PASSWORD, ROOT, Site, rerun

PAGES = ["/", "/clients", "/contracts", "/monitoring", "/people", "/office", "/contract?id=1", "/no-such-page", "/a/b"]
OTHERS = [
    "/media/0123456789abcdef.png",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/agent/openapi.json",
    "/_stcore/agent/mcp",
    "/_stcore/stream",
    "/page/_stcore/health",
    "/component/streamlit_calendar.calendar/index.html",
    "/export/monitorings.xlsx",
    "/setup/mail",
]


def closed_within(channel: ClientConnection, seconds: float) -> int | None:
    """The code with which the server closed the socket; fails when it does not in time."""
    deadline = time.monotonic() + patience(seconds)
    try:
        while time.monotonic() < deadline:
            channel.recv(timeout=max(0.01, deadline - time.monotonic()))
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None
    except TimeoutError:
        pass
    raise AssertionError(f"still open after {seconds} s")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("accept", ["text/html", "*/*", ""])
def test_a_stranger_is_sent_from_any_page_to_the_sign_in(site: Site, path: str, accept: str):
    answer = site.get(path, accept=accept)
    assert answer.status == 303
    assert answer.location is not None
    assert answer.location.startswith("/sign-in")
    assert CANARY not in answer.text


def test_the_pages_of_the_map_are_all_closed(site: Site):
    found = [path.stem for path in (ROOT / "pages").rglob("*.py") if path.stem not in ("__init__", "map")]
    assert found
    for name in found:
        assert site.get(f"/{name}").status == 303


@pytest.mark.parametrize("path", OTHERS)
def test_a_stranger_gets_nothing_else(site: Site, path: str):
    for method in ("GET", "POST", "PUT", "DELETE"):
        answer = site.ask(method, path, origin=site.url)
        assert answer.status in (401, 403, 303 if path == "/setup/mail" else 401), (method, path)
        assert CANARY not in answer.text


@pytest.mark.parametrize(
    "cookie", ["czuwaj=", "czuwaj=x", "czuwaj=" + "A" * 43, "czuwaj=1; czuwaj=2", "other=1", "czuwaj"]
)
def test_a_made_up_cookie_is_a_stranger(site: Site, cookie: str):
    assert site.get("/clients", cookie).status == 303
    assert site.get("/_stcore/health", cookie).status == 401
    with pytest.raises(InvalidStatus) as refusal:
        site.socket(cookie)
    assert refusal.value.response.status_code == 403


def test_a_signed_in_person_reaches_the_app(site: Site):
    cookie = site.sign_in("anna")
    assert site.get("/clients", cookie).status == 200
    assert site.get("/_stcore/health", cookie).status == 200
    with site.socket(cookie) as channel:
        _, said = rerun(channel)
    assert "Anna Employee" in said


def test_an_identity_header_from_outside_is_worth_nothing(site: Site):
    admin = sign_ins.find(site.sign_in("admin").partition("=")[2])
    assert admin is not None
    number = str(admin.sign_in_id)
    forged = {"X_Czuwaj_Sign_In": number}
    assert site.get("/export/monitorings.xlsx", **forged).status == 401
    assert site.get("/clients", **forged).status == 303
    with pytest.raises(InvalidStatus):
        site.socket(None, X_Czuwaj_Sign_In=number)
    with site.socket(site.sign_in("bob"), X_Czuwaj_Sign_In=number) as channel:
        _, said = rerun(channel)
    assert "Bob Employee" in said
    assert CANARY not in said


def test_a_session_id_alone_gives_nothing(site: Site):
    admin = site.sign_in("admin")
    with site.socket(admin) as channel:
        session, said = rerun(channel)
        assert session
        assert CANARY in said
        with pytest.raises(InvalidStatus) as refusal:
            site.socket(None, session)
        assert refusal.value.response.status_code == 403
        with site.socket(site.sign_in("bob"), session) as thief:
            other, stolen = rerun(thief)
        assert other != session, "a live session of another sign-in is not taken over"
        assert CANARY not in stolen
        assert "Bob Employee" in stolen
    with site.socket(site.sign_in("bob"), session) as thief:
        other, stolen = rerun(thief)
    assert other != session, "neither is one that has just been left"
    assert CANARY not in stolen


def test_a_session_goes_on_under_its_own_sign_in_only(site: Site):
    cookie = site.sign_in("anna")
    with site.socket(cookie) as channel:
        session, _ = rerun(channel)
    with site.socket(cookie, session) as channel:
        assert rerun(channel)[0] == session
    with site.socket(site.sign_in("anna"), session) as channel:
        assert rerun(channel)[0] != session, "the same person's next sign-in begins anew"


def test_signing_out_closes_the_open_sockets_within_a_second(site: Site):
    cookie, other = site.sign_in("anna"), site.sign_in("anna")
    with site.socket(cookie) as channel, site.socket(cookie) as second, site.socket(other) as elsewhere:
        rerun(channel)
        answer = site.post("/sign-out", {}, cookie)
        assert (answer.status, answer.location) == (303, "/sign-in?out=1")
        assert closed_within(channel, 1) == 4401
        assert closed_within(second, 1) == 4401
        assert "Anna Employee" in rerun(elsewhere)[1], "another device stays signed in"
    with pytest.raises(InvalidStatus):
        site.socket(cookie)
    assert site.get("/clients", cookie).status == 303


def test_a_revocation_by_another_process_closes_the_socket_within_a_second(site: Site):
    cookie = site.sign_in("bob")
    with site.socket(cookie) as channel:
        rerun(channel)
        with begin(Actor.office(), writes=True) as work:
            people.set_password(work, site.ids["bob"], PASSWORD)
        assert closed_within(channel, 1) == 4401
    with pytest.raises(InvalidStatus):
        site.socket(cookie)


def test_deactivation_closes_the_socket_and_bars_the_door(site: Site):
    cookie = site.sign_in("vera")
    with site.socket(cookie) as channel:
        rerun(channel)
        with begin(Actor.office(), writes=True) as work:
            people.deactivate(work, site.ids["vera"], None)
        assert closed_within(channel, 1) == 4401
    assert site.post("/sign-in", {"email": "vera@example.test", "password": PASSWORD}).status == 401
    with begin(Actor.office(), writes=True) as work:
        people.activate(work, site.ids["vera"], None)
    assert site.get("/clients", site.sign_in("vera")).status == 200


def test_a_change_of_roles_closes_the_socket_and_holds_at_the_next_one(site: Site):
    cookie = site.sign_in("vera")
    with begin(Actor.office()) as work:
        before = people.get(work, site.ids["vera"]).role_ids
    with site.socket(cookie) as channel:
        rerun(channel)
        _edit(site.ids["vera"], role_ids=())
        assert closed_within(channel, 1) == 1012, "come again"
    with site.socket(cookie) as channel:
        shown = rerun(channel)[1]
        assert "You may not do this" in shown
        assert "Hello" not in shown, "without a role there is the way out, and nothing else"
    _edit(site.ids["vera"], role_ids=before)


def _edit(person_id: int, **values: object) -> None:
    with begin(Actor.office(), writes=True) as work:
        card = people.get(work, person_id)
        kept = {name: getattr(card, name) for name in ("name", "email", "language", "role_ids")}
        people.edit(work, person_id, card.version, **{**kept, **values})  # type: ignore[arg-type]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "", "a b"])
def test_a_host_that_is_not_ours_is_refused(site: Site, host: str):
    cookie = site.sign_in("anna")
    answer = site.get("/clients", cookie, host=host)
    assert answer.status in (400, 421)
    with pytest.raises(InvalidStatus), site.socket(cookie, Host=host):
        raise AssertionError("never reached")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]:99", "LOCALHOST."])
def test_loopback_names_are_ours(site: Site, host: str):
    assert site.get("/sign-in", host=host).status == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1", "127.0.0.1", ""]
)
def test_another_site_can_neither_post_nor_connect(site: Site, origin: str):
    cookie = site.sign_in("anna")
    right = {"email": "anna@example.test", "password": PASSWORD}
    assert site.post("/sign-in", right, origin=origin).status == 403
    assert site.post("/sign-out", {}, cookie, origin=origin).status == 403
    with pytest.raises(InvalidStatus):
        site.socket(cookie, Origin=origin)
    assert site.get("/clients", cookie).status == 200, "still signed in"


def test_a_cross_site_request_without_an_origin_is_refused_too(site: Site):
    body = {"email": "anna@example.test", "password": PASSWORD}
    for kind in ("cross-site", "same-site"):
        assert site.post("/sign-in", body, sec_fetch_site=kind).status == 403


def test_every_answer_is_armoured(site: Site):
    cookie = site.sign_in("anna")
    for path, who in (("/sign-in", None), ("/clients", cookie), ("/healthz", None), ("/_stcore/health", None)):
        headers = site.get(path, who).headers
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "script-src 'self' 'wasm-unsafe-eval' blob: 'sha256-" in policy
        assert "unsafe-inline" not in policy.partition("style-src")[0]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
    framed = site.get("/component/streamlit_calendar.calendar/index.html", cookie).headers
    assert "frame-ancestors 'self'" in framed["content-security-policy"]


def test_the_log_of_the_server_holds_no_token_and_no_password(site: Site):
    cookie = site.sign_in("anna")
    said = site.log.read_text()
    assert PASSWORD not in said
    assert cookie.partition("=")[2] not in said
    assert Path(site.log).exists()
