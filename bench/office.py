"""An office of any size, by raw statements: fast, and with the spread of dates, states and owners of a real one.

Twenty monitorings a client, two a contract; two fifths over, one in fifty without end, one in a hundred in the bin;
sixty people in six teams, and a loner who owns next to nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, insert, text

from crm.core import clock
from crm.people.tables import Role, SignIn, Team, TeamMember, User, UserRole
from crm.reminders.tables import Ladder, Step

PEOPLE, TEAMS, SPREAD, TYPES = 60, 6, 1500, 12
ADMIN, EMPLOYEE, LONER = 1, 2, PEOPLE + 2  # ids of people, and of their sign-ins
STAMPS = "version, created_at, updated_at"


def fill(engine: Engine, size: int) -> None:
    """Fill a migrated, empty database with so many monitorings and what belongs to them."""
    with engine.connect().execution_options(crm_writes=True, crm_may_commit=True) as connection:
        _people(connection)
        for statement in _statements(engine.dialect.name, size):
            connection.execute(text(statement))
        connection.commit()
    if engine.dialect.name == "postgresql":  # what autovacuum does by itself; nobody does it for SQLite
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT", crm_may_commit=True) as connection:
            connection.execute(text("VACUUM ANALYZE"))


def wake(engine: Engine) -> None:
    """Keep the sign-ins open, however old the database is."""
    with engine.connect().execution_options(crm_writes=True, crm_may_commit=True) as connection:
        now = clock.now()
        connection.execute(SignIn.__table__.update().values(seen_at=now, expires_at=now + timedelta(days=30)))  # type: ignore[attr-defined]
        connection.commit()


def make_due(connection: Connection, count: int, today: Any) -> None:
    """Let so many monitorings, spread over the table, be active and have had their last day yesterday."""
    every = max(1, connection.execute(text("SELECT max(id) FROM monitorings")).scalar_one() // (2 * count))
    chosen = (
        f"SELECT id FROM monitorings WHERE deleted_at IS NULL AND id % {every} = {3 % every} ORDER BY id LIMIT {count}"
    )
    statement = text(
        f"UPDATE monitorings SET state = 'active', starts_on = :first, ends_on = :last WHERE id IN ({chosen})"
    )
    days = {"first": today - timedelta(days=365), "last": today - timedelta(days=1)}
    connection.execute(statement, {name: str(day) if _is_lite(connection) else day for name, day in days.items()})


def make_reminders_due(connection: Connection, count: int, now: datetime) -> None:
    """Let so many planned rows of the ledger be due now."""
    chosen = f"SELECT id FROM ledger WHERE state = 'planned' ORDER BY id LIMIT {count}"
    moment = now.astimezone(UTC).replace(tzinfo=None)
    statement = text(f"UPDATE ledger SET try_at = :at, due_at = :at WHERE id IN ({chosen})")
    connection.execute(statement, {"at": moment.isoformat(" ", "microseconds") if _is_lite(connection) else moment})


def plan_more(engine: Engine, least: int) -> None:
    """Plan further steps of the open monitorings, a ladder's usual ones, until at least so many are planned."""
    with engine.connect().execution_options(crm_writes=True, crm_may_commit=True) as connection:
        for days in (7, 1):
            if _planned(connection) < least:
                _plan_step(connection, days)
        assert _planned(connection) >= least
        connection.commit()


def _planned(connection: Connection) -> int:
    return int(connection.execute(text("SELECT count(*) FROM ledger WHERE state = 'planned'")).scalar_one())


def _plan_step(connection: Connection, days: int) -> None:
    step = {"anchor": "end", "count": days, "unit": "day", "is_before": True, "at": datetime(2026, 1, 1, 9).time()}
    place = connection.execute(text("SELECT max(position) + 1 FROM ladder_steps WHERE ladder_id = 1")).scalar_one()
    made = insert(Step).values(ladder_id=1, position=place, **step, channels=["bell", "email"]).returning(Step.id)
    told = "'{}'" if _is_lite(connection) else "'{}'::jsonb"
    when = (
        f"(date(ends_on, '-{days} days') || ' 08:00:00.000000')"
        if _is_lite(connection)
        else f"(ends_on - {days} + time '08:00')"
    )
    now = "datetime('now')" if _is_lite(connection) else "now() AT TIME ZONE 'UTC'"
    connection.execute(
        text(
            "INSERT INTO ledger (subject_kind, subject_id, step_id, reference_on, due_at, try_at, state, created_at,"
            f" was_late, failures, told) SELECT 'monitoring', id, :step, ends_on, {when}, {when}, 'planned', {now},"
            f" :late, 0, {told} FROM monitorings WHERE state IN ('active', 'scheduled') AND deleted_at IS NULL"
            f" AND {when} > {now}"
        ),
        {"step": connection.execute(made).scalar_one(), "late": False},
    )


