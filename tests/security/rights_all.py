"""The whole oracle: every module in `rights/`, found by discovery."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Any

from tests.security import rights


def areas() -> list[ModuleType]:
    """Every module in `rights/`."""
    return [importlib.import_module(f"{rights.__name__}.{one.name}") for one in pkgutil.iter_modules(rights.__path__)]


def _together(name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for module in areas():
        more = getattr(module, name, {})
        assert not set(found) & set(more), f"{module.__name__}: named twice"
        found |= more
    return found


ORACLE, OWN = _together("ORACLE"), _together("OWN")
PUBLIC: set[str] = set().union(*(getattr(module, "PUBLIC", ()) for module in areas()))
