"""The sign-in page: what it lets in, how it refuses, where it sends people, in which language."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from crm.core import assets
from crm.people import sign_ins, throttles
from crm.web import policy
from crm.web.guard import cookie_name
from tests.web.conftest import PASSWORD, Site

RIGHT = {"email": "anna@example.test", "password": PASSWORD}


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(site: Site):
    answer = site.post("/sign-in", RIGHT)
    assert (answer.status, answer.location) == (303, "/")
    line = next(line for line in answer.headers.get_all("set-cookie") or [] if line.startswith("czuwaj="))
    assert {"httponly", "samesite=lax", "path=/"} <= {part.strip().lower() for part in line.split(";")[1:]}
    assert "secure" not in line.lower(), "plain http: the browser would throw it away"
    assert answer.headers["cache-control"] == "no-store"


def test_under_https_the_cookie_is_bound_to_the_host():
    assert cookie_name("https://crm.example.org") == "__Host-czuwaj"


def test_signing_in_again_ends_the_sign_in_before(site: Site):
    old = site.sign_in("anna")
    fresh = site.post("/sign-in", RIGHT, old).cookie
    assert fresh
    assert fresh != old
    assert sign_ins.find(old.partition("=")[2]) is None
    assert site.get("/clients", fresh).status == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "anna@example.test", "password": "wrong password"},
        {"email": "nobody@example.test", "password": PASSWORD},
        {"email": "", "password": ""},
        {"email": "<script>alert(1)</script>", "password": "x"},
        {},
    ],
)
def test_wrong_ones_are_told_alike_and_the_address_stays(site: Site, fields: dict[str, str]):
    answer = site.post("/sign-in", fields, accept_language="en")
    assert answer.status == 401
    assert answer.cookie is None
    assert "The e-mail or the password is wrong." in answer.text
    assert "<script>" not in answer.text
    assert PASSWORD not in answer.text
    if "@" in fields.get("email", ""):
        assert f'value="{fields["email"]}"' in answer.text


def test_guessing_is_throttled_in_words(site: Site):
    fields = {"email": "guessed@example.test", "password": "wrong password"}
    codes = [site.post("/sign-in", fields, accept_language="en").status for _ in range(throttles.PER_ACCOUNT + 2)]
    assert codes == [401] * throttles.PER_ACCOUNT + [429, 429]
    assert "Too many attempts. Try again in 15 minutes." in site.post("/sign-in", fields, accept_language="en").text
    assert site.post("/sign-in", RIGHT).status == 303, "others come in"


ELSEWHERE = [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\r\nSet-Cookie: a=b",
    "javascript:alert(1)",
    "evil.example",
    "///evil.example",
    "/\x00/evil",
    "/sign-out",
    "/sign-in?next=/sign-in",
    "/setup",
    "http:evil.example",
    " //evil.example",
    "/" + "x" * 3000,
    "/%0d%0aSet-Cookie:a=b\n",
    "",
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_nobody_is_led_elsewhere_after_signing_in(site: Site, wanted: str):
    answer = site.post("/sign-in?" + urlencode({"next": wanted}), RIGHT)
    assert (answer.status, answer.location) == (303, "/")
    assert answer.headers.get("a") is None


@pytest.mark.parametrize("wanted", ["/contract?id=7&tab=monitoring", "/monitoring?q=a%20b&state=active", "/clients"])
def test_people_go_on_to_where_they_wanted(site: Site, wanted: str):
    sent = site.get(wanted)
    assert sent.location is not None
    answer = site.post(sent.location, RIGHT)
    assert (answer.status, answer.location) == (303, wanted)


def test_whoever_is_signed_in_goes_straight_on(site: Site):
    cookie = site.sign_in("anna")
    assert site.get("/sign-in?next=/clients", cookie).location == "/clients"
    assert site.get("/setup", cookie).location == "/"


def test_a_link_to_sign_out_changes_nothing(site: Site):
    cookie = site.sign_in("anna")
    answer = site.get("/sign-out", cookie)
    assert answer.status == 200
    assert site.get("/clients", cookie).status == 200
    assert site.get("/sign-out").location == "/sign-in"


def test_signing_out_takes_the_cookie_away(site: Site):
    answer = site.post("/sign-out", {}, site.sign_in("anna"))
    gone = next(line for line in answer.headers.get_all("set-cookie") or [] if line.startswith("czuwaj="))
    assert "max-age=0" in gone.lower()


def test_the_page_speaks_the_visitors_language(site: Site):
    assert 'lang="pl"' in site.get("/sign-in", accept_language="de, pl;q=0.8, en;q=0.5").text
    assert 'lang="en"' in site.get("/sign-in", accept_language="en-GB").text
    assert 'lang="pl"' in site.get("/sign-in", accept_language="xx;q=abc,,;").text, "the office's, when none fits"
    chosen = site.get("/sign-in?lang=pl", accept_language="en")
    assert 'lang="pl"' in chosen.text
    kept = (chosen.headers["set-cookie"] or "").partition(";")[0]
    assert 'lang="pl"' in site.get("/sign-in", kept, accept_language="en").text
    assert 'lang="en"' in site.get("/sign-in?lang=<x>", accept_language="en").text


def test_the_switch_of_language_keeps_where_one_wanted_to_go(site: Site):
    assert "?next=%2Fclients&amp;lang=pl" in site.get("/sign-in?next=/clients").text


def test_a_body_that_is_no_form_is_refused_in_words(site: Site):
    assert site.ask("POST", "/sign-in", b"x" * 200_000, origin=site.url).status == 413
    assert site.ask("POST", "/sign-in", b"\xff\xfe&&==%%%", origin=site.url).status == 401
    assert site.ask("POST", "/sign-in", b"a=1&" * 500, origin=site.url).status == 413


def test_styles_fonts_and_mark_are_open_and_nothing_below_them(site: Site):
    for path, kind in (
        (assets.address("pages.css"), "text/css"),
        ("/assets/fonts/source-sans-3-latin-wght-normal.woff2", "font/woff2"),
        ("/assets/mark.svg", "image/svg+xml"),
        ("/favicon.ico", "image/png"),
    ):
        answer = site.get(path)
        assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (200, kind)
    for path in ("/assets/../guard.py", "/assets/%2e%2e/guard.py", "/assets/..%2fguard.py", "/static/../../app.py"):
        answer = site.get(path)
        assert "class Guard" not in answer.text
        assert "lifespan" not in answer.text


@pytest.mark.parametrize(
    ("origin", "host", "base", "is_ours"),
    [
        ("https://crm.example.org", "crm.example.org", "https://crm.example.org", True),
        ("https://crm.example.org:443", "crm.example.org", "https://crm.example.org", True),
        ("https://crm.example.org", "127.0.0.1:8501", "https://crm.example.org", True),
        ("http://localhost:8501", "localhost:8501", "http://127.0.0.1:8501", True),
        ("http://localhost:8502", "localhost:8501", "http://127.0.0.1:8501", False),
        ("https://crm.example.org.evil.example", "crm.example.org", "https://crm.example.org", False),
        ("https://evil.example/crm.example.org", "crm.example.org", "https://crm.example.org", False),
        ("null", "crm.example.org", "https://crm.example.org", False),
        ("", "crm.example.org", "https://crm.example.org", False),
        ("http://[::1", "localhost", "http://localhost", False),
        ("http://localhost:99999999", "localhost", "http://localhost", False),
    ],
)
def test_origins_are_compared_whole(origin: str, host: str, base: str, is_ours: bool):
    assert policy.is_origin_ours(origin, host, base) is is_ours


def test_the_policy_admits_exactly_the_inline_scripts_of_the_page():
    page = '<script>one</script><script src="a.js"></script><script type="x">two\n</script>'
    found = policy.content_policy(page)
    assert found.count("'sha256-") == 2
    assert "'sha256-dpLDr2+79oHv4WoT3h4Zv5c0oQjJyqbJGZbIvZ1Zv2U='" not in found