def _is_lite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _people(connection: Connection) -> None:
    now = clock.now()
    stamps = {"version": 1, "created_at": now, "updated_at": now}
    roles = dict(connection.execute(Role.__table__.select().with_only_columns(Role.key, Role.id)).tuples().all())  # type: ignore[attr-defined]
    everybody = range(1, PEOPLE + 3)
    rows = [
        {
            "id": n,
            "name": f"Osoba {n:03}",
            "email": f"p{n}@example.test",
            "language": "pl",
            "zone": "Europe/Warsaw",
            "is_active": True,
        }
        for n in everybody
    ]
    connection.execute(insert(User), [{**row, **stamps} for row in rows])
    teams = [{"id": n, "name": f"Zespół {n}", **stamps} for n in range(1, TEAMS + 1)]
    connection.execute(insert(Team), teams)
    members = [{"team_id": n % TEAMS + 1, "user_id": n, **stamps} for n in everybody if n not in (ADMIN, LONER)]
    connection.execute(insert(TeamMember), members)
    given = [
        {"user_id": n, "role_id": roles["administrator" if n == ADMIN else "employee"], **stamps} for n in everybody
    ]
    connection.execute(insert(UserRole), given)
    opened = {"created_at": now, "seen_at": now, "expires_at": now, "address": "127.0.0.1", "agent": "bench"}
    connection.execute(insert(SignIn), [{"id": n, "user_id": n, "token_hash": f"{n}", **opened} for n in everybody])
    connection.execute(insert(Ladder), [{"id": 1, "fingerprint": "bench", "created_at": now}])
    step = {"anchor": "end", "count": 30, "unit": "day", "is_before": True, "at": datetime(2026, 1, 1, 9).time()}
    connection.execute(insert(Step), [{"id": 1, "ladder_id": 1, "position": 0, **step, "channels": ["bell", "email"]}])
    if not _is_lite(connection):
        for table in ("users", "teams", "team_members", "user_roles", "sign_ins", "ladders", "ladder_steps"):
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"))


