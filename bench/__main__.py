"""`make bench`: every measurement beside its peer; RESULTS.md and a table. Parts and sizes can be chosen."""

from __future__ import annotations

import click

from bench import databases, delivery, exports, lists, report, reruns, ticks
from bench.report import Line

SMALL, MIDDLE, BIG = 10_000, 100_000, 1_000_000


@click.command()
@click.option("--parts", default="abcde", show_default=True, help="a lists, b ticks, c exports, d reruns, e mail")
@click.option("--kinds", default=",".join(databases.KINDS), show_default=True, help="databases")
@click.option("--big", default=BIG, show_default=True, help="monitorings in the big office")
@click.option("--middle", default=MIDDLE, show_default=True, help="monitorings in the middle office")
@click.option("--rounds", default=5, show_default=True, help="runs of each, in turn")
def main(parts: str, kinds: str, big: int, middle: int, rounds: int) -> None:
    """Measure, keep the results, print the table."""
    chosen = tuple(kinds.split(","))
    for part in parts:
        lines = report.keep(databases.HOME, part, _part(part, chosen, middle, big, rounds))
        text = report.write(lines)
    click.echo(text)


def _part(part: str, kinds: tuple[str, ...], middle: int, big: int, rounds: int) -> list[Line]:
    if part == "a":
        return [line for size in (middle, big) for line in lists.measure(size, kinds, rounds * 8)]
    if part == "b":
        return ticks.expiry(big, kinds, rounds) + ticks.growth(SMALL, big, kinds, rounds)
    if part == "c":
        return exports.measure(middle, kinds, rounds)
    if part == "e":
        return delivery.measure(SMALL, kinds, rounds)
    return reruns.measure(middle, kinds, rounds, 10)


if __name__ == "__main__":
    main()
