"""Each contract of import-linter, broken once on purpose: a check that cannot fail is none."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.living import patience

ROOT = Path(__file__).resolve().parents[2]
BREAKS = {
    "The ladder": ("crm/core/clean.py", "import crm.people.rules"),
    "Inside a feature": ("crm/clients/rules.py", "import crm.clients.service"),
    "Rules are pure": ("crm/monitoring/rules.py", "import sqlalchemy"),
    "Only crm.ui knows Streamlit": ("crm/jobs.py", "import streamlit"),
    "Pages write no SQL": ("pages/work/today.py", "import sqlalchemy"),
    "Only channels open connections": ("crm/notifications/service.py", "import smtplib"),
}


@pytest.mark.parametrize("contract", BREAKS)
def test_a_broken_contract_is_named(contract: str, tmp_path: Path) -> None:
    for folder in ("crm", "pages"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "assets"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    file, offence = BREAKS[contract]
    path = tmp_path / file
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{offence}\n", encoding="utf-8")
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=patience(120))
    broken = [line for line in found.stdout.splitlines() if line.endswith("BROKEN") or " BROKEN" in line]
    assert found.returncode != 0
    assert any(line.startswith(contract) for line in broken), found.stdout + found.stderr
