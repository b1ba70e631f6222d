"""A new secret key: what the old one encrypted stays readable and is encrypted anew; then the old is not needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import probe
import pytest
from click.testing import CliRunner

from crm import notifications
from crm.__main__ import cli
from crm.core import config, history, rotation, secrets
from crm.core.secrets import CannotDecrypt
from crm.core.work import Actor, begin
from crm.notifications.tables import Account, Message
from tests.conftest import SECRET, Cast

NEW = "quite another secret key, long enough for all"
CANARY = "canary-3b9c"


@pytest.fixture(autouse=True)
def _keys() -> Iterator[None]:
    yield
    secrets.use(SECRET)


@pytest.fixture
def account(cast: Cast) -> int:
    with begin(Actor.person(cast.admin), writes=True) as work:
        fields = {"name": "Office", "host": "smtp.example.test", "port": 25, "security": "none", "username": "me"}
        return notifications.create_account(work, **fields, password=CANARY, sender="a@example.test")


def password() -> str | None:
    with probe.office(writes=False) as work:
        found = notifications.default_account(work)
        return found[1].password if found else None


def rotated() -> rotation.Rotated:
    with probe.office() as work:
        return rotation.rotate(work)


def test_the_old_key_is_read_until_everything_is_encrypted_anew(account: int) -> None:
    secrets.use(NEW)
    with pytest.raises(CannotDecrypt):
        password()
    secrets.use(NEW, SECRET)
    assert password() == CANARY
    assert rotated() == rotation.Rotated(renewed=1)
    assert rotated() == rotation.Rotated(kept=1)
    secrets.use(NEW)
    assert password() == CANARY


def test_nobody_edited_anything(account: int) -> None:
    secrets.use(NEW, SECRET)
    with probe.office(writes=False) as work:
        before = work.session.get_one(Account, account).version, work.session.query(history.Change).count()
    rotated()
    with probe.office(writes=False) as work:
        assert (work.session.get_one(Account, account).version, work.session.query(history.Change).count()) == before


def test_tokens_that_wait_in_the_outbox_are_encrypted_anew_too(cast: Cast) -> None:
    with probe.office() as work:
        params = {"until": work.now}
        notifications.tell_link(work, cast.anna, "password.forgotten", path="/x", token=CANARY, params=params)
    secrets.use(NEW, SECRET)
    assert rotated() == rotation.Rotated(renewed=1)
    secrets.use(NEW)
    with probe.office(writes=False) as work:
        [row] = work.session.query(Message).all()
        assert secrets.decrypt(row.extra["token"]) == CANARY


def test_what_no_key_reads_is_named_and_left_alone(account: int, dump: Any) -> None:
    secrets.use(NEW)
    before = dump()
    assert rotated() == rotation.Rotated(lost=[("accounts", account)])
    assert dump() == before


def test_the_command_says_what_it_did(
    account: int, settings: config.Settings, monkeypatch: Any, tmp_path: Path
) -> None:
    for name, value in {
        "CRM_DATABASE_URL": settings.database_url.replace("+psycopg", ""),
        "CRM_DATA": str(tmp_path),
        "CRM_SECRET_KEY": NEW,
        "CRM_LANGUAGE": "en",
    }.items():
        monkeypatch.setenv(name, value)
    lost = CliRunner().invoke(cli, ["rotate-secrets"])
    assert lost.exit_code == 1
    assert f"accounts {account}" in lost.output
    monkeypatch.setenv("CRM_SECRET_KEY_OLD", SECRET)
    done = CliRunner().invoke(cli, ["rotate-secrets"])
    assert (done.exit_code, "Encrypted anew: 1." in done.output) == (0, True), done.output
    assert CANARY not in lost.output + done.output


def test_a_short_old_key_is_a_wrong_setting(tmp_path: Path) -> None:
    with pytest.raises(config.BadSetting, match="CRM_SECRET_KEY_OLD"):
        config.load({"CRM_SECRET_KEY": NEW, "CRM_SECRET_KEY_OLD": "short"}, tmp_path)
    assert config.load({"CRM_SECRET_KEY": NEW}, tmp_path).old_secret_key is None
