"""Reruns a second of one page at twenty sessions: our server beside a plain `streamlit run`."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from bench import databases, office
from bench.report import Line
from crm.core import db

MORE, SESSIONS = 4, 20
ROOT = Path(__file__).resolve().parents[1]
TOKEN = "bench"


def measure(size: int, kinds: tuple[str, ...], rounds: int, seconds: float) -> list[Line]:
    """The lines of this part."""
    found = []
    for kind in kinds:
        url = databases.ready(kind, size).database_url
        _let_in()
        db.engine().dispose()
        rates: dict[str, list[float]] = {"ours": [], "peer": []}
        for _ in range(rounds):
            for name, took in rates.items():
                with _server(name, url) as port:
                    took.append(_rate(port, seconds))
        ours, peer = (statistics.median(took) for took in rates.values())
        where = f"{kind}, {size:,}, {SESSIONS} sessions"
        what = "reruns a second, ours : plain streamlit run"
        found.append(Line("d", what, where, f"{ours:.1f}/s", f"{peer:.1f}/s", ours / peer, MORE, True))
    return found


def _let_in() -> None:
    with db.engine().connect().execution_options(crm_writes=True, crm_may_commit=True) as connection:
        mark = hashlib.sha256(TOKEN.encode()).hexdigest()
        connection.execute(
            text("UPDATE sign_ins SET token_hash = :hash WHERE id = :id"), {"hash": mark, "id": office.ADMIN}
        )
        connection.commit()


@contextmanager
def _server(name: str, url: str) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    python = [sys.executable, "-m"]
    ours = [*python, "uvicorn", "bench.page_app:app", "--port", str(port), "--no-access-log", "--log-level", "error"]
    plain = [
        *python,
        "streamlit",
        "run",
        "bench/peers/page.py",
        "--server.port",
        str(port),
        "--server.address",
        "127.0.0.1",
    ]
    env = {
        **os.environ,
        "CRM_DATABASE_URL": url,
        "CRM_SECRET_KEY": databases.SECRET,
        "CRM_DATA": str(databases.HOME),
        "CRM_BASE_URL": f"http://127.0.0.1:{port}",
        "CRM_PORT": str(port),
        "PYTHONPATH": str(ROOT),
    }
    process = subprocess.Popen(
        ours if name == "ours" else plain, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(port: int) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")


def _rate(port: int, seconds: float) -> float:
    """Twenty sessions, each of which asks again as soon as it has its answer; whole answers a second."""
    counts, is_over = [0] * SESSIONS, threading.Event()
    ready = threading.Barrier(SESSIONS + 1)

    def session(place: int) -> None:
        headers = {"Cookie": f"czuwaj={TOKEN}", "Origin": f"http://127.0.0.1:{port}"}
        address = f"ws://127.0.0.1:{port}/_stcore/stream"
        protocols = ["streamlit", "no-token"]
        with connect(
            address, additional_headers=headers, subprotocols=protocols, max_size=None, open_timeout=120
        ) as channel:  # type: ignore[arg-type]
            _rerun(channel)
            ready.wait(240)
            while not is_over.is_set():
                _rerun(channel)
                counts[place] += 1

    threads = [threading.Thread(target=session, args=(place,), daemon=True) for place in range(SESSIONS)]
    for thread in threads:
        thread.start()
    ready.wait(240)
    began = time.perf_counter()
    time.sleep(seconds)
    is_over.set()
    took = time.perf_counter() - began
    done = sum(counts)
    for thread in threads:
        thread.join(60)
    return done / took


def _rerun(channel: ClientConnection) -> None:
    message = BackMsg()
    message.rerun_script.query_string = ""
    channel.send(message.SerializeToString())
    has_table = False
    while True:
        data = channel.recv(timeout=120)
        answer = ForwardMsg()
        answer.ParseFromString(data if isinstance(data, bytes) else data.encode())
        has_table = has_table or answer.delta.new_element.HasField("dataframe")
        if answer.HasField("script_finished"):
            assert has_table, "the page did not show its table"
            return
