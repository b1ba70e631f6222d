"""How a page enters, reads and changes: identity from the connection, refusals as words, versions as seen."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, NoReturn, Protocol

import streamlit as st
import structlog

from crm import people
from crm.agenda import change_words
from crm.core import i18n
from crm.core import work as core_work
from crm.core.errors import Conflict, NotSignedIn, Problem, Refusal
from crm.core.work import Actor, Work
from crm.ui import ending
from crm.ui.places import go
from crm.ui.text import say

log = structlog.get_logger()
SHOWN = 80
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
        ending.stop()


def enter(right: str | None) -> Work:
    """Let nobody go on who has no reach of this right; returns a finished Work for names, office and rights.

    None is for pages about oneself: no stranger goes on.
    """
    with reading() as work:
        work.require(right) if right else work.require_sign_in()
    return work


def leave() -> NoReturn:
    """The sign-in is over: say so with the way back, and end the run."""
    st.error(say("error.not_signed_in"), icon=":material/lock:")
    st.link_button(say("ui.sign_in"), "/sign-in")
    ending.stop()


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
        try:
            work = self._block.__enter__()
        except NotSignedIn:
            leave()
        i18n.speak(work.me.language or work.office.language)
        return work

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.settle(self._block, kind, error, trace)

    def settle(
        self,
        block: AbstractContextManager[Any],
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the block, and tell what came of it."""
        try:
            block.__exit__(kind, error, trace)
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
        _look_again(self.form, others=True)
        forget(self.form)
        st.session_state[FLASH] = (self.done, self.params, "check")
        if self.go:
            go(self.go[0], **self.go[1])
        st.rerun()

    def _refused(self, refusal: Refusal) -> None:
        if isinstance(refusal, NotSignedIn):
            leave()
        problems = refusal.problems
        if isinstance(refusal, Conflict):
            problems = (_named(refusal),)
            _look_again(self.form)
        self._complain(problems)

    def _failed(self) -> None:
        number = secrets.token_hex(4)
        log.exception("a change failed", form=self.form, error_id=number)
        self._complain((Problem("error.unexpected", None, {"number": number}),))

    def _complain(self, problems: tuple[Problem, ...]) -> None:
        """Beside the fields, and at the edge of the window: on a long form the former may be out of sight."""
        st.session_state[PROBLEMS] = (self.form, problems)
        whole = next((problem for problem in problems if problem.field is None), Problem("error.invalid"))
        st.session_state[FLASH] = (whole.code, dict(whole.params), "error")
        st.rerun()


@dataclass
class Acting:
    """The same for what opens Works of its own, because its attempts are counted even when they are refused."""

    form: str
    done: str

    def __enter__(self) -> Actor:
        return actor()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        Changing(self.form, self.done).settle(nullcontext(), kind, error, trace)


def acting(form: str, done: str) -> Acting:
    """As `changing`; the block gets who acts instead of a Work."""
    return Acting(form, done)


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


def drawn(form: str, row: Versioned | None) -> None:
    """Note which row, and which version of it, a form shows; every form says so before its fields.

    A form that was not on the screen a moment ago, or showed another row, begins anew: nothing of what it held is left.
    """
    held, who = st.session_state.get(_seen_key(form)), _who(row)
    if held is None or held[0] != who or save_key(form) not in st.session_state:
        for key in [key for key in st.session_state if str(key).startswith(f"{form}:")]:
            if isinstance(st.session_state[key], dict):  # lines and steps; widgets are forgotten by Streamlit itself
                del st.session_state[key]
        if problems(form):
            st.session_state.pop(PROBLEMS, None)
        held = None
    if row is not None and (held is None or held[1] is None):
        st.session_state[_seen_key(form)] = (who, row.version)
    elif held is None:
        st.session_state[_seen_key(form)] = (who, None)


def seen(form: str, row: Versioned) -> int:
    """The version of the row that was first drawn; a row just read is never stale, the one on screen may be."""
    who, version = st.session_state[_seen_key(form)]
    if who != _who(row):
        raise LookupError(f"the form {form!r} was not drawn with this row")
    return int(version)


def save_key(form: str) -> str:
    """The key of the button that saves a form: while it is in the session, the form is on the screen."""
    return f"{form}:save:{nonce(form)}"


def _look_again(form: str, *, others: bool = False) -> None:
    """The form takes the version that is drawn next; with `others`, every form that shows the same version, too.

    So one's own saving in one form does not make another form of the same row stale.
    """
    held = st.session_state.get(_seen_key(form))
    if held is None or held[0] is None:
        return
    for key in [key for key in st.session_state if str(key).startswith(_seen_key(""))]:
        if key == _seen_key(form) or (others and st.session_state[key] == held):
            st.session_state[key] = (held[0], None)


def _who(row: Versioned | None) -> tuple[str, int] | None:
    return None if row is None else (type(row).__name__, row.id)


def _seen_key(form: str) -> str:
    return f"_seen:{form}"


def _named(conflict: Conflict) -> Problem:
    """Say who saved in the meantime, and which fields, in words."""
    who = "?"
    actor_id = conflict.params.get("actor_id")
    if isinstance(actor_id, int):
        with core_work.begin(actor()) as work:
            who = people.names(work, [actor_id]).get(actor_id, "?") if work.may("people.view") else "?"
    columns, kind = conflict.params.get("columns"), str(conflict.params.get("kind", ""))
    names = [_changed_to(kind, name, value) for name, value in columns.items()] if isinstance(columns, dict) else []
    return Problem("error.conflict", None, {"who": who, "fields": ", ".join(names) or "–"})


def _changed_to(kind: str, column: str, value: object) -> str:
    """A field that somebody else changed, with what it holds now where that is to be read."""
    said = change_words.short(kind, column, value)
    return f"{column_name(column)}: {said[:SHOWN]}" if said else column_name(column)


def column_name(column: str) -> str:
    """A column in the reader's words."""
    key = f"field.{column}"
    return i18n.t(key) if i18n.has(key) else column


def _params(problem: Problem) -> dict[str, object]:
    return dict(problem.params)
