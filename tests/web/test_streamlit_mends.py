"""What we mend in Streamlit: a timer that fires while a page is drawn takes nothing from the page."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import RerunData, ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests

from crm.ui import ending, mends
from tests.conftest import SECRET
from tests.living import patience

BELL, BAR = "bell", "bar"
Finished = ForwardMsg.ScriptFinishedStatus
MENDED = [(ForwardMsgQueue, "clear"), (ScriptRequests, "_request_rerun_locked"), (ScriptRunner, "_run_script")]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def mended(monkeypatch: pytest.MonkeyPatch) -> None:
    for owner, name in MENDED:
        monkeypatch.setattr(owner, name, getattr(owner, name))  # put back after the test
    mends.apply()


def begins(*fragments: str) -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.run.fragment_ids.extend(fragments)
    message.new_session.page_script_hash = "page"
    return message


def ends(status: int, *fragments: str) -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.run.fragment_ids.extend(fragments)
    message.script_finished = status  # type: ignore[assignment]
    return message


def draws(text: str, *path: int, part: str = "") -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.delta_path.extend(path)
    message.delta.fragment_id = part
    message.delta.new_element.text.body = text
    return message


def queued(*messages: ForwardMsg) -> ForwardMsgQueue:
    queue = ForwardMsgQueue()
    for message in messages:
        queue.enqueue(message)
    return queue


def said(queue: ForwardMsgQueue) -> Iterator[str]:
    for message in queue.flush():
        kind = message.WhichOneof("type")
        yield message.delta.new_element.text.body if kind == "delta" else str(kind)


def whole_run(status: int = Finished.FINISHED_SUCCESSFULLY) -> list[ForwardMsg]:
    drawn = [draws("bar", 0, 0, part=BAR), draws("heading", 0, 1), draws("bell", 0, 2, part=BELL)]
    return [begins(), *drawn, ends(status)]


def test_a_whole_run_that_waits_keeps_the_parts_that_are_drawn_again() -> None:
    queue = queued(*whole_run())
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=[BAR, BELL])
    for message in (begins(BAR), draws("bar again", 0, 0, part=BAR), ends(Finished.FINISHED_SUCCESSFULLY, BAR)):
        queue.enqueue(message)
    assert list(said(queue)) == [
        *("new_session", "bar", "heading", "bell", "script_finished"),
        *("new_session", "bar again", "script_finished"),
    ]


def test_streamlit_itself_would_drop_them() -> None:
    """Should this fail after an upgrade, the mend can go."""
    queue = queued(*whole_run())
    mends._clear(queue, True, [BAR, BELL])
    assert list(said(queue)) == ["new_session", "heading", "script_finished"]


def test_what_a_part_drew_before_is_still_superseded() -> None:
    queue = queued(begins(BAR), draws("old", 0, 0, part=BAR), ends(Finished.FINISHED_FRAGMENT_RUN_SUCCESSFULLY, BAR))
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=[BAR])
    assert list(said(queue)) == ["new_session", "script_finished"]


def test_a_new_whole_run_still_supersedes_everything() -> None:
    queue = queued(*whole_run())
    queue.clear(retain_lifecycle_msgs=True)
    assert list(said(queue)) == ["new_session", "script_finished"]
    queue.clear()
    assert list(said(queue)) == []


WHOLE = RerunData(page_script_hash="asked for", query_string="id=1")
TIMER = RerunData(page_script_hash="before", fragment_id=BAR, is_auto_rerun=True)
CLICK = RerunData(page_script_hash="before", fragment_id=BAR)


def waiting(requests: ScriptRequests) -> tuple[str, str, list[str]]:
    found = requests.on_scriptrunner_ready().rerun_data
    return found.page_script_hash, found.query_string, found.fragment_id_queue


def test_a_timer_changes_nothing_about_a_whole_run_that_is_asked_for() -> None:
    requests = ScriptRequests()
    assert requests.request_rerun(WHOLE)
    assert requests.request_rerun(TIMER)
    assert waiting(requests) == ("asked for", "id=1", [])


def test_streamlit_itself_would_make_one_of_both() -> None:
    """Should this fail after an upgrade, the mend can go."""
    requests = ScriptRequests()
    mends._request(requests, WHOLE)
    mends._request(requests, TIMER)
    assert waiting(requests) == ("before", "", [])


def test_timers_alone_and_clicks_are_asked_for_as_ever() -> None:
    requests = ScriptRequests()
    assert requests.request_rerun(TIMER)
    assert requests.request_rerun(RerunData(page_script_hash="before", fragment_id=BELL, is_auto_rerun=True))
    assert waiting(requests) == ("before", "", [BAR, BELL])
    assert requests.request_rerun(TIMER)
    assert requests.request_rerun(WHOLE)
    assert waiting(requests) == ("asked for", "id=1", [])
    assert requests.request_rerun(WHOLE)
    assert requests.request_rerun(CLICK)  # what was typed comes with it
    assert waiting(requests) == ("before", "", [])


def test_a_click_stays_one_whatever_timer_joins_it() -> None:
    requests = ScriptRequests()
    requests.request_rerun(CLICK)
    requests.request_rerun(TIMER)
    assert not requests.on_scriptrunner_ready().rerun_data.is_auto_rerun
    requests.request_rerun(TIMER)
    requests.request_rerun(TIMER)
    assert requests.on_scriptrunner_ready().rerun_data.is_auto_rerun


@dataclass
class Session:
    """As much of a session as the mends look at."""

    storage: MemoryFragmentStorage = field(default_factory=MemoryFragmentStorage)
    pages: PagesManager = field(default_factory=lambda: PagesManager("main.py"))
    requests: ScriptRequests = field(default_factory=ScriptRequests)
    ran: list[RerunData] = field(default_factory=list)

    def runner(self) -> ScriptRunner:
        return cast(ScriptRunner, SimpleNamespace(_fragment_storage=self.storage, _pages_manager=self.pages))

    def context(self, *parts: str, query: str = "", fragments: list[str] | None = None) -> SimpleNamespace:
        """Of a run that has drawn these parts."""
        found = SimpleNamespace(pages_manager=self.pages, query_string=query, script_requests=self.requests)
        found.fragment_storage, found.fragment_ids_this_run = self.storage, fragments
        found.shared = SimpleNamespace(new_fragment_ids=SimpleNamespace(snapshot=lambda: frozenset(parts)))
        return found


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    """On the page "here", at id=9, with the status bar."""
    found = Session()
    found.storage.register(BAR, lambda: None)
    found.pages.set_current_page_script_hash("here")
    monkeypatch.setattr(mends, "get_script_run_ctx", lambda: found.context(query="id=9"))
    monkeypatch.setattr(mends, "_run", lambda _, asked: found.ran.append(asked))
    mends.note_page()
    return found


def queue(*parts: str, page: str, is_auto: bool) -> RerunData:
    asked = {"page_script_hash": page, "query_string": "id=5", "is_auto_rerun": is_auto}
    return RerunData(fragment_id_queue=list(parts), **asked)  # type: ignore[arg-type]


def test_a_run_that_was_replaced_has_no_say_in_which_page_is_shown(session: Session) -> None:
    session.pages.set_current_page_script_hash("replaced")  # where it began, and ended before it came to its page
    mends._run_what_is_shown(session.runner(), queue(BAR, page="here", is_auto=True))
    assert session.ran == [queue(BAR, page="here", is_auto=True)]


def test_timers_of_another_page_and_parts_that_are_gone_are_not_run(session: Session) -> None:
    for asked in (queue(BAR, page="before", is_auto=True), queue(BELL, page="here", is_auto=False)):
        mends._run_what_is_shown(session.runner(), asked)
    assert session.ran == []
    mends._run_what_is_shown(session.runner(), queue(BELL, BAR, page="here", is_auto=True))
    assert session.ran == [queue(BAR, page="here", is_auto=True)]


def test_a_click_from_the_page_before_takes_place_at_the_address_of_this_one(session: Session) -> None:
    mends._run_what_is_shown(session.runner(), queue(BAR, page="before", is_auto=False))
    assert [(one.page_script_hash, one.query_string) for one in session.ran] == [("here", "id=9")]


def test_a_run_that_was_replaced_forgets_nothing_of_the_one_that_replaced_it(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.storage.register(BELL, lambda: None)
    for context, left in (
        (session.context(BELL, fragments=[BELL]), {BAR, BELL}),  # a part's own run
        (session.context(BELL), {BELL}),
    ):
        monkeypatch.setattr(ending, "get_script_run_ctx", lambda found=context, **_: found)
        ending.forget_undrawn()
        assert {part for part in (BAR, BELL) if session.storage.contains(part)} == left
    session.requests.request_stop()
    monkeypatch.setattr(ending, "get_script_run_ctx", lambda **_: session.context())
    ending.forget_undrawn()
    assert session.storage.contains(BELL)


def test_the_server_is_mended(tmp_path: Path) -> None:
    code = "import app; from tests.web.test_streamlit_mends import MENDED;"
    code += "print({getattr(owner, name).__module__ for owner, name in MENDED})"
    env = {**os.environ, "CRM_SECRET_KEY": SECRET, "CRM_DATA": str(tmp_path), "PYTHONPATH": str(ROOT)}
    env["CRM_DATABASE_URL"] = f"sqlite:///{tmp_path / 'crm.db'}"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, timeout=patience(60)
    )
    assert ran.stdout.splitlines()[-1:] == ["{'crm.ui.mends'}"], ran.stderr
