"""A mail server that does nothing but answer, each time after so many seconds; run as a process of its own."""

from __future__ import annotations

import socket
import sys
import threading
import time


def serve(wire: socket.socket, delay: float) -> None:
    """One connection: take everything."""
    wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def say(words: bytes) -> None:
        if delay:
            time.sleep(delay)
        wire.sendall(words + b"\r\n")

    wire.sendall(b"220 bench\r\n")
    buffer = b""
    is_data = False
    while chunk := wire.recv(65536):
        buffer += chunk
        if is_data:
            if buffer.endswith(b"\r\n.\r\n"):
                buffer, is_data = b"", False
                say(b"250 taken")
            continue
        while b"\r\n" in buffer:
            line, _, buffer = buffer.partition(b"\r\n")
            verb = line[:4].upper()
            if verb == b"QUIT":
                wire.sendall(b"221 bye\r\n")
                return
            is_data = verb == b"DATA"
            say(b"354 go on" if is_data else b"250 OK")


def main() -> None:
    delay = float(sys.argv[1])
    door = socket.create_server(("127.0.0.1", 0), backlog=50)
    print(door.getsockname()[1], flush=True)
    while True:
        wire, _ = door.accept()
        threading.Thread(target=serve, args=(wire, delay), daemon=True).start()


if __name__ == "__main__":
    main()