def _statements(dialect: str, size: int) -> list[str]:
    """The rest, one INSERT … SELECT over a series each."""
    is_lite = dialect == "sqlite"
    today = clock.day_of(clock.now(), "Europe/Warsaw").isoformat()
    now = clock.now().astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")

    def series(count: int) -> str:
        if is_lite:
            return f"(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count}) SELECT n FROM s) AS s"
        return f"(SELECT generate_series(1, {count})::bigint AS n) AS s"

    def day(offset: str) -> str:
        return f"date('{today}', ({offset}) || ' days')" if is_lite else f"(date '{today}' + ({offset})::int)"

    def at(offset: str) -> str:
        return (
            f"(date('{today}', ({offset}) || ' days') || ' 08:00:00.000000')"
            if is_lite
            else f"({day(offset)} + time '08:00')"
        )

    moment = f"'{now}'" if is_lite else f"timestamp '{now}'"
    false, json = ("0", "") if is_lite else ("false", "::jsonb")
    true = "1" if is_lite else "true"
    mixed = "((s.n * 2654435761) % 4294967296)"
    clients, contracts = max(1, size // 20), max(1, size // 2)
    owner = f"2 + ({mixed} / 64) % {PEOPLE}"
    ends = f"(({mixed} / 7) % {SPREAD}) - {SPREAD * 2 // 5}"
    word = f"(ARRAY['Przegląd','Gwarancja','Licencja','Umowa','Kalibracja','Audyt'])[1 + ({mixed} / 11) % 6]"
    if is_lite:
        cases = "".join(
            f" WHEN {i} THEN '{w}'"
            for i, w in enumerate(("Przegląd", "Gwarancja", "Licencja", "Umowa", "Kalibracja", "Audyt"))
        )
        word = f"(CASE ({mixed} / 11) % 6{cases} END)"
    state = (
        f"CASE WHEN {mixed} % 33 = 0 THEN 'cancelled' WHEN {mixed} % 50 = 1 THEN 'active'"
        f" WHEN {ends} < 0 THEN 'finished' WHEN {ends} > 700 THEN 'scheduled' ELSE 'active' END"
    )
    few = min(size, 100_000)
    return [
        f"INSERT INTO calculator_items (id, name, type, price, is_active, position, {STAMPS})"
        f" VALUES (1, 'Przegląd', 'przegląd', 100, {true}, 0, 1, {moment}, {moment})",
        f"INSERT INTO contract_statuses (id, name, colour, position, {STAMPS})"
        f" VALUES (1, 'Nowa', '#0f6466', 0, 1, {moment}, {moment}), (2, 'Czynna', '#27608f', 1, 1, {moment}, {moment})",
        f"INSERT INTO clients (id, is_company, name, email, owner_id, {STAMPS})"
        f" SELECT n, {true}, 'Klient ' || {mixed}, 'k' || n || '@example.test', {owner}, 1, {moment}, {moment}"
        f" FROM {series(clients)}",
        f"INSERT INTO contracts (id, number, client_id, owner_id, status_id, status_on, starts_on, ends_on, {STAMPS})"
        f" SELECT n, 'U/' || n, 1 + n % {clients}, CASE WHEN n % {max(1, contracts // 5)} = 3 THEN {LONER} ELSE {owner} END,"
        f" 1 + n % 2, {day('-10')}, {day(ends + ' - 365')}, CASE WHEN n % 40 = 0 THEN NULL ELSE {day(ends)} END,"
        f" 1, {moment}, {moment} FROM {series(contracts)}",
        f"INSERT INTO contract_lines (contract_id, item_id, quantity, price, position, {STAMPS})"
        f" SELECT n, 1, 1 + n % 3, 100 + n % 900, 0, 1, {moment}, {moment} FROM {series(contracts)}",
        f"INSERT INTO monitorings (id, title, type, client_id, contract_id, starts_on, ends_on, state, assigned_id,"
        f" ladder_id, note, {STAMPS}, deleted_at)"
        f" SELECT n, {word} || ' urządzenia ' || {mixed}, 'typ ' || ({mixed} % {TYPES}), 1 + (1 + n % {contracts}) % {clients},"
        f" 1 + n % {contracts}, {day(ends + ' - 700')}, CASE WHEN {mixed} % 50 = 1 THEN NULL ELSE {day(ends)} END, {state},"
        f" CASE WHEN n % 10 = 0 THEN NULL ELSE {owner} END, 1,"
        f" CASE WHEN n % 3 = 0 THEN 'Uwaga do urządzenia numer ' || n END, 1, {moment}, {moment},"
        f" CASE WHEN n % 100 = 99 THEN {moment} END FROM {series(size)}",
        f"INSERT INTO ledger (subject_kind, subject_id, step_id, reference_on, due_at, try_at, state, created_at,"
        f" settled_at, was_late, failures, told)"
        f" SELECT 'monitoring', id, 1, ends_on, x, x, CASE WHEN x > {moment} THEN 'planned' ELSE 'fired' END, {moment},"
        f" CASE WHEN x > {moment} THEN NULL ELSE {moment} END, {false}, 0, '{{}}'{json}"
        f" FROM (SELECT s.id, s.ends_on, {_before(is_lite)} AS x FROM monitorings s WHERE s.ends_on IS NOT NULL"
        f" AND s.state IN ('active', 'scheduled', 'finished') AND s.deleted_at IS NULL) AS y",
        f"INSERT INTO history (at, is_office, kind, row_id, action, version, changes)"
        f" SELECT {moment}, {true}, 'monitorings', n, 'created', 1, '{{\"title\": [null, \"x\"]}}'{json} FROM {series(size)}",
        f"INSERT INTO outbox (key, kind, channel, person_id, address, name, title, text, html, message_id, language,"
        f" extra, state, created_at, due_at, next_try_at, attempts, sent_at, is_account_trouble, lost_leases)"
        f" SELECT 'bench:' || n, 'monitoring.ending', 'email', {owner}, 'x@example.test', 'x', 'Kończy się', 'x', 'x',"
        f" 'm' || n, 'pl', '{{}}'{json}, 'sent', {at('-(s.n % 300)')}, {at('-(s.n % 300)')}, {at('-(s.n % 300)')}, 1,"
        f" {at('-(s.n % 300)')}, {false}, 0 FROM {series(few)}",
        f"INSERT INTO bell (key, person_id, kind, title, body, created_at, read_at)"
        f" SELECT 'bench:' || n, {owner}, 'monitoring.ending', 'Kończy się', 'x', {at('-(s.n % 300)')},"
        f" CASE WHEN n % 50 = 0 THEN NULL ELSE {at('-(s.n % 300)')} END FROM {series(few)}",
        *(
            []
            if is_lite
            else [
                _sequence(t) for t in ("clients", "contracts", "monitorings", "calculator_items", "contract_statuses")
            ]
        ),
    ]


def _before(is_lite: bool) -> str:
    return "(date(s.ends_on, '-30 days') || ' 08:00:00.000000')" if is_lite else "(s.ends_on - 30 + time '08:00')"


def _sequence(table: str) -> str:
    return f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
