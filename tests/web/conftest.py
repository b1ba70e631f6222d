"""A real server process on a loopback port, a plain HTTP client, and Streamlit's WebSocket protocol spoken raw."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from crm import people, start
from crm.core import config, db
from crm.core.work import Actor, begin
from tests.conftest import SECRET, _admin, _named
from tests.living import patience

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a password for tests"
CANARY = "Kanarek Administracyjny"


@dataclass
class Answer:
    """What came back: never followed."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def location(self) -> str | None:
        return self.headers["location"]

    @property
    def cookie(self) -> str | None:
        """The sign-in cookie as a request sends it back."""
        for line in self.headers.get_all("set-cookie") or []:
            if line.startswith("czuwaj=") and "czuwaj=;" not in line and 'czuwaj="";' not in line:
                return line.partition(";")[0]
        return None


@dataclass
class Site:
    """One running server."""

    settings: config.Settings
    process: subprocess.Popen[bytes]
    log: Path
    ids: dict[str, int] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.settings.base_url

    def ask(self, method: str, path: str, body: str | bytes | None = None, **headers: str) -> Answer:
        """One request; header names are written with underscores."""
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=patience(20))
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, named)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def get(self, path: str, cookie: str | None = None, **headers: str) -> Answer:
        return self.ask("GET", path, **({"cookie": cookie} if cookie else {}), **headers)

    def post(self, path: str, fields: dict[str, str], cookie: str | None = None, **headers: str) -> Answer:
        named = {"content-type": "application/x-www-form-urlencoded", "origin": self.url, **headers}
        if cookie:
            named["cookie"] = cookie
        return self.ask("POST", path, urlencode(fields), **named)

    def sign_in(self, who: str) -> str:
        """The cookie of a fresh sign-in."""
        answer = self.post("/sign-in", {"email": f"{who}@example.test", "password": PASSWORD})
        assert answer.status == 303, answer.text
        assert answer.cookie
        return answer.cookie

    def socket(self, cookie: str | None, session: str | None = None, **headers: str) -> ClientConnection:
        """Streamlit's WebSocket; `session` asks to go on with that session."""
        extra = {name.replace("_", "-"): value for name, value in headers.items()}
        if cookie:
            extra["Cookie"] = cookie
        protocols = ["streamlit", "no-token"] + ([session] if session else [])
        address = self.url.replace("http://", "ws://") + "/_stcore/stream"
        return connect(
            address, additional_headers=extra, subprotocols=protocols, open_timeout=patience(20), max_size=None
        )  # type: ignore[arg-type]


def rerun(channel: ClientConnection, page: str = "") -> tuple[str, str]:
    """Ask for a page; the session's id, and everything the page says as one text."""
    message = BackMsg()
    message.rerun_script.page_name = page
    message.rerun_script.query_string = ""
    channel.send(message.SerializeToString())
    session, said = "", ""
    deadline = time.monotonic() + patience(60)
    while time.monotonic() < deadline:
        data = channel.recv(timeout=patience(60))
        assert isinstance(data, bytes)
        answer = ForwardMsg()
        answer.ParseFromString(data)
        said += str(answer)
        if answer.HasField("new_session"):
            session = answer.new_session.initialize.session_id
        if answer.HasField("script_finished"):
            return session, said
    raise AssertionError("the page did not finish")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def serve(folder: Path, database_url: str, *, app: str = "app:app", **environ: str) -> Site:
    """Start the application as `make run` does; ready when /healthz answers at all."""
    port = free_port()
    settings = {
        "CRM_DATABASE_URL": database_url,
        "CRM_SECRET_KEY": SECRET,
        "CRM_DATA": str(folder),
        "CRM_PORT": str(port),
        "CRM_BASE_URL": f"http://127.0.0.1:{port}",
        "CRM_STRICT_WORDS": "1",
        **environ,
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
    log = folder / f"server-{port}.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", app, "--port", str(port), "--no-access-log"],
            cwd=ROOT,
            env={**inherited, **settings},
            stdout=file,
            stderr=file,
        )
    site = Site(config.load(settings, folder), process, log)
    deadline = time.monotonic() + patience(60)
    while time.monotonic() < deadline:
        try:
            site.get("/healthz")
        except OSError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
        else:
            return site
    raise AssertionError(log.read_text())


def stop(site: Site) -> None:
    site.process.send_signal(signal.SIGTERM)
    try:
        site.process.wait(timeout=patience(15))
    except subprocess.TimeoutExpired:
        site.process.kill()
        site.process.wait()


@contextmanager
def inhabited(folder: Path, database_url: str, *, app: str = "app:app") -> Iterator[Site]:
    """A running server with people of each kind in it."""
    site = serve(folder, database_url, app=app)
    try:
        start.make_ready(site.settings)
        _people(site)
        yield site
    finally:
        stop(site)
        db.engine().dispose()


@pytest.fixture(scope="module")
def new_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], str]]:
    """Makes migrated, empty databases of either kind."""
    made: list[str] = []

    def make(kind: str) -> str:
        if kind == "sqlite":
            path = tmp_path_factory.mktemp("web") / "crm.db"
            shutil.copy(request.getfixturevalue("sqlite_template"), path)
            return f"sqlite:///{path}"
        server, template = request.getfixturevalue("postgres_url"), request.getfixturevalue("postgres_template")
        name = f"w_{uuid.uuid4().hex[:12]}"
        _admin(server, f"CREATE DATABASE {name} TEMPLATE {template}")
        made.append(name)
        return config._database(_named(server, name), Path("/"))

    yield make
    for name in made:
        _admin(request.getfixturevalue("postgres_url"), f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def running(
    request: pytest.FixtureRequest, new_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A server with an administrator and an employee, on either database."""
    with inhabited(tmp_path_factory.mktemp("site"), new_database(request.param)) as site:
        yield site


@pytest.fixture(scope="module")
def broken(new_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The server in which some operations break, on SQLite."""
    with inhabited(tmp_path_factory.mktemp("broken"), new_database("sqlite"), app="tests.web.broken_app:app") as site:
        yield site


@pytest.fixture
def site(running: Site) -> Site:
    """The running server; this process speaks to its database, too, as another process would."""
    start.make_ready(running.settings)
    return running


def _people(site: Site) -> None:
    with begin(Actor.office(), writes=True) as work:
        people.ensure_roles(work)
        for who, name, role in (
            ("admin", CANARY, "administrator"),
            ("anna", "Anna Employee", "employee"),
            ("bob", "Bob Employee", "employee"),
            ("vera", "Vera Viewer", "viewer"),
        ):
            roles = [people.role_id(work, role)]
            person = people.create(work, name=name, email=f"{who}@example.test", language="en", role_ids=roles)
            people.set_password(work, person, PASSWORD)
            site.ids[who] = person
