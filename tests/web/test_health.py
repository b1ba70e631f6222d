"""Health: well, without a database, with another schema; and a server that starts before its database does."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crm.core import beats, db
from crm.core.work import Actor, begin
from crm.web import health
from tests.web.conftest import Site, free_port, serve, stop


def test_a_well_server_says_so_to_everybody(site: Site):
    answer = site.get("/healthz")
    told = json.loads(answer.body)
    assert answer.status == 200
    assert told["status"] == told["database"] == "ok"
    assert told["schema"]["is_current"]
    assert told["schema"]["found"] == told["schema"]["needed"]
    assert site.get("/healthz", host="anything.example").status == 200, "monitors come by any name"


def test_the_age_of_the_last_beat_is_told(site: Site):
    now = datetime.now(UTC)
    with begin(Actor.office(), writes=True) as work:
        beats.record(work.session, "tick", now - timedelta(seconds=600), now - timedelta(seconds=600), 0)
    told = json.loads(site.get("/healthz").body)["scheduler"]
    assert 600 <= told["last_beat_seconds"] < 620
    assert told["is_silent"]
    with begin(Actor.office(), writes=True) as work:
        beats.record(work.session, "tick", now, now, 0)
    assert not json.loads(site.get("/healthz").body)["scheduler"]["is_silent"]


def test_a_missing_database_is_told_and_nothing_raises(tmp_path: Path):
    db.use(db.connect(f"sqlite:///{tmp_path}/no/such/folder/crm.db"))
    found = health.look()
    assert (found["status"], found["database"]) == ("failed", "away")


def test_an_empty_database_has_the_wrong_schema(tmp_path: Path):
    db.use(db.connect(f"sqlite:///{tmp_path}/empty.db"))
    found = health.look()
    assert (found["status"], found["database"]) == ("failed", "ok")
    assert found["schema"] == {"found": None, "needed": found["schema"]["needed"], "is_current": False}


def test_a_server_whose_database_is_away_starts_and_says_so(tmp_path: Path):
    site = serve(tmp_path, f"postgresql://nobody:canary4711@127.0.0.1:{free_port()}/crm?connect_timeout=2")
    try:
        answer = site.get("/healthz")
        assert answer.status == 503
        assert json.loads(answer.body)["database"] == "away"
        page = site.get("/clients", accept="text/html", accept_language="en")
        assert page.status == 503
        assert "The database cannot be reached right now." in page.text
        with_cookie = site.get("/clients", "czuwaj=" + "A" * 43, accept_language="en")
        assert with_cookie.status == 503
        for said in (answer.text, page.text, with_cookie.text):
            assert "Traceback" not in said
            assert "canary4711" not in said
            assert "psycopg" not in said
        assert "canary4711" not in site.log.read_text()
    finally:
        stop(site)
