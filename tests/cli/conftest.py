"""The surroundings of a command: a database of its own, and nothing of whoever runs the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import SECRET, Clock


@pytest.fixture
def environ(database_url: str, tmp_path: Path, clock: Clock) -> dict[str, str | None]:
    return {
        "CRM_DATABASE_URL": database_url,
        "CRM_SECRET_KEY": SECRET,
        "CRM_DATA": str(tmp_path),
        "CRM_LANGUAGE": "en",
        "CRM_LOG_LEVEL": "ERROR",
        "CRM_TEST_CLOCK": str(clock.path),
        "CRM_SMTP_URL": None,
        "CRM_BASE_URL": None,
    }
