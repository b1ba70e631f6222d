"""`make bench`: every measurement beside its peer; RESULTS.md and a table. Parts and sizes can be chosen."""

from __future__ import annotations

from collections.abc import Callable

import click

from bench import databases, delivery, exports, lists, report, reruns, ticks
from bench.report import Line

PARTS = "a lists, b expiry, c exports, d reruns, e mail, f ticks, g planned steps"
SMALL, MIDDLE, BIG = 10_000, 100_000, 1_000_000


@click.command()
@click.option("--parts", default="abcdefg", show_default=True, help=PARTS)
@click.option("--kinds", default=",".join(databases.KINDS), show_default=True, help="databases")
@click.option("--big", default=BIG, show_default=True, help="monitorings in the big office")
@click.option("--middle", default=MIDDLE, show_default=True, help="monitorings in the middle office")
@click.option("--rounds", default=5, show_default=True, help="runs of each, in turn")
def main(parts: str, kinds: str, big: int, middle: int, rounds: int) -> None:
    """Measure, keep the results, print the table."""
    chosen = tuple(kinds.split(","))
    for part in parts:
        lines = report.keep(databases.HOME, part, chosen, _part(part, chosen, middle, big, rounds))
        text = report.write(lines)
    click.echo(text)


def _part(part: str, kinds: tuple[str, ...], middle: int, big: int, rounds: int) -> list[Line]:
    parts: dict[str, Callable[[], list[Line]]] = {
        "a": lambda: [line for size in (middle, big) for line in lists.measure(size, kinds, rounds * 8)],
        "b": lambda: ticks.expiry(big, kinds, rounds),
        "c": lambda: exports.measure(middle, kinds, rounds),
        "d": lambda: reruns.measure(middle, kinds, rounds, 10),
        "e": lambda: delivery.measure(SMALL, kinds, rounds),
        "f": lambda: ticks.growth(SMALL, big, kinds, rounds),
        "g": lambda: ticks.steps(SMALL, big, kinds, rounds),
    }
    return parts[part]()


if __name__ == "__main__":
    main()
