"""What there is to do in the demo firm: its errands, cases, series, and what people write to one another."""

from __future__ import annotations

from dataclasses import dataclass

from crm.core.priority import HIGH, LOW, NORMAL, URGENT


@dataclass(frozen=True)
class Errand:
    """A task as somebody there would write it; `of` is the kind of record it belongs to, if any."""

    title: str
    of: str | None
    category: str
    note: str
    minutes: int
    checklist: tuple[str, ...] = ()
    description: str | None = None


@dataclass(frozen=True)
class Matter:
    """What a client comes with: a case, what is asked about it and answered, and what has to be done."""

    title: str
    description: str
    question: str
    answer: str
    errand: str


ERRANDS = (
    Errand(
        "Potwierdzić termin przeglądu", "client", "telefon", "Nikt nie odbiera, kolejna próba jutro rano.", 10,
        description="Najlepiej dzwonić między 8 a 10.",
    ),
    Errand(
        "Przygotować aneks do umowy", "contract", "dokumenty", "Projekt gotowy, czeka na akceptację cen.", 45,
        ("Sprawdzić ceny", "Wysłać projekt klientowi", "Zebrać podpisy"),
    ),
    Errand(
        "Umówić wizytę przed końcem terminu", "monitoring", "telefon", "Klient prosi o termin po południu.", 15,
    ),
    Errand(
        "Zamówić części do kotła", "contract", "zakupy", "Zamówione, dostawa w ciągu trzech dni.", 20,
        ("Palnik", "Uszczelki", "Czujnik ciągu"), "Typ kotła jest w protokole z ostatniego przeglądu.",
    ),
    Errand("Wysłać ofertę na serwis klimatyzacji", "client", "oferty", "Wycena policzona, brakuje terminu.", 30),
    Errand(
        "Przygotować protokół z przeglądu", "monitoring", "dokumenty", "Pomiary przepisane, zostały zdjęcia.", 60,
        ("Wpisać wyniki pomiarów", "Dołączyć zdjęcia", "Wysłać do podpisu"),
    ),
    Errand("Uporządkować magazyn części", None, "biuro", "Regały od okna gotowe.", 90, ("Regały", "Spis", "Zwroty")),
    Errand("Wystawić fakturę za przegląd", "contract", "faktury", "Czekam na numer zamówienia od klienta.", 10),
    Errand("Uzupełnić dane do faktury", "client", "biuro", "Księgowa obiecała odpisać do jutra.", 10),
    Errand(
        "Sprawdzić uprawnienia ekipy przed wyjazdem", "monitoring", "wyjazdy", "Brakuje jednego zaświadczenia.", 25,
        ("Uprawnienia gazowe", "Uprawnienia elektryczne", "Badania lekarskie"),
    ),
    Errand("Oddać samochód serwisowy na przegląd", None, "wyjazdy", "Warsztat przyjmie go w środę rano.", 15),
    Errand("Odebrać podpisany egzemplarz umowy", "contract", "dokumenty", "Egzemplarz czeka w sekretariacie.", 20),
)  # fmt: skip
FREE = Errand("", None, "biuro", "", 5)
CASES, TRIPS = "sprawy", "wyjazdy"
PRIORITIES = (NORMAL, NORMAL, HIGH, NORMAL, LOW, NORMAL, URGENT)
REASONS = (
    "W tym tygodniu mam już dwa wyjazdy poza miasto.",
    "Nie mam uprawnień do tego urządzenia.",
    "Ten klient prosił o stały kontakt z jedną osobą.",
)
GAVE_UP = "Klient zrezygnował."
OFFERS = (
    "Dyżur przy telefonie serwisowym",
    "Pilny wyjazd: brak ogrzewania w szkole",
    "Odbiór próbnika szczelności z wypożyczalni",
)
SHARED = ("Zgłosić się na szkolenie BHP", "Podać rozmiary odzieży roboczej", "Uzupełnić karty pojazdów")
SHARED_NOTE = "Zgłoszenie wysłane."
PARTS = ERRANDS[3]  # cannot be done before:
BEFORE = "Ustalić dostępność części w hurtowni"
DONE_NOTE = "Załatwione zgodnie z planem."

