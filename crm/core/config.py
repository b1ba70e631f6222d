"""Settings from the environment and .env, as one frozen object."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from dotenv import dotenv_values

from crm.core import clock

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "pl")
SCHEMES = {"smtp": (25, "none"), "smtp+starttls": (587, "starttls"), "smtps": (465, "tls")}


class BadSetting(ValueError):
    """A variable holds something the program cannot work with; the text names it."""

    def __init__(self, variable: str, why: str) -> None:
        super().__init__(f"{variable}: {why}")
        self.variable = variable


@dataclass(frozen=True)
class MailServer:
    """Where mail goes out: security is none, starttls or tls; per_minute None means no limit."""

    host: str
    port: int
    security: str
    user: str | None
    password: str | None
    sender: str
    per_minute: int | None = None
    reply_to: str | None = None
    connections: int = 4  # kept at the same time

    def __repr__(self) -> str:
        return f"MailServer({self.security}://{self.host}:{self.port})"


@dataclass(frozen=True)
class Settings:
    """What the environment says; zone and language are what set-up proposes."""

    database_url: str
    secret_key: str
    base_url: str
    timezone: str
    language: str
    host: str
    port: int
    smtp: MailServer | None
    data: Path
    tick_seconds: float = 15.0
    old_secret_key: str | None = None
    is_hosted: bool = False  # somebody else looks after the scheduler

    def __repr__(self) -> str:
        return f"Settings(base_url={self.base_url!r}, host={self.host!r}, port={self.port})"


def load(environ: Mapping[str, str] | None = None, root: Path = ROOT) -> Settings:
    """Read the settings; BadSetting names the variable that is wrong.

    The environment wins over `.env` in `root`. A missing secret key is generated into `data/secret.key`, mode 0600.
    """
    if environ is None:
        environ = os.environ
    values = {**{k: v for k, v in dotenv_values(root / ".env").items() if v is not None}, **environ}
    if values.get(clock.VARIABLE):
        _check_clock(values[clock.VARIABLE])
    data = Path(values.get("CRM_DATA") or root / "data")
    host, port = values.get("CRM_HOST") or "127.0.0.1", _port(values.get("CRM_PORT") or "8501")
    return Settings(
        database_url=_database(values.get("CRM_DATABASE_URL") or "sqlite:///data/crm.db", root),
        secret_key=_secret(values.get("CRM_SECRET_KEY"), data),
        old_secret_key=_long_enough("CRM_SECRET_KEY_OLD", values.get("CRM_SECRET_KEY_OLD") or None),
        base_url=_base_url(values.get("CRM_BASE_URL") or f"http://{host}:{port}"),
        timezone=_zone(values.get("CRM_TIMEZONE") or "Europe/Warsaw"),
        language=_language(values.get("CRM_LANGUAGE") or "pl"),
        host=host,
        port=port,
        smtp=mail_server("CRM_SMTP_URL", values["CRM_SMTP_URL"]) if values.get("CRM_SMTP_URL") else None,
        data=data,
        tick_seconds=_seconds(values.get("CRM_TICK_SECONDS") or "15"),
        is_hosted=_yes("CRM_HOSTED", values.get("CRM_HOSTED") or "0"),
    )


def mail_server(variable: str, url: str) -> MailServer:
    """Parse `smtp[+starttls|s]://user:password@host:port/?sender=a@b&reply_to=c@b&per_minute=30`."""
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        raise BadSetting(variable, "must begin with smtp://, smtp+starttls:// or smtps://")
    if not parts.hostname:
        raise BadSetting(variable, "names no host")
    port, security = SCHEMES[parts.scheme]
    try:
        port = parts.port or port
    except ValueError as error:
        raise BadSetting(variable, "the port must be a number from 1 to 65535") from error
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    user = unquote(parts.username) if parts.username else None
    sender = query.get("sender") or (user if user and "@" in user else f"czuwaj@{parts.hostname}")
    limit = query.get("per_minute")
    if limit is not None and (not limit.isdigit() or int(limit) < 1):
        raise BadSetting(variable, "per_minute must be a whole number above 0")
    lines = query.get("connections", "4")
    if not lines.isdigit() or not 1 <= int(lines) <= 20:
        raise BadSetting(variable, "connections must be a whole number from 1 to 20")
    password = unquote(parts.password) if parts.password else None
    limited = int(limit) if limit else None
    answers = query.get("reply_to")
    return MailServer(parts.hostname, port, security, user, password, sender, limited, answers, int(lines))


def _database(url: str, root: Path) -> str:
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        return f"sqlite:///{path if path.is_absolute() else root / path}"
    if url.startswith(("postgresql://", "postgres://", "postgresql+psycopg://")):
        return "postgresql+psycopg://" + url.split("://", 1)[1]
    raise BadSetting("CRM_DATABASE_URL", "must begin with sqlite:/// or postgresql://")


def _secret(given: str | None, data: Path) -> str:
    if given:
        return _long_enough("CRM_SECRET_KEY", given) or ""
    path = data / "secret.key"
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was quicker
            return path.read_text(encoding="ascii").strip()
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


def _long_enough(variable: str, given: str | None) -> str | None:
    if given is not None and len(given) < 32:
        raise BadSetting(variable, "needs at least 32 characters")
    return given


def _base_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise BadSetting("CRM_BASE_URL", "must look like https://crm.example.org, without a path")
    return f"{parts.scheme}://{parts.netloc}"


def _zone(name: str) -> str:
    if not clock.is_zone(name):
        raise BadSetting("CRM_TIMEZONE", f"there is no time zone called {name!r}")
    return name


def _language(code: str) -> str:
    if code not in LANGUAGES:
        raise BadSetting("CRM_LANGUAGE", f"must be one of {', '.join(LANGUAGES)}")
    return code


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise BadSetting("CRM_PORT", "must be a number from 1 to 65535")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0.05 <= seconds <= 3600:
        raise BadSetting("CRM_TICK_SECONDS", "must be a number from 0.05 to 3600")
    return seconds


def _yes(variable: str, text: str) -> bool:
    if text not in ("0", "1"):
        raise BadSetting(variable, "must be 1 or 0")
    return text == "1"


def _check_clock(path: str) -> None:
    try:
        clock.now()
    except (OSError, ValueError) as error:
        raise BadSetting(clock.VARIABLE, f"{path}: {error}") from error
