"""What we mend in Streamlit itself; each mend has a test that fails without it, so that an upgrade can drop it."""

from __future__ import annotations

from dataclasses import replace
from weakref import WeakKeyDictionary

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import RerunData, ScriptRunner, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests, ScriptRequestType

_clear, _request, _run = ForwardMsgQueue.clear, ScriptRequests._request_rerun_locked, ScriptRunner._run_script

_shown: WeakKeyDictionary[PagesManager, tuple[str, str]] = WeakKeyDictionary()  # a session's page: its hash, its query


def apply() -> None:
    """Mend Streamlit in this process."""
    ForwardMsgQueue.clear = _clear_what_is_superseded  # type: ignore[assignment,method-assign]
    ScriptRequests._request_rerun_locked = _request_no_less  # type: ignore[assignment,method-assign]
    ScriptRunner._run_script = _run_what_is_shown  # type: ignore[assignment,method-assign]


def note_page() -> None:
    """That the run has come to its page; one that was replaced before has ended at `st.navigation`."""
    context = get_script_run_ctx()
    if context is not None:
        _shown[context.pages_manager] = context.pages_manager.current_page_script_hash, context.query_string


def _clear_what_is_superseded(
    queue: ForwardMsgQueue, retain_lifecycle_msgs: bool = False, fragment_ids_this_run: list[str] | None = None
) -> None:
    """As Streamlit's own, but a part that is drawn again takes nothing from a whole run that still waits to be sent.

    Streamlit 1.67 drops what that run drew of the part, since it comes again. The browser then finds the part's place
    empty when the run ends, moves everything below up by one, and draws the part over what stands there now: a busy
    server lost the heading of a page, or all of it, whenever a timer fired while the page was drawn.
    """
    if fragment_ids_this_run is not None and any(_ends_a_whole_run(message) for message in queue._queue):
        queue._delta_index_map = {}  # what follows is put beside it, never into it
        return
    _clear(queue, retain_lifecycle_msgs, fragment_ids_this_run)


def _ends_a_whole_run(message: ForwardMsg) -> bool:
    return message.HasField("script_finished") and not message.metadata.run.fragment_ids


def _request_no_less(requests: ScriptRequests, new: RerunData) -> bool:
    """As Streamlit's own, but a timer changes nothing about a whole run that is asked for already.

    Streamlit 1.67 would make one of both, with the page and the address that the timer came from.
    """
    waits = requests._rerun_data if requests._state is ScriptRequestType.RERUN else None
    if not new.is_auto_rerun or waits is None:
        return _request(requests, new)
    if waits.fragment_id_queue or waits.is_fragment_scoped_rerun:
        _request(requests, new)
        requests._rerun_data = replace(requests._rerun_data, is_auto_rerun=waits.is_auto_rerun)  # a click stays one
    return True


def _run_what_is_shown(runner: ScriptRunner, asked: RerunData) -> None:
    """As Streamlit's own, but the timers of a page that was left are not heard.

    Streamlit 1.67 runs them as if that page were still there, whether there is anything to draw or not: the browser is
    told that it is back on the page before, and clears the one that has just been drawn.
    """
    if asked.fragment_id_queue:
        here = asked.page_script_hash, asked.query_string
        page, query = _shown.get(runner._pages_manager, here)
        parts = [part for part in asked.fragment_id_queue if runner._fragment_storage.contains(part)]
        is_left = asked.page_script_hash != page
        if not parts or (asked.is_auto_rerun and is_left):
            return
        asked = replace(asked, fragment_id_queue=parts)
        if is_left:
            asked = replace(asked, page_script_hash=page, query_string=query)
    _run(runner, asked)
