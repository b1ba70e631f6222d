"""What we store about people, teams, roles and sign-ins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Base, Id, Record, Words, reference


class User(Record):
    """A person; one without `password_hash` cannot sign in but can be assigned and written to."""

    __tablename__ = "users"
    __table_args__ = (Index("ix_users_name_id", "name", "id"),)

    name: Mapped[str] = mapped_column(Words(200))
    email: Mapped[str] = mapped_column(Words(254), unique=True)  # lower case
    phone: Mapped[str | None] = mapped_column(Words(20))  # E.164
    language: Mapped[str] = mapped_column(Words(5))
    zone: Mapped[str] = mapped_column(Words(60))
    supervisor_id: Mapped[int | None] = reference("users.id", nullable=True)
    theme: Mapped[str] = mapped_column(Words(10), default="system", server_default="system")
    is_active: Mapped[bool] = mapped_column(default=True)
    password_hash: Mapped[str | None] = mapped_column(Words(200), info={"is_secret": True})

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return cls.id.in_(people)


class Team(Record):
    """A group of people who work on the same things."""

    __tablename__ = "teams"

    name: Mapped[str] = mapped_column(Words(120), unique=True)

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return cls.id.in_(select(TeamMember.team_id).where(TeamMember.user_id.in_(people)))


class TeamMember(Record):
    """A person in a team."""

    __tablename__ = "team_members"
    __table_args__ = (UniqueConstraint("team_id", "user_id"),)

    team_id: Mapped[int] = reference("teams.id", index=False)
    user_id: Mapped[int] = reference("users.id")


class Role(Record):
    """A named set of grants; `key` is set for the built-in ones."""

    __tablename__ = "roles"

    key: Mapped[str | None] = mapped_column(Words(40), unique=True)
    name: Mapped[str] = mapped_column(Words(120), unique=True)


class RoleGrant(Record):
    """A right that a role gives, with its reach (0 none, 1 own, 2 team, 3 all)."""

    __tablename__ = "role_grants"
    __table_args__ = (UniqueConstraint("role_id", "right"),)

    role_id: Mapped[int] = reference("roles.id", index=False)
    right: Mapped[str] = mapped_column(Words(60))
    reach: Mapped[int]


class UserRole(Record):
    """A role that a person has."""

    __tablename__ = "user_roles"
    __table_args__ = (UniqueConstraint("user_id", "role_id"),)

    user_id: Mapped[int] = reference("users.id", index=False)
    role_id: Mapped[int] = reference("roles.id")


class WorkingTime(Record):
    """One weekday of one person where it differs from the office's; a weekday without a row is as the office's."""

    __tablename__ = "working_times"
    __table_args__ = (UniqueConstraint("user_id", "weekday"),)

    user_id: Mapped[int] = reference("users.id", index=False)
    weekday: Mapped[int]  # Monday is 0
    kind: Mapped[str] = mapped_column(Words(10))  # office, closed, own
    begins: Mapped[str | None] = mapped_column(Words(5))  # 08:00, in the person's zone
    ends: Mapped[str | None] = mapped_column(Words(5))

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return cls.user_id.in_(people)


class Absence(Record):
    """Days on which a person is away, the first and the last included, and who stands in for them."""

    __tablename__ = "absences"
    __table_args__ = (Index("ix_absences_user_id_last_on", "user_id", "last_on"),)

    user_id: Mapped[int] = reference("users.id", index=False)
    first_on: Mapped[date]
    last_on: Mapped[date] = mapped_column(index=True)
    substitute_id: Mapped[int | None] = reference("users.id", nullable=True)
    note: Mapped[str | None] = mapped_column(Words(200))

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return cls.user_id.in_(people)


class SignIn(Base):
    """An open or ended sign-in; only the token's SHA-256 is kept."""

    __tablename__ = "sign_ins"

    user_id: Mapped[int] = reference("users.id")
    token_hash: Mapped[str] = mapped_column(Words(64), unique=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(Words(64))
    agent: Mapped[str] = mapped_column(Words(200))


class Token(Base):
    """A link that lets one person choose a password once; only its SHA-256 is kept."""

    __tablename__ = "tokens"

    user_id: Mapped[int] = reference("users.id")
    purpose: Mapped[str] = mapped_column(Words(10))  # reset or invite
    token_hash: Mapped[str] = mapped_column(Words(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Throttle(Base):
    """Failed sign-ins per account and per address within a window."""

    __tablename__ = "throttles"

    subject: Mapped[str] = mapped_column(Words(300), unique=True)  # account:<hash> or address:<ip>
    failures: Mapped[int]
    until_at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(Id)
