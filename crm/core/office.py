"""The office's own settings: one row a key, JSON values, read at the start of each Work."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from crm.core.db import Json, Record, Words


class Setting(Record):
    """One setting; the key is `office.<field>` or `<feature>.<name>`."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(Words(80), unique=True)
    value: Mapped[Any] = mapped_column(Json)


@dataclass(frozen=True)
class Office:
    """Who we are: `zone` is where deadlines live, `language` what unknown readers get, ISO 4217 `currency`."""

    name: str = ""
    zone: str = "Europe/Warsaw"
    language: str = "pl"
    currency: str = "PLN"
    contract_pattern: str = "U/{year}/{number:04}"
    is_set_up: bool = False


_proposed: list[Office] = [Office()]
_OFFICE = select(Setting.key, Setting.value).where(
    Setting.key.like("office.%")
)  # built once: every Work begins with it


def propose(office: Office) -> None:
    """What holds until set-up has written settings of its own; `start` takes it from the environment."""
    _proposed[:] = [office]


def proposed() -> Office:
    """What the environment proposes, for a form that has nothing else to begin with."""
    return _proposed[0]


def load(connection: Connection) -> Office:
    """The office as its settings say, over what the environment proposes."""
    stored: dict[str, Any] = dict(connection.execute(_OFFICE).tuples().all())
    known = {item.name for item in fields(Office)}
    values = {key.removeprefix("office."): value for key, value in stored.items()}
    return replace(_proposed[0], **{name: value for name, value in values.items() if name in known})


def read(session: Session, key: str, default: Any = None) -> Any:
    """One setting's value, or the default."""
    value = session.execute(select(Setting.value).where(Setting.key == key)).scalar_one_or_none()
    return default if value is None else value


def write(session: Session, key: str, value: Any) -> None:
    """Set one setting; services call this under `office.configure`, history is written as for any record."""
    row = session.execute(select(Setting).where(Setting.key == key)).scalar_one_or_none()
    if row is None:
        session.add(Setting(key=key, value=value))
    else:
        row.value = value
