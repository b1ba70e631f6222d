"""Settings: a wrong value is refused by the name of its variable; secrets never show."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from crm.core import config

KEY = "k" * 40


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("CRM_DATABASE_URL", "mysql://x"),
        ("CRM_SECRET_KEY", "short"),
        ("CRM_BASE_URL", "ftp://x"),
        ("CRM_BASE_URL", "https://x/path"),
        ("CRM_TIMEZONE", "Mars/Olympus"),
        ("CRM_LANGUAGE", "de"),
        ("CRM_PORT", "0"),
        ("CRM_PORT", "eight"),
        ("CRM_TICK_SECONDS", "never"),
        ("CRM_SMTP_URL", "http://x"),
        ("CRM_SMTP_URL", "smtp://"),
        ("CRM_SMTP_URL", "smtp://x:99999"),
        ("CRM_SMTP_URL", "smtp://x?per_minute=none"),
    ],
)
def test_a_wrong_value_is_refused_by_name(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(config.BadSetting, match=variable) as refusal:
        config.load({"CRM_SECRET_KEY": KEY, variable: value}, tmp_path)
    assert refusal.value.variable == variable


@pytest.mark.parametrize("content", ["", "yesterday", "2026-03-10T12:00:00"])
def test_a_test_clock_without_a_moment_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    path = tmp_path / "clock"
    path.write_text(content)
    monkeypatch.setenv("CRM_TEST_CLOCK", str(path))
    with pytest.raises(config.BadSetting, match="CRM_TEST_CLOCK"):
        config.load({"CRM_SECRET_KEY": KEY, "CRM_TEST_CLOCK": str(path)}, tmp_path)


def test_the_defaults_are_what_the_readme_says(tmp_path: Path) -> None:
    settings = config.load({"CRM_SECRET_KEY": KEY}, tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/data/crm.db"
    assert (settings.timezone, settings.base_url, settings.smtp) == ("Europe/Warsaw", "http://127.0.0.1:8501", None)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"CRM_SECRET_KEY={KEY}\nCRM_LANGUAGE=en\nCRM_TIMEZONE=Europe/Berlin\n")
    settings = config.load({"CRM_LANGUAGE": "pl"}, tmp_path)
    assert (settings.language, settings.timezone) == ("pl", "Europe/Berlin")


def test_a_missing_secret_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    first = config.load({}, tmp_path).secret_key
    assert config.load({}, tmp_path).secret_key == first
    assert len(first) >= 32
    assert stat.S_IMODE((tmp_path / "data" / "secret.key").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("url", "port", "security"),
    [
        ("smtp://mail.test", 25, "none"),
        ("smtp+starttls://mail.test", 587, "starttls"),
        ("smtps://mail.test", 465, "tls"),
        ("smtp://mail.test:2525", 2525, "none"),
    ],
)
def test_a_mail_url_says_server_and_security(url: str, port: int, security: str) -> None:
    server = config.mail_server("CRM_SMTP_URL", url)
    assert (server.host, server.port, server.security, server.per_minute) == ("mail.test", port, security, None)


def test_secrets_never_show_in_what_is_printed(tmp_path: Path) -> None:
    settings = config.load(
        {"CRM_SECRET_KEY": KEY, "CRM_SMTP_URL": "smtp://me%40x.test:canary@mail.test?sender=a@b.test&per_minute=30"},
        tmp_path,
    )
    assert settings.smtp is not None
    assert (settings.smtp.user, settings.smtp.password, settings.smtp.sender, settings.smtp.per_minute) == (
        "me@x.test",
        "canary",
        "a@b.test",
        30,
    )
    assert "canary" not in repr(settings) + repr(settings.smtp)
    assert KEY not in repr(settings)
