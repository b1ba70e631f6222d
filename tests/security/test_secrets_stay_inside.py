"""X4: a mail account's password is in no table but as ciphertext, in no page, workbook, log, error or history."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import probe
import pytest
from provider import provider
from smtp import Faulty

from crm import notifications
from crm.core import history, secrets
from crm.core.errors import Conflict, Invalid
from crm.core.work import Actor, begin
from crm.notifications import GatewayForm
from crm.notifications.delivery import Round
from crm.notifications.tables import Account
from crm.web import outbox as outbox_routes
from tests.conftest import Cast

CANARY, FRESH = "canary-8d21-password", "canary-4e77-password"
FIELDS: dict[str, Any] = {
    "name": "Office",
    "port": 25,
    "security": "none",
    "username": "apikey",
    "sender": "a@example.test",
}


def edit(person: int, account_id: int, version: int, **more: Any) -> None:
    with begin(Actor.person(person), writes=True) as work:
        notifications.edit_account(work, account_id, version, **(FIELDS | {"host": "127.0.0.1"} | more))


@pytest.mark.parametrize("mode", ["auth refused", "well"])
def test_a_password_stays_inside_whatever_happens(
    cast: Cast, dump: Callable[[], Any], capsys: pytest.CaptureFixture[str], mode: str
) -> None:
    server = Faulty(mode)
    said: list[object] = []
    with begin(Actor.person(cast.admin), writes=True) as work:
        fields = FIELDS | {"host": "127.0.0.1", "port": server.port}
        account_id = notifications.create_account(work, **fields, password=CANARY)
    edit(cast.admin, account_id, 1, port=server.port, password=FRESH)
    for version, more in ((1, {}), (2, {"port": 0})):  # refused: stale, and wrong
        with pytest.raises((Conflict, Invalid)) as refusal:
            edit(cast.admin, account_id, version, password=CANARY, **more)
        said += [repr(refusal.value), [dict(problem.params) for problem in refusal.value.problems]]

    # It is used, and refused by the server.
    with begin(Actor.person(cast.admin), writes=True) as work:
        message_id = notifications.send_test(work, account_id, "me@example.test")
    Round(is_stopping=lambda: False).run()
    with begin(Actor.person(cast.admin)) as work:
        said += [notifications.outcome(work, message_id), notifications.message(work, message_id)]
        said += [notifications.accounts(work), work.session.query(history.Change.changes).all()]
        found = notifications.default_account(work.as_office())
        assert found is not None
        assert found[1].password == FRESH
        said += [found, repr(found[1])]
        stored = work.session.get_one(Account, account_id).password
        assert stored is not None
        assert secrets.decrypt(stored) == FRESH

    path, _ = outbox_routes.LIST.workbook(Actor.person(cast.admin), {})
    cells = [[str(cell.value) for cell in row] for row in openpyxl.load_workbook(path).worksheets[0].iter_rows()]
    path.unlink()
    assert server.connections
    server.close()
    captured = capsys.readouterr()
    everything = json.dumps([str(said), cells, str(dump()), captured.out, captured.err], default=str)
    assert "535 5.7.8 who are you" in everything or "AUTH extension" in everything
    for canary in (CANARY, FRESH):
        assert canary not in everything


def test_the_database_itself_does_not_hold_it_in_the_open(cast: Cast, tmp_path: Path) -> None:
    with begin(Actor.person(cast.admin), writes=True) as work:
        notifications.create_account(work, **FIELDS, host="smtp.example.test", password=CANARY)
    with probe.office() as work:
        params = {"until": work.now}
        notifications.tell_link(work, cast.anna, "password.forgotten", path="/x", token=FRESH, params=params)
    for path in tmp_path.glob("crm.db*"):  # on SQLite the very bytes, with the write-ahead log
        content = path.read_bytes()
        assert CANARY.encode() not in content
        assert FRESH.encode() not in content
    with probe.office(writes=False) as work:
        assert work.session.query(Account).one().password not in (None, CANARY)


@pytest.mark.parametrize("status", [200, 401])
def test_a_gateways_key_stays_inside_whatever_happens(
    cast: Cast, dump: Callable[[], Any], capsys: pytest.CaptureFixture[str], status: int
) -> None:
    with provider() as there:
        there.answers = [(status, f"you said {one}".encode()) for one in (FRESH, CANARY)]  # the push goes first
        form = GatewayForm("Provider", there.url("/{secret}/{number}/{text}"), secret=CANARY, is_inside_allowed=True)
        hidden = GatewayForm("ntfy", f"ntfy://me:{FRESH}@127.0.0.1:{there.port}/{{to}}", way="apprise")
        said: list[object] = []
        with begin(Actor.person(cast.admin), writes=True) as work:
            sms = notifications.create_gateway(work, "sms", form)
            push = notifications.create_gateway(work, "push", replace(hidden, is_inside_allowed=True))
            with pytest.raises(Invalid) as refusal:
                notifications.create_gateway(work, "sms", replace(form, url="http://127.0.0.1/", secret=CANARY))
            said += [repr(refusal.value), [dict(problem.params) for problem in refusal.value.problems]]
            tests = [notifications.send_gateway_test(work, sms, "+48601234567")]
            tests.append(notifications.send_gateway_test(work, push, "topic"))
        Round(is_stopping=lambda: False).run()
        assert [CANARY in taken.path for taken in there.taken] == [False, True]
    with begin(Actor.person(cast.admin)) as work:
        for number in tests:
            said += [notifications.outcome(work, number), notifications.message(work, number)]
        said += [notifications.gateways(work, "sms"), notifications.gateways(work, "push")]
        said += [work.session.query(history.Change.changes).all()]
    captured = capsys.readouterr()
    everything = json.dumps([str(said), str(dump()), captured.out, captured.err], default=str)
    assert (status == 200) or "401" in everything
    for canary in (CANARY, FRESH):
        assert canary not in everything
