"""What a file is shows its content; names lose whatever could hide, lead elsewhere or mislead."""

from __future__ import annotations

import io
import unicodedata
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.records import sniffing
from crm.records.names import LONGEST, harmless
from tests.security import hostile

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 20
MZ = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00" + b"\x00" * 50


def a_zip() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
    return held.getvalue()


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"GIF89a\x01\x00", "image/gif"),
        (b"GIF87a\x01\x00", "image/gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"BM\x10\x00\x00\x00\x00\x00", "image/bmp"),
        (b"II*\x00\x08\x00", "image/tiff"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"\x00\x00\x00\x18ftypisom", "video/mp4"),
        (a_zip(), "application/zip"),
        (OLE, "application/x-ole-storage"),
        (b"{\\rtf1\\ansi", "application/rtf"),
        (b"Zwyk\xc5\x82y tekst\r\nz ogonkami", "text/plain"),
        ("Zażółć".encode("cp1250"), "text/plain"),
        ("Zażółć".encode("utf-16"), "text/plain"),
        (b"MZ is how our client signs his letters", "text/plain"),
        (b"<!DOCTYPE html><html></html>", "text/html"),
        (b"\xef\xbb\xbf \n<HTML><body>", "text/html"),
        ("<html>".encode("utf-16"), "text/html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        (b"<?xml version='1.0'?><!-- c --><svg/>", "image/svg+xml"),
        (b"<?xml version='1.0'?><faktura/>", "text/xml"),
        (MZ, sniffing.PROGRAM),
        (b"\x7fELF\x02\x01\x01", sniffing.PROGRAM),
        (b"#!/bin/sh\nrm -rf /", sniffing.PROGRAM),
        (b"\xcf\xfa\xed\xfe\x07\x00", sniffing.PROGRAM),
        (b"\xca\xfe\xba\xbe\x00\x00", sniffing.PROGRAM),
        (b"L\x00\x00\x00\x01\x14\x02\x00\x00", sniffing.PROGRAM),
        (b"<?php system($_GET['c']);", sniffing.PROGRAM),
        (b"\x00asm\x01\x00\x00\x00", sniffing.PROGRAM),
        (b"\x01\x02\x03\x04\x05", sniffing.UNKNOWN),
    ],
)
def test_content_is_known_by_its_bytes(raw: bytes, kind: str) -> None:
    assert sniffing.sniff(raw) == kind


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("protokół.pdf", PDF),
        ("zdjęcie.PNG", PNG),
        ("umowa.docx", a_zip()),
        ("umowa with a password.docx", OLE),
        ("stare pismo.doc", OLE),
        ("lista.csv", b"a;b\r\n1;2"),
        ("page.html", b"<html><script>alert(1)</script>"),
        ("drawing.svg", b"<svg onload='alert(1)'/>"),
        ("rysunek.dwg", b"AC1032\x00\x00"),
        ("notes", b"no ending at all"),
        ("archive.tar", b"x" * 300),
    ],
)
def test_what_people_keep_is_taken(name: str, raw: bytes) -> None:
    assert sniffing.check(name, raw) == []


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("report.pdf", b"#!/bin/sh\n"),
        ("report.pdf", MZ),
        ("photo.jpg", b"\x7fELF\x02"),
        ("notes.txt", b"#!/usr/bin/python\n"),
        ("whatever", MZ),
        ("setup.exe", b"not even a program"),
        ("do.bat", b"@echo off"),
        ("macro.JS", b"alert(1)"),
        ("faktura.pdf.exe", PDF),
        ("link.lnk", b"x"),
        ("run.ps1", b"x"),
        ("x.hta", b"<html>"),
        ("x.jar", a_zip()),
    ],
)
def test_programs_are_refused_by_content_and_by_ending(name: str, raw: bytes) -> None:
    [problem] = sniffing.check(name, raw)
    assert (problem.code, problem.field) == ("files.program", "files")


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("script.pdf", b"alert('I am a script')"),
        ("page.pdf", b"<html>"),
        ("photo.png", PDF),
        ("photo.jpg", b"<svg onload='alert(1)'/>"),
        ("table.xlsx", b"<html><table>"),
        ("archive.zip", PDF),
        ("list.csv", PNG),
        ("picture.svg", b"plain"),
    ],
)
def test_content_that_is_not_what_the_ending_says_is_refused(name: str, raw: bytes) -> None:
    [problem] = sniffing.check(name, raw)
    assert (problem.code, problem.field, problem.params["name"]) == ("files.not_what_it_says", "files", name)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("Protokół 12.pdf", "Protokół 12.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Anna\\oferta.docx", "oferta.docx"),
        ("..\\..\\x.txt", "x.txt"),
        ("/", "file"),
        ("", "file"),
        ("....", "file"),
        (".htaccess", "htaccess"),
        ("a\x00b.pdf", "ab.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ("cod\u202efdp.exe", "codfdp.exe"),
        ("zero\u200bwidth\ufeff.pdf", "zerowidth.pdf"),
        ("evil.exe. . ", "evil.exe"),
        ("stream.txt:evil.exe", "stream.txt_evil.exe"),
        ('a"b<c>d|e?f*.pdf', "a_b_c_d_e_f_.pdf"),
        ("  two   blanks .pdf", "two blanks .pdf"),
        ("x" * 200 + ".pdf", "x" * 146 + ".pdf"),
        ("x" * 300, "x" * 150),
        ("x." + "y" * 300, "x." + "y" * 148),
    ],
)
def test_names_become_harmless_and_keep_their_ending(given_name: str, kept: str) -> None:
    assert harmless(given_name) == kept


@given(st.text(max_size=400))
def test_no_name_at_all_leads_elsewhere_or_hides_anything(text: str) -> None:
    name = harmless(text)
    assert 0 < len(name) <= LONGEST
    assert not set(name) & set('/\\<>:"|?*\n\r\t\x00')
    assert not name.startswith(".")
    assert not name.endswith((".", " "))
    assert not [letter for letter in name if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co")]
    assert harmless(name) == name


def test_hostile_names_are_harmless_too() -> None:
    for text in hostile.ALL:
        name = harmless(f"{text}.pdf")
        assert "/" not in name
        assert harmless(name) == name
