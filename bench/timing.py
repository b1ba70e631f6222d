"""Timing: runs of several things in turn, so that whatever else the machine does meets all of them alike."""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable, Mapping


def interleaved(runs: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median seconds of each, over so many rounds in which each runs once, in another order every time."""
    took: dict[str, list[float]] = {name: [] for name in runs}
    chance = random.Random(7)
    for round_ in range(rounds + 1):
        names = list(runs)
        chance.shuffle(names)
        for name in names:
            gc.collect()
            before = time.perf_counter()
            runs[name]()
            if round_:  # the first one warms up
                took[name].append(time.perf_counter() - before)
    return {name: statistics.median(times) for name, times in took.items()}


def shown(seconds: float) -> str:
    """A duration for people."""
    if seconds < 0.001:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1000:.2f} ms" if seconds < 1 else f"{seconds:.2f} s"
