"""The people, places and services of the demo firm."""

from __future__ import annotations

from crm.reminders.rules import StepPlan

OFFICE = "Instalatorium Wolski"
DOMAIN = "instalatorium.example.test"

# name, role, team; the first is the administrator, the second manages the first team, and so on
STAFF = (
    ("Zofia Wolska", "administrator", None),
    ("Marek Zieliński", "manager", "Serwis"),
    ("Agnieszka Kamińska", "manager", "Handlowcy"),
    ("Piotr Wójcik", "employee", "Serwis"),
    ("Łukasz Żak", "employee", "Serwis"),
    ("Ewa Dąbrowska", "employee", "Serwis"),
    ("Tomasz Szymański", "employee", "Serwis"),
    ("Natalia Kowalczyk", "employee", "Handlowcy"),
    ("Michał Jankowski", "employee", "Handlowcy"),
    ("Karolina Mazur", "employee", "Handlowcy"),
    ("Grażyna Śliwińska", "viewer", "Biuro"),
)
WITHOUT_SIGN_IN = (("Stanisław Bąk", "Serwis"), ("Jerzy Ćwikła", "Serwis"))

FEMALE = ("Anna", "Maria", "Katarzyna", "Małgorzata", "Joanna", "Barbara", "Monika", "Magdalena", "Halina", "Dorota")
MALE = ("Jan", "Andrzej", "Krzysztof", "Paweł", "Adam", "Stanisław", "Józef", "Wojciech", "Rafał", "Sławomir")
SURNAMES = (
    ("Nowak", "Nowak"),
    ("Kowalski", "Kowalska"),
    ("Wiśniewski", "Wiśniewska"),
    ("Lewandowski", "Lewandowska"),
    ("Woźniak", "Woźniak"),
    ("Kozłowski", "Kozłowska"),
    ("Piotrowski", "Piotrowska"),
    ("Grabowski", "Grabowska"),
    ("Pawłowski", "Pawłowska"),
    ("Michalski", "Michalska"),
    ("Król", "Król"),
    ("Wieczorek", "Wieczorek"),
    ("Jabłoński", "Jabłońska"),
    ("Wróbel", "Wróbel"),
    ("Majewski", "Majewska"),
    ("Olszewski", "Olszewska"),
    ("Stępień", "Stępień"),
    ("Malinowski", "Malinowska"),
    ("Jaworski", "Jaworska"),
    ("Górski", "Górska"),
)
STEMS = (
    "Hydro", "Termo", "Eko", "Bud", "Mazo", "Pol", "Inter", "Metal", "Agro", "Elektro", "Stal", "Drew", "Gastro",
    "Medi", "Logis", "Transp", "Auto", "Inwest", "Domo", "Alfa",
)  # fmt: skip
ENDINGS = ("tech", "bud", "serwis", "dom", "plast", "system", "pol", "met", "mix", "park")
FORMS = ("Sp. z o.o.", "S.A.", "Sp. j.", "Sp. k.")
TRADES = (
    "Wspólnota Mieszkaniowa", "Hotel", "Szkoła Podstawowa nr", "Przychodnia", "Piekarnia", "Restauracja", "Warsztat",
    "Spółdzielnia Mieszkaniowa",
)  # fmt: skip
BY_NAME = ("„Pod Lipami”", "„Jutrzenka”", "„Zacisze”", "„Kłos”", "„Pod Żaglem”", "„Słoneczna”", "„Wawel”", "„Bałtyk”")
CITIES = (
    ("Warszawa", "00"), ("Kraków", "30"), ("Łódź", "90"), ("Wrocław", "50"), ("Poznań", "60"), ("Gdańsk", "80"),
    ("Szczecin", "70"), ("Bydgoszcz", "85"), ("Lublin", "20"), ("Białystok", "15"), ("Rzeszów", "35"), ("Kielce", "25"),
)  # fmt: skip
STREETS = (
    "Polna", "Leśna", "Słoneczna", "Krótka", "Szkolna", "Ogrodowa", "Lipowa", "Brzozowa", "Łąkowa", "Kwiatowa",
    "Kościuszki", "Mickiewicza", "Żeromskiego", "Przemysłowa",
)  # fmt: skip
POSITIONS = ("prezes", "księgowa", "kierownik techniczny", "administrator budynku", "sekretariat", "konserwator")

# name, type, price, values with their prices and the months of their watch, months of the watch without a value
ITEMS = (
    ("Przegląd instalacji gazowej", "przegląd", 420, (("roczny", None, 12), ("co dwa lata", 690, 24)), 12),
    ("Przegląd kominiarski", "przegląd", 260, (("półroczny", 180, 6), ("roczny", None, 12)), 12),
    ("Przegląd instalacji elektrycznej", "przegląd", 950, (("pięcioletni", None, 60),), 60),
    ("Serwis kotła", "serwis", 380, (("podstawowy", None, 12), ("rozszerzony", 640, 12)), 12),
    ("Serwis klimatyzacji", "serwis", 310, (("wiosenny", None, 12), ("wiosenny i jesienny", 540, 6)), 12),
    ("Gwarancja na instalację", "gwarancja", 0, (("2 lata", None, 24), ("5 lat", 1200, 60)), 24),
    ("Legalizacja wodomierzy", "legalizacja", 85, (), 60),
    ("Dozór techniczny UDT", "dozór", 1450, (), 12),
    ("Umowa serwisowa całodobowa", "umowa", 2400, (("brązowa", None, 12), ("złota", 4900, 12)), 12),
)
LADDERS = (
    (StepPlan(30, "day"), StepPlan(7, "day")),
    (StepPlan(2, "month"), StepPlan(2, "week"), StepPlan(1, "day")),
    (StepPlan(14, "day"),),
)
# share of contracts in the statuses of a fresh office, in their order: new, offered, signed, running, closed, cancelled
SHARES = (8, 10, 12, 50, 14, 6)
TASKS = (
    "Odnowienie polisy", "Kontrola szczelności", "Wymiana filtrów", "Badanie ciśnieniowe", "Odczyt liczników",
    "Przedłużenie licencji", "Koniec rękojmi", "Próba ciśnieniowa hydrantów",
)  # fmt: skip
KINDS = ("kontrola", "polisa", "licencja", "rękojmia")
