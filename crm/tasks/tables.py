"""Tasks, their checklists, what blocks them, their notes, and the chain of those who gave them on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Index, Select, false, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Base, Id, Record, Words, binned, reference
from crm.people.tables import Role, Team, TeamMember, UserRole

_OFFERED = text("owner_id IS NULL AND state = 'offered'")


class Task(Record):
    """Work that somebody answers for (`owner_id`), given to them by somebody (`delegator_id`) or by themselves.

    Offered to a team or a role it has no owner until the first of them accepts. Copies of one task that was given to
    several people share a `group_id`, which is the first copy's id.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        Index("ix_tasks_due_at_id", "due_at", "id"),
        Index("ix_tasks_title_id", "title", "id"),
        Index("ix_tasks_state_due_at_id", "state", "due_at", "id"),
        Index("ix_tasks_owner_id_state_due_at_id", "owner_id", "state", "due_at", "id"),
        Index("ix_tasks_delegator_id_state_due_at_id", "delegator_id", "state", "due_at", "id"),
        Index("ix_tasks_subject_kind_subject_id", "subject_kind", "subject_id"),
        Index("ix_tasks_series_id_occurs_at", "series_id", "occurs_at", unique=True),
        Index("ix_tasks_offers", "team_id", "role_id", sqlite_where=_OFFERED, postgresql_where=_OFFERED),
        binned("tasks"),
    )

    title: Mapped[str] = mapped_column(Words(250))
    description: Mapped[str | None] = mapped_column(Words(10000))
    subject_kind: Mapped[str | None] = mapped_column(Words(40))
    subject_id: Mapped[int | None] = mapped_column(Id)
    from_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    late_from_at: Mapped[datetime | None]  # due_at, or the last note's moment when that came later
    priority: Mapped[str] = mapped_column(Words(10))
    category: Mapped[str | None] = mapped_column(Words(120), index=True)
    state: Mapped[str] = mapped_column(Words(12))  # offered, accepted, in_progress, done, refused, cancelled
    state_at: Mapped[datetime]  # since when it has been in this state
    owner_id: Mapped[int | None] = reference("users.id", nullable=True, index=False)
    delegator_id: Mapped[int | None] = reference("users.id", nullable=True, index=False)
    team_id: Mapped[int | None] = reference("teams.id", nullable=True, index=False)
    role_id: Mapped[int | None] = reference("roles.id", nullable=True, index=False)
    group_id: Mapped[int | None] = mapped_column(Id, index=True)
    series_id: Mapped[int | None] = mapped_column(Id, index=True)
    occurs_at: Mapped[datetime | None]  # which moment of its series it stands for: each is made once
    ladder_id: Mapped[int | None] = reference("ladders.id", nullable=True, index=False)

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return or_(*cls.ways_to(people))

    @classmethod
    def ways_to(cls, people: Iterable[int]) -> list[ColumnElement[bool]]:
        """Conditions that together are `belongs_to`: who answers for it, who gave it, who passed it on, to whom it is
        offered; each of which an index answers by itself."""
        people = list(people)
        passed = select(Delegation.task_id).where(Delegation.from_id.in_(people), Delegation.state.in_(LIVE))
        return [
            cls.owner_id.in_(people),
            cls.delegator_id.in_(people),
            cls.id.in_(passed),
            cls.offered_to(people),
        ]

    @classmethod
    def offered_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        """Waiting for the first who accepts, among whom these people are."""
        people = list(people)
        return cls.owner_id.is_(None) & (cls.state == "offered") & cls.meant_for(people)

    @classmethod
    def meant_for(cls, people: Iterable[int]) -> ColumnElement[bool]:
        """Offered, now or once, to a team or a role of these people."""
        people = list(people)
        return cls.team_id.in_(_teams(people)) | cls.role_id.in_(_roles(people)) if people else false()


class Part(Record):
    """One line of a task's checklist."""

    __tablename__ = "task_parts"

    task_id: Mapped[int] = reference("tasks.id")
    text: Mapped[str] = mapped_column(Words(500))
    is_done: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return cls.task_id.in_(select(Task.id).where(Task.belongs_to(people)))


class Block(Record):
    """A task waits for another."""

    __tablename__ = "task_blocks"

    task_id: Mapped[int] = reference("tasks.id")
    blocker_id: Mapped[int] = reference("tasks.id")

    @classmethod
    def belongs_to(cls, people: Iterable[int]) -> ColumnElement[bool]:
        return cls.task_id.in_(select(Task.id).where(Task.belongs_to(people)))


class Note(Base):
    """What somebody said of a task's progress, and how long they worked on it; only ever added."""

    __tablename__ = "task_notes"
    __table_args__ = (Index("ix_task_notes_task_id_id", "task_id", "id"),)

    task_id: Mapped[int] = reference("tasks.id", index=False)
    author_id: Mapped[int | None] = mapped_column(Id)
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Words(10000))
    minutes: Mapped[int]


class Delegation(Base):
    """A link of the chain: who gave a task to whom, and what came of it (offered, accepted, refused, withdrawn).

    Offered to a team or a role `to_id` is empty until somebody accepts. Offered and accepted links hold: those who
    stand in them see the task, and hear how it ends. `given_by_id` and `settled_by_id` are whoever did so in place of
    somebody else, such as who stands in for one that is away.
    """

    __tablename__ = "delegations"
    __table_args__ = (
        Index("ix_delegations_task_id_id", "task_id", "id"),
        Index("ix_delegations_from_id_state", "from_id", "state"),
    )

    task_id: Mapped[int] = reference("tasks.id", index=False)
    from_id: Mapped[int | None] = reference("users.id", nullable=True, index=False)
    to_id: Mapped[int | None] = reference("users.id", nullable=True)
    team_id: Mapped[int | None] = reference("teams.id", nullable=True, index=False)
    role_id: Mapped[int | None] = reference("roles.id", nullable=True, index=False)
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(Words(10))
    settled_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Words(2000))
    given_by_id: Mapped[int | None] = mapped_column(Id)
    settled_by_id: Mapped[int | None] = mapped_column(Id)


LIVE = ("offered", "accepted")


def _teams(people: list[int]) -> Select[int]:
    held = select(TeamMember.team_id).join(Team, Team.id == TeamMember.team_id)
    return held.where(TeamMember.user_id.in_(people), Team.deleted_at.is_(None))


def _roles(people: list[int]) -> Select[int]:
    held = select(UserRole.role_id).join(Role, Role.id == UserRole.role_id)
    return held.where(UserRole.user_id.in_(people), Role.deleted_at.is_(None))
