"""Streamlit's protocol from the browser's side: whole runs of pages, and the timers of their parts."""

from __future__ import annotations

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection

QUIET = 2.0  # seconds without an answer after which none comes


def ask(channel: ClientConnection, page: str, query: str = "") -> list[ForwardMsg]:
    """A whole run of a page, and what it says."""
    message = BackMsg()
    message.rerun_script.page_name = page
    message.rerun_script.query_string = query
    channel.send(message.SerializeToString())
    said: list[ForwardMsg] = []
    while not (said and said[-1].HasField("script_finished")):
        said.append(_heard(channel, 60))
    return said


def ask_for(channel: ClientConnection, page: str) -> None:
    """Go to a page, named by its hash, without waiting for it."""
    message = BackMsg()
    message.rerun_script.page_script_hash = page
    channel.send(message.SerializeToString())


def click(channel: ClientConnection, fragment: str, page: str, query: str) -> None:
    """Something is pressed in a part, without waiting for an answer."""
    message = BackMsg()
    message.rerun_script.fragment_id = fragment
    message.rerun_script.page_script_hash = page
    message.rerun_script.query_string = query
    channel.send(message.SerializeToString())


def fire(channel: ClientConnection, fragment: str, page: str) -> None:
    """What the timer of a part says, without waiting for an answer; `page` is where the browser thinks it is."""
    message = BackMsg()
    message.rerun_script.fragment_id = fragment
    message.rerun_script.page_script_hash = page
    message.rerun_script.is_auto_rerun = True
    channel.send(message.SerializeToString())


def tick(channel: ClientConnection, fragment: str, page: str) -> list[ForwardMsg]:
    """What comes when a timer fires, if anything."""
    fire(channel, fragment, page)
    return heard(channel)


def heard(channel: ClientConnection) -> list[ForwardMsg]:
    """All that is said until nothing is any more."""
    said = []
    try:
        while True:
            said.append(_heard(channel, QUIET))
    except TimeoutError:
        return said


def _heard(channel: ClientConnection, seconds: float) -> ForwardMsg:
    data = channel.recv(timeout=seconds)
    assert isinstance(data, bytes)
    return ForwardMsg.FromString(data)


def timers(said: list[ForwardMsg]) -> set[str]:
    """The parts of a page that look again by themselves."""
    return {one.auto_rerun.fragment_id for one in said if one.HasField("auto_rerun")}


def drawn(said: list[ForwardMsg]) -> set[str]:
    """The parts of which something was drawn."""
    return {one.delta.fragment_id for one in said if one.HasField("delta") and one.delta.fragment_id}


def page_of(said: list[ForwardMsg]) -> str:
    """The hash of the page on which a whole run ended up."""
    return next(one.navigation.page_script_hash for one in said if one.HasField("navigation"))


def pages_begun(said: list[ForwardMsg]) -> list[str]:
    """The page that each run says it is of: the browser clears what belongs to another."""
    return [one.new_session.page_script_hash for one in said if one.HasField("new_session")]
