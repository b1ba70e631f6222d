"""Streamlit's page as ours, and a tab that finds its own way out when the sign-in ends elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit import file_util

from crm.core import assets
from crm.web import policy
from crm.web.dress import dressed
from tests.living import patience
from tests.web.conftest import ROOT, SECRET, Site

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "headless",
    "no-sandbox",
    "disable-gpu",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
)


def test_the_page_is_ours_for_those_who_are_signed_in(site: Site):
    cookie = site.sign_in("anna")
    answer = site.get("/clients", cookie, accept_encoding="gzip", if_none_match='"x"')
    assert answer.status == 200
    assert "<title>Czuwaj</title>" in answer.text
    assert '<html lang="en">' in answer.text
    assert answer.text.index("/assets/frame.js") < answer.text.index("/static/js/"), "before Streamlit opens a socket"
    assert "service-desc" not in answer.text
    assert answer.headers["content-length"] == str(len(answer.body))
    assert answer.headers["etag"] is None


def test_our_style_is_there_before_anything_is_drawn_and_after_streamlits_own(site: Site):
    page = site.get("/clients", site.sign_in("anna")).text
    head, _, body = page.partition("</head>")
    assert assets.address("frame.css") not in head
    assert body.index(assets.address("frame.css")) < body.index('id="root"')
    answer = site.get(assets.address("frame.css"))
    assert answer.headers["content-type"].startswith("text/css")
    assert b".stMainBlockContainer" in answer.body


def test_what_changed_has_another_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "frame.css").write_text("a {}")
    monkeypatch.setattr(assets, "FOLDER", tmp_path)
    before = assets.address.__wrapped__("frame.css")
    (tmp_path / "frame.css").write_text("b {}")
    assert assets.address.__wrapped__("frame.css") != before


def test_what_a_page_loads_passes_untouched(site: Site):
    index = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    bundle = "/static/js/" + index.partition("./static/js/")[2].partition('"')[0]
    answer = site.get(bundle, accept_encoding="identity")
    assert answer.status == 200
    assert answer.body == (Path(file_util.get_static_dir()) / bundle.lstrip("/")).read_bytes()
    assert "immutable" in answer.headers["cache-control"]


def test_dressing_changes_nothing_that_the_policy_counts():
    index = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    for language in ("pl", "en", '"><script>'):
        assert policy.content_policy(dressed(index, language)) == policy.content_policy(index)
    assert '<html lang="pl">' in dressed(index, "pl")
    assert dressed("<title>ours</title>", "pl") == "<title>ours</title>"


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: the tab that leaves by itself was not tried")
def test_a_tab_left_open_goes_to_the_sign_in_when_another_signs_out(site: Site):
    from playwright.sync_api import sync_playwright

    name, _, value = site.sign_in("anna").partition("=")
    foreign: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[f"--{name}" for name in QUIET],
        )
        context = browser.new_context()
        context.add_cookies([{"name": name, "value": value, "url": site.url}])
        context.on(
            "request",
            lambda request: request.url.startswith((site.url, "data:", "blob:")) or foreign.append(request.url),
        )
        tab = context.new_page()
        violations: list[str] = []
        tab.on("console", lambda said: "Content Security Policy" in said.text and violations.append(said.text))
        tab.goto(f"{site.url}/")
        tab.get_by_text("Anna Employee").first.wait_for(timeout=patience(30) * 1000)
        assert site.post("/sign-out", {}, f"{name}={value}").status == 303
        tab.wait_for_url("**/sign-in?next=**", timeout=patience(5) * 1000)
        assert tab.get_by_text("Anna Employee").count() == 0
        browser.close()
    assert foreign == [], "nothing leaves for another host"
    assert violations == []


def test_only_what_a_person_does_keeps_a_sign_in_from_going_idle(tmp_path: Path):
    script = """
import app
from streamlit.proto.BackMsg_pb2 import BackMsg
clicked, timer, other = BackMsg(), BackMsg(), BackMsg()
clicked.rerun_script.page_name = "clients"
timer.rerun_script.is_auto_rerun = True
other.clear_cache = True
told = [app.is_act(message.SerializeToString()) for message in (clicked, timer, other)]
told += [app.is_act(b""), app.is_act(bytes([255]) * 50), app.is_act(bytes(200_000))]
print(told)
"""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**kept, "CRM_DATA": str(tmp_path), "CRM_SECRET_KEY": SECRET},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "[True, False, False, False, False, True]"


def test_a_wrong_setting_ends_in_one_line(tmp_path: Path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
    ran = subprocess.run(
        [sys.executable, "-c", "import app"],
        cwd=ROOT,
        env={**kept, "CRM_DATA": str(tmp_path), "CRM_SECRET_KEY": "short"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert ran.stderr.strip() == "CRM_SECRET_KEY: needs at least 32 characters"