# in the order of the kinds of a fresh office: inquiry, service report, sale, complaint
MATTERS = (
    (
        Matter(
            "Pytanie o przegląd instalacji gazowej", "Prosi o cenę i najbliższy wolny termin dla trzech lokali.",
            "Czy możemy dać rabat, skoro są trzy lokale?", "Tak, do dziesięciu procent.",
            "Policzyć cenę dla trzech lokali",
        ),
        Matter(
            "Zapytanie o klimatyzację do sali zebrań", "Sala ma 60 m², trzecie piętro, bez windy.",
            "Kto może pojechać na oględziny?", "Najlepiej w czwartek, będzie wolny samochód.", "Pojechać na oględziny",
        ),
    ),
    (
        Matter(
            "Kocioł wyłącza się w nocy", "Błąd E119, rano trzeba go uruchamiać ręcznie.",
            "Czy mamy na stanie czujnik ciśnienia?", "Jest jeden, odłożę go na półkę serwisu.",
            "Wymienić czujnik ciśnienia",
        ),
        Matter(
            "Klimatyzacja przecieka", "Woda kapie z jednostki w sekretariacie.",
            "Czy to jeszcze gwarancja?", "Tak, montaż był w zeszłym roku.", "Udrożnić odpływ skroplin",
        ),
    ),
    (
        Matter(
            "Rozszerzenie umowy serwisowej", "Chcą objąć serwisem drugi budynek.",
            "Liczymy jako jedną umowę czy dwie?", "Jedna umowa, dwie pozycje.",
            "Przygotować kosztorys drugiego budynku",
        ),
        Matter(
            "Nowa instalacja w kotłowni", "Projekt jest gotowy, szukają wykonawcy na wiosnę.",
            "Zdążymy z ofertą do piątku?", "Tak, ceny z hurtowni będą jutro.", "Zebrać ceny z hurtowni",
        ),
    ),
    (
        Matter(
            "Reklamacja po przeglądzie", "Po przeglądzie piec głośno pracuje.",
            "Kto tam był ostatnio?", "Ekipa jest w protokole, pojedziemy tam jutro razem.", "Sprawdzić piec na miejscu",
        ),
        Matter(
            "Błędna kwota na fakturze", "Na fakturze jest stara stawka za przegląd kominiarski.",
            "Wystawiamy korektę?", "Tak, i proszę od razu wysłać ją klientowi.", "Wystawić korektę faktury",
        ),
    ),
)  # fmt: skip
MATTERS_OF = ("Handlowcy", "Serwis", "Handlowcy", "Serwis")  # whose they are
# about which kind of record, the question, the answer, and whose it is (place among the staff; none: the manager)
TALKS = (
    ("contract", "Czy ten klient ma już podpisany aneks?", "Podpisany egzemplarz wrócił wczoraj.", None),
    ("client", "Od stycznia zmienia się osoba do kontaktu, warto dopytać.", "Dobrze, zadzwonimy do nich.", None),
    ("monitoring", "Ostatnio brakowało tam klucza do kotłowni.", "Administrator budynku będzie na miejscu.", None),
    ("contract", "Proszą o fakturę na inny adres.", "Zapisane, dziękuję.", 10),
)

YEARLY = "FREQ=YEARLY"
# whose (place among the staff), title, rule, first hour, days ahead, day off, minutes, category, checklist
SERIES = (
    (1, "Odprawa serwisu i podział zleceń", "FREQ=WEEKLY;BYDAY=MO", 8, 3, "move", 60, "biuro",
     ("Zlecenia na tydzień", "Samochody", "Części na zamówienie")),
    (4, "Kontrola stanu części w magazynie", "FREQ=WEEKLY;BYDAY=WE", 13, 1, "skip", 120, "zakupy", ()),
    (2, "Raport sprzedaży za miesiąc", "FREQ=MONTHLY;BYMONTHDAY=5", 10, 7, "move", 480, "biuro", ()),
    (5, "Zestawienie godzin serwisu", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", 14, 5, "as_is", 120,
     "biuro", ()),
    (3, "Przegląd gaśnic w biurze", YEARLY, 9, 30, "move", 240, "biuro",
     ("Biuro", "Magazyn", "Samochody")),
)  # fmt: skip
VISITS = ("Wizyta serwisowa", "Odczyt i kontrola szczelności")
HOLIDAY, PLANNED_HOLIDAY, SICK = "Urlop wypoczynkowy", "Urlop", "Zwolnienie lekarskie"
SOURCES = (
    "umowa, punkt o kontakcie",
    "formularz na stronie",
    "rozmowa telefoniczna",
    "zgoda podpisana przy przeglądzie",
)
WITHDRAWN = "telefon: nie chcą już wiadomości"

FILE = "Protokół odbioru.txt"
PROTOCOL = """PROTOKÓŁ ODBIORU ROBÓT

Wykonawca: {office}
Umowa: {number}
Zamawiający: {client}

Instalacja została sprawdzona w obecności zamawiającego.
Próba szczelności: wynik pozytywny.
Uwag nie zgłoszono.

Podpisy: ...........................   ...........................
"""

# name, form, language, subject, text
TEMPLATES = (
    ("Przypomnienie o wizycie", "email", "pl", "Wizyta {{task.from}}: {{task.title}}",
     "Dzień dobry, {{person.name}},\n\nprzypominamy o wizycie {{task.from}} ({{task.title}}).\n"
     "Jeśli termin nie pasuje, prosimy o telefon lub odpowiedź na tę wiadomość.\n\n"
     "{{owner.name}}\n{{office.name}}\n{{owner.email}}"),
    ("Visit reminder", "email", "en", "Visit on {{task.from}}: {{task.title}}",
     "Dear {{person.name}},\n\nthis is a reminder of our visit on {{task.from}} ({{task.title}}).\n"
     "If the time does not suit you, please call us or answer this message.\n\n"
     "{{owner.name}}\n{{office.name}}\n{{owner.email}}"),
    ("Przypomnienie o wizycie", "sms", "pl", None,
     "{{office.name}}: przypominamy o wizycie {{task.from}} ({{task.title}}). {{owner.name}}"),
    ("Visit reminder", "sms", "en", None,
     "{{office.name}}: a reminder of our visit on {{task.from}} ({{task.title}}). {{owner.name}}"),
)  # fmt: skip
CHANNELS = {
    LOW: ("bell",),
    NORMAL: ("bell", "email"),
    HIGH: ("bell", "email", "push"),
    URGENT: ("bell", "email", "push", "sms"),
}
