"""Sizes in words, as people say them: "15 B", "340 kB", "2.1 MB"."""

from __future__ import annotations

from decimal import Decimal

from crm.core import i18n

KILOBYTE, MEGABYTE = 1024, 1024 * 1024


def text(size: int) -> str:
    """So many bytes, in the unit that shows them."""
    if size < KILOBYTE:
        return i18n.t("files.size_bytes", size=i18n.number(size))
    if round(size / KILOBYTE) < KILOBYTE:
        return i18n.t("files.size_kilobytes", size=i18n.number(round(size / KILOBYTE)))
    return i18n.t("files.size_megabytes", size=i18n.number((Decimal(size) / MEGABYTE).quantize(Decimal("0.1"))))
