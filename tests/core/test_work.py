"""Work: one transaction, one actor, one moment; no row without the right to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DBAPIError

from crm.clients.tables import Client
from crm.core import db, history
from crm.core.access import Reach, declared, internal, right
from crm.core.errors import Conflict, Forbidden, NotFound, NotSignedIn
from crm.core.history import Change
from crm.core.work import MAX_ID, Actor, Work, begin
from tests.conftest import NOON, Cast

HOSTILE_IDS = [
    -1,
    0,
    2**63,
    "1 OR 1",
    "../",
    "",
    [1],
    None,
    1.5,
    True,
    "٣",
    "9" * 30,
    "c0ffee00-0000-4000-8000-000000000000",
]


def a_client(cast: Cast, owner: int | None, name: str = "Kowalski") -> int:
    with begin(Actor.person(cast.admin), writes=True) as work:
        client = Client(is_company=True, name=name, owner_id=owner)
        work.session.add(client)
        work.session.flush()
        return client.id


def test_what_raises_leaves_nothing_behind(cast: Cast, dump: Callable[[], object]) -> None:
    before = dump()

    def broken() -> None:
        with begin(Actor.person(cast.admin), writes=True) as work:
            work.session.add(Client(is_company=True, name="gone"))
            work.session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert dump() == before


def test_reading_work_never_writes(cast: Cast, dump: Callable[[], object]) -> None:
    before = dump()
    with begin(Actor.person(cast.admin)) as work:
        work.session.add(Client(is_company=True, name="gone"))
        work.session.flush()
    assert dump() == before


def test_a_commit_outside_a_work_raises(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        with pytest.raises(RuntimeError, match="outside a Work"):
            connection.commit()


def test_a_savepoint_undoes_only_what_is_inside(cast: Cast) -> None:
    with begin(Actor.person(cast.admin), writes=True) as work:
        work.session.add(Client(is_company=True, name="kept"))
        with pytest.raises(ZeroDivisionError):
            _undone(work)
    with begin(Actor.person(cast.admin)) as work:
        assert work.session.execute(select(Client.name)).scalars().all() == ["kept"]


def _undone(work: Work) -> None:
    with work.savepoint():
        work.session.add(Client(is_company=True, name="undone"))
        work.session.flush()
        raise ZeroDivisionError


def test_the_moment_is_one_and_the_day_is_the_offices(cast: Cast) -> None:
    with begin(Actor.person(cast.anna)) as work:
        assert work.now == NOON
        assert work.today.isoformat() == "2026-03-10"


def test_an_undeclared_right_raises_at_once(cast: Cast) -> None:
    with begin(Actor.person(cast.admin)) as work:
        for ask in (
            work.require,
            work.may,
            lambda name: work.scope(Client, name),
            lambda name: work.fetch(Client, 1, name),
        ):
            with pytest.raises(LookupError):
                ask("clients.vieuw")
    with pytest.raises(LookupError):
        right("clients.vieuw")
    assert declared("clients.view") == "clients.view"


@pytest.mark.parametrize(
    ("who", "owners_seen"), [("admin", "all"), ("mona", "all"), ("anna", "team"), ("carol", "own"), ("vera", "all")]
)
def test_visible_is_own_team_or_all(cast: Cast, who: str, owners_seen: str) -> None:
    rows = {
        name: a_client(cast, owner, name)
        for name, owner in [("anna", cast.anna), ("bob", cast.bob), ("carol", cast.carol), ("nobody", None)]
    }
    with begin(Actor.person(getattr(cast, who))) as work:
        seen = {client.name for client in work.session.execute(work.visible(Client, "clients.view")).scalars()}
    assert seen == {"all": set(rows), "team": {"anna", "bob"}, "own": {"carol"}}[owners_seen]


def test_what_one_may_not_see_and_what_is_missing_answer_alike(cast: Cast) -> None:
    foreign = a_client(cast, cast.carol)
    with begin(Actor.person(cast.anna), writes=True) as work:
        for row_id in [foreign, 424242, MAX_ID, *HOSTILE_IDS]:
            with pytest.raises(NotFound) as refusal:
                work.fetch(Client, row_id, "clients.edit")
            assert refusal.value.code == "error.not_found"


def test_seen_but_not_mine_to_change_is_forbidden(cast: Cast) -> None:
    row = a_client(cast, cast.bob)
    with begin(Actor.person(cast.anna)) as work:
        assert work.fetch(Client, row, "clients.view").id == row
        with pytest.raises(Forbidden):
            work.fetch(Client, row, "clients.edit")


def test_what_is_in_the_bin_is_not_there(cast: Cast) -> None:
    row = a_client(cast, cast.anna)
    with begin(Actor.person(cast.admin), writes=True) as work:
        work.fetch(Client, row, "clients.delete").deleted_at = work.now
    with begin(Actor.person(cast.admin)) as work, pytest.raises(NotFound):
        work.fetch(Client, row, "clients.view")


def test_a_stale_version_is_refused_with_who_changed_what(cast: Cast) -> None:
    row = a_client(cast, cast.anna)
    with begin(Actor.person(cast.anna), writes=True) as work:
        work.fetch(Client, row, "clients.edit", 1).name = "Nowak"
    with begin(Actor.person(cast.admin), writes=True) as work, pytest.raises(Conflict) as refusal:
        work.fetch(Client, row, "clients.edit", 1)
    changed = {"name": "Nowak"}
    assert refusal.value.params == {"kind": "clients", "actor_id": cast.anna, "when": NOON, "columns": changed}


def test_creating_for_somebody_else_needs_the_reach(cast: Cast) -> None:
    with begin(Actor.person(cast.anna)) as work:
        work.require("clients.create", cast.anna)
        for owner in (cast.bob, cast.carol, None):
            with pytest.raises(Forbidden):
                work.require("clients.create", owner)


def test_a_stranger_is_asked_to_sign_in(engine: Engine) -> None:
    with begin(Actor.nobody()) as work, pytest.raises(NotSignedIn):
        work.require("clients.view")
    for made_up in (0, -1, 999):
        with pytest.raises(NotSignedIn), begin(Actor.signed_in(made_up)):
            pass


def test_the_office_acts_for_a_person_who_stays_named(cast: Cast) -> None:
    with begin(Actor.person(cast.vera), writes=True) as work:
        office = work.as_office()
        office.require("monitoring.delete")
        assert office.actor.is_office
        assert office.me.person_id == cast.vera
        assert work.me.grants.reach("monitoring.delete") == Reach.NONE


def test_internal_operations_refuse_everybody_but_the_office(cast: Cast) -> None:
    @internal
    def consequence(work: Work) -> str:
        return "done"

    with begin(Actor.person(cast.admin)) as work:
        with pytest.raises(Forbidden):
            consequence(work)
        assert consequence(work.as_office()) == "done"


def test_history_names_person_columns_and_values(cast: Cast, engine: Engine) -> None:
    row = a_client(cast, cast.anna, "Kowalski")
    with begin(Actor.person(cast.anna), writes=True) as work:
        work.fetch(Client, row, "clients.edit").name = "Nowak"
    with engine.connect() as connection:
        found = connection.execute(select(history.TABLE).where(Change.kind == "clients").order_by(Change.id)).all()
    assert [(change.action, change.version, change.actor_id) for change in found] == [
        ("created", 1, cast.admin),
        ("changed", 2, cast.anna),
    ]
    assert found[1].changes == {"name": ["Kowalski", "Nowak"]}


def test_history_cannot_be_rewritten_even_by_sql(cast: Cast, engine: Engine) -> None:
    a_client(cast, cast.anna)
    with engine.connect() as connection:
        before = connection.execute(select(func.count()).select_from(history.TABLE)).scalar_one()
    for statement in (
        "UPDATE history SET actor_id = NULL",
        "DELETE FROM history",
        "INSERT OR REPLACE INTO history SELECT * FROM history",
    ):
        if "OR REPLACE" in statement and engine.dialect.name != "sqlite":
            statement = "TRUNCATE history"
        with engine.connect().execution_options(crm_writes=True, crm_may_commit=True) as connection:
            with pytest.raises(DBAPIError, match="append-only"):
                connection.execute(text(statement))
            connection.rollback()
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(history.TABLE)).scalar_one() == before


def test_nul_and_surrogates_are_stored_alike_everywhere(cast: Cast) -> None:
    row = a_client(cast, cast.anna, "a\x00b\ud800c")
    with begin(Actor.person(cast.admin)) as work:
        assert work.fetch(Client, row, "clients.view").name == "a\ufffdb\ufffdc"


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        db.Moment().process_bind_param(NOON.replace(tzinfo=None), None)  # type: ignore[arg-type]


def test_concurrent_read_modify_writes_lose_nothing(cast: Cast) -> None:
    from concurrent.futures import ThreadPoolExecutor

    row = a_client(cast, cast.anna, "0")

    def add(_: int) -> int:
        while True:
            try:
                with begin(Actor.person(cast.admin), writes=True) as work:
                    work.lock("counter")
                    client = work.fetch(Client, row, "clients.edit")
                    client.name = str(int(client.name) + 1)
                return 1
            except Conflict:
                continue

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(add, range(80))) == 80
    with begin(Actor.person(cast.admin)) as work:
        assert work.fetch(Client, row, "clients.view").name == "80"


def test_history_tells_what_the_office_did_from_what_the_person_did(cast: Cast, engine: Engine) -> None:
    @internal
    def consequence(work: Work) -> None:
        work.session.add(Client(is_company=True, name="by the office"))

    with begin(Actor.person(cast.anna), writes=True) as work:
        work.session.add(Client(is_company=True, name="before"))
        consequence(work.as_office())
        work.session.add(Client(is_company=True, name="after"))
    with engine.connect() as connection:
        rows = connection.execute(select(history.TABLE).where(Change.kind == "clients").order_by(Change.id)).all()
    assert [(row.changes["name"][1], row.is_office, row.actor_id) for row in rows] == [
        ("before", False, cast.anna),
        ("by the office", True, cast.anna),
        ("after", False, cast.anna),
    ]
