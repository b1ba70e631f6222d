"""The clients, contracts and watches of the demo firm, one at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from random import Random

from crm import calculator, clients, monitoring
from crm.contracts import LineInput
from crm.core.access import internal
from crm.core.work import Work
from crm.flows import contract_status
from crm.flows import demo_words as words
from crm.flows.imports.reading import slug
from crm.monitoring.rules import CLIENT_OWNER, CONTRACT_OWNER, Recipient

SIGNED, RUNNING = 2, 3
NIP_WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)


@dataclass(frozen=True)
class SignInMade:
    """Somebody to sign in as."""

    email: str
    password: str
    role: str


@dataclass
class Made:
    """The firm as it grows: ids, and who may sign in."""

    people: list[SignInMade] = field(default_factory=list)
    staff: list[int] = field(default_factory=list)
    teams: dict[str, int] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)
    items: list[calculator.ItemRow] = field(default_factory=list)
    clients: list[tuple[int, int]] = field(default_factory=list)  # with their owners
    contracts: list[int] = field(default_factory=list)
    monitorings: int = 0
    cases: int = 0
    tasks: int = 0

    @property
    def figures(self) -> dict[str, int]:
        """How much there is of what."""
        return {
            "people": len(self.staff),
            "clients": len(self.clients),
            "contracts": len(self.contracts),
            "monitorings": self.monitorings,
            "cases": self.cases,
            "tasks": self.tasks,
        }


@internal
def client(work: Work, made: Made, chance: Random, number: int) -> None:
    """One client: two companies to one person, with people of their own."""
    owner = chance.choice(made.staff[1:10])
    city, code = chance.choice(words.CITIES)
    street = f"ul. {chance.choice(words.STREETS)} {chance.randint(1, 120)}"
    address = f"{street}, {code}-{chance.randint(1, 999):03} {city}"
    phone = f"+48 {chance.choice(('50', '60', '66', '69', '72'))}{chance.randint(0, 9_999_999):07}"
    first, last = _human(chance)
    is_company = chance.random() < 0.67
    name = _company(chance, city) if is_company else ""
    mailbox = f"{slug(name) or slug(f'{first} {last}')}.{number}@klient.example.test"
    id = clients.create(
        work,
        is_company=is_company,
        name=name,
        first_name="" if is_company else first,
        last_name="" if is_company else last,
        nip=_nip(number) if is_company else None,
        email=mailbox if chance.random() < 0.9 else None,
        phone=phone,
        address=address,
        owner_id=owner,
    )
    made.clients.append((id, owner))
    for _ in range(chance.randint(1, 3) if is_company else 0):
        human = " ".join(_human(chance))
        position = chance.choice(words.POSITIONS)
        clients.add_person(work, id, name=human, position=position, email=f"{slug(human)}.{number}@klient.example.test")


@internal
def contract(work: Work, made: Made, chance: Random) -> None:
    """One contract in one of the statuses; a running one starts its watches, and is told to nobody."""
    client_id, owner = chance.choice(made.clients)
    place = chance.choices(range(len(words.SHARES)), words.SHARES)[0]
    signed = work.today - timedelta(days=chance.randint(0, 900)) if place >= SIGNED else None
    starts = signed + timedelta(days=chance.randint(0, 45)) if signed else None
    ends = starts + timedelta(days=chance.choice((365, 730, 1095))) if starts and chance.random() < 0.6 else None
    lines = [_line(made, chance) for _ in range(chance.choice((1, 1, 1, 2, 2, 3)))]
    is_moved = place >= RUNNING and chance.random() < 0.5
    id = contract_status.create(
        work,
        client_id=client_id,
        owner_id=owner,
        status_id=made.statuses[SIGNED if is_moved else place],
        signed_on=signed,
        starts_on=starts,
        ends_on=ends,
        lines=lines,
        tell=False,
    )
    if is_moved:
        contract_status.change(work, id, made.statuses[place], None, tell=False)
    made.contracts.append(id)


@internal
def by_hand(work: Work, made: Made, chance: Random) -> None:
    """One monitoring that somebody added to a contract; every twelfth has no end, the last ones are told."""
    made.monitorings += 1
    starts = work.today + timedelta(days=chance.randint(-500, 60))
    lasts = chance.choice((90, 180, 365, 365, 730))
    title = chance.choice(words.TASKS)
    monitoring.create(
        work,
        chance.choice(made.contracts),
        title=title,
        type=chance.choice(words.KINDS),
        starts_on=starts,
        ends_on=None if chance.random() < 1 / 12 else starts + timedelta(days=lasts - 1),
        assigned_id=chance.choice(made.staff[1:]),
        recipients=[Recipient(CONTRACT_OWNER)] + ([Recipient(CLIENT_OWNER)] if chance.random() < 0.3 else []),
        steps=chance.choice(words.LADDERS),
        tell=made.monitorings % 60 == 0,
    )


def _line(made: Made, chance: Random) -> LineInput:
    item = chance.choice(made.items)
    value = chance.choice(item.values) if item.values else None
    price = item.price if value is None or value.price is None else value.price
    return LineInput(item.id, value.id if value else None, Decimal(chance.randint(1, 4)), price)


def _human(chance: Random) -> tuple[str, str]:
    is_woman = chance.random() < 0.5
    return chance.choice(words.FEMALE if is_woman else words.MALE), chance.choice(words.SURNAMES)[is_woman]


def _company(chance: Random, city: str) -> str:
    if chance.random() < 0.35:
        trade = chance.choice(words.TRADES)
        return (
            f"{trade} {chance.randint(1, 99)} {city}"
            if trade.endswith("nr")
            else f"{trade} {chance.choice(words.BY_NAME)}"
        )
    return f"{chance.choice(words.STEMS)}{chance.choice(words.ENDINGS)} {city} {chance.choice(words.FORMS)}"


def _nip(number: int) -> str:
    """A valid NIP for each number: checksum by the weights 6 5 7 2 3 4 5 6 7; a remainder of ten is none, so go on."""
    for serial in range(number * 20, number * 20 + 20):
        digits = f"{525_000_000 + serial:09}"
        check = sum(int(digit) * weight for digit, weight in zip(digits, NIP_WEIGHTS, strict=True)) % 11
        if check < 10:
            return f"{digits}{check}"
    raise AssertionError("eleven in a row without a checksum")
