"""The open WebSockets, each with the sign-in behind it: closed as soon as that ends."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from typing import Any

import structlog
from anyio import to_thread
from starlette.types import Message, Receive, Send

from crm.people import sign_ins

LOOK_SECONDS, TOUCH_LOOKS = 0.5, 120
ENDED, CHANGED = 4401, 1012  # ended: no way back; changed (rights, roles): come again at once
log = structlog.get_logger()


class Socket:
    """One WebSocket between the server and Streamlit, that can be closed from outside."""

    def __init__(
        self,
        found: sign_ins.Found,
        receive: Receive,
        send: Send,
        is_act: Callable[[bytes], bool],
        scrub: Callable[[bytes], bytes],
    ) -> None:
        self.found = found
        self.is_used = False
        self.code: int | None = None
        self._receive, self._send, self._is_act, self._scrub = receive, send, is_act, scrub
        self._closed = asyncio.Event()

    def close(self, code: int) -> None:
        """Let nothing through any more, in either direction, and tell the browser."""
        if self.code is None:
            self.code = code
            self._closed.set()

    async def receive(self) -> Message:
        """What the browser says next; a disconnect as soon as the socket is closed."""
        if self.code is None:
            incoming = asyncio.ensure_future(self._receive())
            closing = asyncio.ensure_future(self._closed.wait())
            try:
                done, _ = await asyncio.wait({incoming, closing}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                closing.cancel()
                if not incoming.done():
                    incoming.cancel()
            if self.code is None and incoming in done:
                message = incoming.result()
                self.is_used = self.is_used or self._is_act(message.get("bytes") or b"")
                return message
        with contextlib.suppress(Exception):  # the browser may be gone already
            await self._send({"type": "websocket.close", "code": self.code, "reason": ""})
        return {"type": "websocket.disconnect", "code": self.code}

    async def send(self, message: Message) -> None:
        """What Streamlit says; nothing after closing."""
        if self.code is None:
            if message.get("bytes"):
                message = {**message, "bytes": self._scrub(message["bytes"])}
            await self._send(message)


class Sockets:
    """All open sockets of this process, and the watch over their sign-ins."""

    def __init__(self) -> None:
        self._open: set[Socket] = set()

    def add(self, socket: Socket) -> None:
        self._open.add(socket)

    def remove(self, socket: Socket) -> None:
        self._open.discard(socket)

    def end(self, sign_in_id: int) -> None:
        """Close every socket of a sign-in that has just ended; call on the event loop."""
        for socket in list(self._open):
            if socket.found.sign_in_id == sign_in_id:
                socket.close(ENDED)

    async def watch(self) -> None:
        """Twice a second: one query for all sockets, for what other processes and pages have ended or changed."""
        looks = 0
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            looks += 1
            try:
                await self._look(touches=looks % TOUCH_LOOKS == 0)
            except Exception as error:  # the database is away: each service call asks it again anyway
                log.warning("cannot look at open sign-ins", error=type(error).__name__)

    async def _look(self, *, touches: bool) -> None:
        before = list(self._open)
        if not before:
            return
        stamps = await to_thread.run_sync(sign_ins.stamps, _ids(before))
        for socket in before:
            stamp = stamps.get(socket.found.sign_in_id)
            if stamp != socket.found.stamp:
                socket.close(ENDED if stamp is None else CHANGED)
        used = [socket for socket in before if socket.is_used and socket.code is None]
        if touches and used:
            for socket in used:
                socket.is_used = False
            await to_thread.run_sync(sign_ins.touch, _ids(used))


def _ids(sockets: Iterable[Socket]) -> set[int]:
    return {socket.found.sign_in_id for socket in sockets}


def always(_message: bytes) -> Any:
    """Every message counts as somebody being there."""
    return True


def unchanged(message: bytes) -> bytes:
    """The message as it is."""
    return message
