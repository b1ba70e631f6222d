"""What is true of clients and their people: names, NIP, addresses, numbers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from stdnum.pl import nip as nip_rules

from crm.core import clean
from crm.core.errors import Problem

NAME, PART, EMAIL, ADDRESS, PERSON_NAME = 250, 120, 254, 500, 200
PHONE_REGION = "PL"  # for numbers written without a country code


@dataclass(frozen=True)
class Details:
    """A client's own fields as they are kept; `name` is made of first and last name for a person."""

    is_company: bool
    name: str
    first_name: str | None
    last_name: str | None
    nip: str | None
    email: str | None
    phone: str | None
    address: str | None
    note: str | None

    def values(self) -> dict[str, Any]:
        """Column by column."""
        return asdict(self)


@dataclass(frozen=True)
class PersonDetails:
    """A contact person's fields as they are kept."""

    name: str
    position: str | None
    email: str | None
    phone: str | None
    is_main: bool

    def values(self) -> dict[str, Any]:
        """Column by column."""
        return asdict(self)


def read(
    *,
    is_company: bool,
    name: object = "",
    first_name: object = "",
    last_name: object = "",
    nip: object = None,
    email: object = None,
    phone: object = None,
    address: object = None,
    note: object = None,
) -> tuple[Details, list[Problem]]:
    """A client's fields cleaned, and everything that is wrong with them."""
    first, last = clean.line(first_name), clean.line(last_name)
    full = clean.line(name) if is_company else clean.line(f"{first} {last}")
    place, words = clean.block(address), clean.block(note)
    problems = _check_names(is_company, full, first, last)
    problems += _check_contact(nip, email, phone)
    problems += clean.check(place, "address", ADDRESS) + clean.check(words, "note", clean.BLOCK)
    details = Details(
        is_company=is_company,
        name=full,
        first_name=None if is_company else first or None,
        last_name=None if is_company else last or None,
        nip=nip_of(nip),
        email=email_of(email),
        phone=phone_of(phone),
        address=place or None,
        note=words or None,
    )
    return details, problems


def read_person(
    *, name: object, position: object, email: object, phone: object, is_main: bool
) -> tuple[PersonDetails, list[Problem]]:
    """A contact person's fields cleaned, and everything that is wrong with them."""
    full, post = clean.line(name), clean.line(position)
    problems = clean.check(full, "name", PERSON_NAME, is_needed=True) + clean.check(post, "position", PART)
    problems += _check_contact(None, email, phone)
    return PersonDetails(full, post or None, email_of(email), phone_of(phone), is_main), problems


def nip_of(text: object) -> str | None:
    """A NIP as its ten digits when the checksum is right; None when it is none (stdnum: weights 6 5 7 2 3 4 5 6 7)."""
    digits = str(nip_rules.compact(clean.line(text)))
    return digits if digits.isascii() and nip_rules.is_valid(digits) else None


def email_of(text: object) -> str | None:
    """An e-mail address as it is kept; None when it is none. Addresses ending in .test (RFC 2606) count."""
    try:
        found = validate_email(clean.line(text), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    return found.normalized


def phone_of(text: object) -> str | None:
    """A telephone number in E.164; None when it is none."""
    try:
        number = phonenumbers.parse(clean.line(text), PHONE_REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _check_names(is_company: bool, full: str, first: str, last: str) -> list[Problem]:
    if is_company:
        return clean.check(full, "name", NAME, is_needed=True)
    found = clean.check(first, "first_name", PART) + clean.check(last, "last_name", PART)
    return found if first or last else [Problem("error.required", "last_name")]


def _check_contact(nip: object, email: object, phone: object) -> list[Problem]:
    found = []
    if clean.line(nip) and nip_of(nip) is None:
        found.append(Problem("clients.nip_wrong", "nip"))
    if clean.line(email) and email_of(email) is None:
        found.append(Problem("clients.email_wrong", "email"))
    if clean.line(phone) and phone_of(phone) is None:
        found.append(Problem("clients.phone_wrong", "phone"))
    return found
