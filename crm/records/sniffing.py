"""What a file really is: told by its first bytes, never by its name; and whether its name says the same."""

from __future__ import annotations

from collections.abc import Mapping

from crm.core.errors import Problem

UNKNOWN, TEXT = "application/octet-stream", "text/plain"
PROGRAM = "application/x-executable"
ZIP, OLE, ISO_MEDIA = "application/zip", "application/x-ole-storage", "video/mp4"
PDF, PNG, JPEG, GIF, WEBP = "application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp"
HTML, SVG, XML, RTF = "text/html", "image/svg+xml", "text/xml", "application/rtf"
SHOWN = frozenset({PDF, PNG, JPEG, GIF, WEBP})  # what browsers may show; nothing in these runs
LOOK = 4096

# Content by its first bytes; the first that fits counts.
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"\x7fELF", PROGRAM),
    (b"#!", PROGRAM),
    (b"\xfe\xed\xfa\xce", PROGRAM),
    (b"\xfe\xed\xfa\xcf", PROGRAM),
    (b"\xce\xfa\xed\xfe", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"dex\n", PROGRAM),
    (b"\x00asm", PROGRAM),
    (b"L\x00\x00\x00\x01\x14\x02\x00", PROGRAM),  # a Windows shortcut
    (b"ITSF", PROGRAM),  # compiled help, which runs scripts
    (b"<?php", PROGRAM),
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"{\\rtf", RTF),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"\x1aE\xdf\xa3", "video/x-matroska"),
)
_MARKUP: tuple[tuple[bytes, str], ...] = (
    (b"<svg", SVG), (b"<!doctype html", HTML), (b"<html", HTML), (b"<head", HTML), (b"<body", HTML),
    (b"<script", HTML), (b"<?xml", XML),
)  # fmt: skip
_RIFF = {b"WEBP": WEBP, b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_HEIC = (b"heic", b"heix", b"mif1", b"msf1", b"heim", b"hevc")

_WORDS = (TEXT, HTML, SVG, XML)
# What the endings that people know stand for; any other ending may hold anything that is no program.
_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "pdf": (PDF,), "png": (PNG,), "jpg": (JPEG,), "jpeg": (JPEG,), "gif": (GIF,), "webp": (WEBP,),
    "tif": ("image/tiff",), "tiff": ("image/tiff",), "bmp": ("image/bmp",),
    "heic": ("image/heic",), "heif": ("image/heic",), "svg": (SVG,), "html": (HTML, TEXT), "htm": (HTML, TEXT),
    "txt": _WORDS, "md": _WORDS, "log": _WORDS, "csv": _WORDS, "tsv": _WORDS, "json": _WORDS, "xml": (XML, SVG),
    "ics": _WORDS, "vcf": _WORDS, "eml": _WORDS, "rtf": (RTF,),
    "zip": (ZIP,), "docx": (ZIP, OLE), "xlsx": (ZIP, OLE), "pptx": (ZIP, OLE),  # OLE: with a password
    "docm": (ZIP, OLE), "xlsm": (ZIP, OLE), "pptm": (ZIP, OLE), "odt": (ZIP,), "ods": (ZIP,), "odp": (ZIP,),
    "doc": (OLE, RTF), "xls": (OLE,), "ppt": (OLE,), "msg": (OLE,),
    "7z": ("application/x-7z-compressed",), "rar": ("application/vnd.rar",), "gz": ("application/gzip",),
    "tgz": ("application/gzip",), "bz2": ("application/x-bzip2",), "xz": ("application/x-xz",),
    "mp3": ("audio/mpeg",), "ogg": ("audio/ogg",), "wav": ("audio/wav",), "avi": ("video/x-msvideo",),
    "mp4": (ISO_MEDIA,), "m4a": (ISO_MEDIA,), "mov": (ISO_MEDIA,), "mkv": ("video/x-matroska",),
    "webm": ("video/x-matroska",),
}  # fmt: skip
# Endings that some system runs, whatever is inside.
PROGRAMS = frozenset({
    "app", "apk", "bash", "bat", "cgi", "chm", "cmd", "com", "cpl", "deb", "dll", "dmg", "exe", "gadget", "hta",
    "inf", "iso", "jar", "jnlp", "js", "jse", "ksh", "lnk", "mjs", "msc", "msi", "msp", "mst", "msix", "php", "pif",
    "pkg", "pl", "ps1", "psm1", "py", "pyw", "rb", "reg", "rpm", "run", "scf", "scr", "scpt", "sh", "sys", "url",
    "vb", "vbe", "vbs", "wasm", "wsf", "wsh", "xll", "zsh",
})  # fmt: skip


def sniff(raw: bytes) -> str:
    """The kind of content that these bytes are; UNKNOWN for what this does not know."""
    for beginning, kind in _BEGINNINGS:
        if raw.startswith(beginning):
            return kind
    if raw[:4] == b"RIFF" and raw[8:12] in _RIFF:
        return _RIFF[raw[8:12]]
    if raw[4:8] == b"ftyp":
        return "image/heic" if raw[8:12] in _HEIC else ISO_MEDIA
    if _is_text(raw):
        return _kind_of_text(raw)
    if raw[:2] == b"MZ":
        return PROGRAM
    return "image/bmp" if raw[:2] == b"BM" else UNKNOWN


def check(name: str, raw: bytes) -> list[Problem]:
    """What speaks against keeping this content under this (harmless) name."""
    kind, ending = sniff(raw), ending_of(name)
    if kind == PROGRAM or ending in PROGRAMS:
        return [Problem("files.program", "files", {"name": name})]
    if kind not in _ENDINGS.get(ending, (kind,)):
        return [Problem("files.not_what_it_says", "files", {"name": name, "ending": ending})]
    return []


def ending_of(name: str) -> str:
    """What stands behind the last dot, in small letters."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if stem and dot else ""


def _is_text(raw: bytes) -> bool:
    """Whether this is text: UTF-16 with its mark, else nothing that no text holds."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not any(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in raw[:LOOK])


def _kind_of_text(raw: bytes) -> str:
    start = raw[:LOOK].replace(b"\x00", b"").lstrip(b"\xff\xfe\xef\xbb\xbf \t\r\n").lower()
    found = next((kind for mark, kind in _MARKUP if start.startswith(mark)), TEXT)
    return SVG if found == XML and b"<svg" in start else found
