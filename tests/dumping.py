"""Everything in every table, for "after a refusal nothing has changed": the rows as their database writes them."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Engine

from crm.core import db

Dump = dict[str, list[tuple[object, ...]]]
Dumper = Callable[[], Dump]  # the fixture `dump`


def dump(engine: Engine) -> Dump:
    """Table → rows, in the order of their ids; in one question where asking costs a way to a server."""
    names = [table.name for table in db.Base.metadata.sorted_tables]
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            return {
                name: [tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}" ORDER BY id')]
                for name in names
            }
        asked = " UNION ALL ".join(f"SELECT '{name}', id::text, one::text FROM \"{name}\" AS one" for name in names)
        found: Dump = {name: [] for name in names}
        for name, *row in connection.exec_driver_sql(f"{asked} ORDER BY 1, 2"):
            found[name].append(tuple(row))
        return found
