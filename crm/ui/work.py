"""How a page enters, reads and changes: identity from the connection, refusals as words, versions as seen."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol

import streamlit as st
import structlog

from crm import people
from crm.core import i18n
from crm.core import work as core_work
from crm.core.errors import Conflict, NotSignedIn, Problem, Refusal
from crm.core.work import Actor, Work
from crm.ui.places import go
from crm.ui.text import say

log = structlog.get_logger()
PROBLEMS, FLASH, NONCE = "_problems", "_flash", "_nonce"


class Versioned(Protocol):
    """Anything with an id and a version."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...


def actor() -> Actor:
    """Who sits at the other end: only what the guard put on this connection counts."""
    raw: object = st.user.to_dict().get("sign_in")
    if not isinstance(raw, str) or not raw.isascii() or not raw.isdigit():
        return Actor.nobody()
    return Actor.signed_in(int(raw))


@contextmanager
def reading() -> Iterator[Work]:
    """A reading Work of the person at this connection; its refusals end the page with words."""
    try:
        with core_work.begin(actor()) as work:
            i18n.speak(work.me.language or work.office.language)
            yield work
    except NotSignedIn:
        leave()
    except Refusal as refusal:
        st.error(say(refusal.code, **_params(refusal.problems[0])), icon=":material/block:")
        st.stop()


def enter(right: str) -> Work:
    """Let nobody go on who has no reach of this right; returns a finished Work for names, office and rights."""
    with reading() as work:
        work.require(right)
    return work


def leave() -> None:
    """The sign-in is over: say so with the way back, and end the run."""
    st.error(say("error.not_signed_in"), icon=":material/lock:")
    st.link_button(say("ui.sign_in"), "/sign-in")
    st.stop()


@dataclass
class Changing:
    """A writing Work as a block: saved and told, or refused with words and nothing written.

    After either the page is drawn anew: after saving with fresh fields, after a refusal with what was typed.
    """

    form: str
    done: str
    params: dict[str, object] = field(default_factory=dict)
    go: tuple[str, dict[str, Any]] | None = None

    def __enter__(self) -> Work:
        self._block = core_work.begin(actor(), writes=True)
        work = self._block.__enter__()
        i18n.speak(work.me.language or work.office.language)
        return work

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._block.__exit__(kind, error, trace)
            if error is not None:
                raise error
        except Refusal as refusal:
            self._refused(refusal)
        except Exception:
            self._failed()
        else:
            self._saved()

    def _saved(self) -> None:
        st.session_state.pop(PROBLEMS, None)
        forget(self.form)
        st.session_state[FLASH] = (self.done, self.params)
        if self.go:
            go(self.go[0], **self.go[1])
        st.rerun()

    def _refused(self, refusal: Refusal) -> None:
        if isinstance(refusal, NotSignedIn):
            leave()
        problems = refusal.problems
        if isinstance(refusal, Conflict):
            problems = (_named(refusal),)
            st.session_state.pop(_seen_key(self.form), None)
        st.session_state[PROBLEMS] = (self.form, problems)
        st.rerun()

    def _failed(self) -> None:
        number = secrets.token_hex(4)
        log.exception("a change failed", form=self.form, error_id=number)
        st.session_state[PROBLEMS] = (self.form, (Problem("error.unexpected", None, {"number": number}),))
        st.rerun()


def changing(form: str, done: str, **params: object) -> Changing:
    """Change something: `form` names the fields that carry its problems, `done` is the key of the toast."""
    return Changing(form, done, params)


def problems(form: str) -> tuple[Problem, ...]:
    """What the last try to save this form was refused for."""
    owner, found = st.session_state.get(PROBLEMS, (None, ()))
    return tuple(found) if owner == form else ()


def forget(form: str) -> None:
    """Let the form begin anew: fresh fields, fresh version."""
    st.session_state[NONCE] = {**st.session_state.get(NONCE, {}), form: secrets.token_hex(4)}
    st.session_state.pop(_seen_key(form), None)
    st.session_state.pop(PROBLEMS, None)


def nonce(form: str) -> str:
    """Part of each field's key, so that a saved form starts with what is stored."""
    found: str = st.session_state.get(NONCE, {}).get(form, "0")
    return found


def seen(form: str, row: Versioned) -> int:
    """The version of the row that this person saw first; a row just read is never stale, the one on screen may be."""
    key = _seen_key(form)
    held = st.session_state.get(key)
    if held is None or held[0] != row.id:
        st.session_state[key] = held = (row.id, row.version)
    return int(held[1])


def _seen_key(form: str) -> str:
    return f"_seen:{form}"


def _named(conflict: Conflict) -> Problem:
    """Say who saved in the meantime, and which fields, in words."""
    who = "?"
    actor_id = conflict.params.get("actor_id")
    if isinstance(actor_id, int):
        with core_work.begin(actor()) as work:
            who = people.names(work, [actor_id]).get(actor_id, "?")
    columns = conflict.params.get("columns")
    names = [column_name(str(name)) for name in columns] if isinstance(columns, list) else []
    return Problem("error.conflict", None, {"who": who, "fields": ", ".join(names) or "–"})


def column_name(column: str) -> str:
    """A column in the reader's words."""
    key = f"field.{column}"
    return i18n.t(key) if i18n.has(key) else column


def _params(problem: Problem) -> dict[str, object]:
    return dict(problem.params)
