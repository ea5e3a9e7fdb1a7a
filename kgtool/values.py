"""What a text means where the ontology names a datatype, and where a record gives a day or a sum."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kgtool.errors import KgError
from kgtool.namespaces import KG, RDF, XSD
from kgtool.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

SCALES: Final = {"": 1, "K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}
DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
INTEGER: Final = re.compile(r"([+-]?\d+)|([+-]?\d+(?:\.\d+)?)([KMBT])")
NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
MONEY: Final = re.compile(r"(\d+(?:\.\d+)?)([KMBT]?)-([A-Z]{3})")
LINK: Final = re.compile(r"https?://[^\s<>\"{}|\\^`/]+(?:[/?#][^\s<>\"{}|\\^`]*)?")
LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
MEANT: Final = {"true": ("true", "yes", "y", "on", "1"), "false": ("false", "no", "n", "off", "0")}
KNOWN_DIGITS: Final = {"year": 4, "month": 7}
"""How many letters of a day are known where only its year or its month is."""

DATE_FORM: Final = "a day, month or year: 2024-12-26, 2024-12, 2024"
CURRENCIES: Final = frozenset(re.findall(
    r"\w+",
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD "
    "CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP "
    "GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD "
    "KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN "
    "NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP "
    "SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES "
    "VND VUV WST XAF XCD XCG XDR XOF XPF YER ZAR ZMW ZWG",
))  # fmt: skip  # ISO 4217, the codes of money in use


class ValueFormError(KgError):
    """A text that is not a value of its datatype."""

    exit_code = 3

    def __init__(self, message: str, expected: str, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.expected = expected


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, or the first day of the month or year that is all that is known."""

    day: date
    precision: str


def parse_literal(text: str, datatype: str, language: str | None = None) -> tuple[ox.Literal, str | None]:
    """The literal that a text stands for, and the precision of a date.

    Raises: ValueFormError with what was expected.

    >>> parse_literal("1.5K", XSD + "integer")[0].value
    '1500'
    >>> parse_literal("2024-12", XSD + "date")[0].value, parse_literal("2024-12", XSD + "date")[1]
    ('2024-12-01', 'month')
    """
    if datatype == XSD + "date":
        found = parse_date(text)
        return ox.Literal(found.day.isoformat(), datatype=ox.NamedNode(datatype)), found.precision
    if datatype == RDF + "langString":
        return ox.Literal(clean_text(text), language=language or "en"), None
    if datatype == XSD + "string":
        return ox.Literal(clean_text(text)), None
    return ox.Literal(READERS[datatype](text), datatype=ox.NamedNode(datatype)), None


def clean_text(text: str) -> str:
    """The text in Unicode's composed form (NFC), without blanks around it."""
    return unicodedata.normalize("NFC", text.strip())


def parse_date(text: str) -> PartialDate:
    """The first day of a date that may lack day and month.

    Raises: ValueFormError when the calendar has no such day.
    """
    found = DATE.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        year, month, day = found.groups()
        precision = "day" if day else "month" if month else "year"
        return PartialDate(date(int(year), int(month or 1), int(day or 1)), precision)
    except ValueError:
        raise ValueFormError("not a date", DATE_FORM) from None


def parse_language(text: str) -> str:
    """A language tag (https://www.rfc-editor.org/rfc/rfc5646) in lower case.

    Raises: ValueFormError for what cannot be one.
    """
    if not LANGUAGE.fullmatch(text):
        raise ValueFormError("not a language", "a tag such as en, zh or pt-br")
    return text.lower()


def parse_link(text: str) -> str:
    """An http or https URL.

    Raises: ValueFormError for any other text.
    """
    if not LINK.fullmatch(text) or len(text) > 2_000:
        raise ValueFormError("not a URL", "https://…, without blanks")
    return text


def _integer(text: str) -> str:
    found = INTEGER.fullmatch(text)
    if found is None:
        hint = f"write {text.replace(',', '').replace('_', '')}" if re.fullmatch(r"\d[\d,_]*\d", text) else None
        raise ValueFormError("not a whole number", "digits, or digits and one of K M B T: 700, 1.5T", hint)
    number = Decimal(found[1] or found[2]) * SCALES[found[3] or ""]
    if number != number.to_integral_value():
        raise ValueFormError("not a whole number", "digits, or digits and one of K M B T: 700, 1.5T")
    if abs(number) >= 10**18:
        raise ValueFormError("a number too large", "at most 18 digits")
    return str(int(number))


def _natural(text: str) -> str:
    number = _integer(text)
    if number.startswith("-"):
        raise ValueFormError("a negative number", "0 or more")
    return number


def _positive(text: str) -> str:
    number = _natural(text)
    if number == "0":
        raise ValueFormError("not a positive number", "1 or more")
    return number


def _decimal(text: str) -> str:
    if not NUMBER.fullmatch(text) or "e" in text.lower():
        raise ValueFormError("not a number", "digits with at most one point: 3.14")
    if max(len(part) for part in text.lstrip("+-").split(".")) > 18:
        raise ValueFormError("a number too long", "at most 18 digits on either side of the point")
    return _plain(Decimal(text))


def _double(text: str) -> str:
    if not NUMBER.fullmatch(text):
        raise ValueFormError("not a number", "a finite number: 3.14 or 3.8e25")
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueFormError("a number too large", "a finite number, below 1.8e308")
    return _plain(Decimal(repr(number)))


def _plain(number: Decimal) -> str:
    """The number without exponent and without zeros at its end, as the store writes it."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _boolean(text: str) -> str:
    if text not in ("true", "false"):
        meant = next((name for name, words in MEANT.items() if text.lower() in words), None)
        raise ValueFormError("not a truth value", "true or false", f"write {meant}" if meant else None)
    return text


def _year(text: str) -> str:
    if not re.fullmatch(r"\d{4}", text):
        raise ValueFormError("not a year", "four digits: 2024")
    return text


def _money(text: str) -> str:
    """A sum such as `20M-EUR`, as `20000000 EUR`."""
    found = MONEY.fullmatch(text)
    if found is None:
        raise ValueFormError("not a sum of money", "a number and a currency: 20M-EUR")
    if found[3] not in CURRENCIES:
        hint = did_you_mean(found[3], CURRENCIES, 3)
        raise ValueFormError("not a currency", "an ISO 4217 code: EUR, USD, CNY", hint)
    return f"{_plain(Decimal(found[1]) * SCALES[found[2]])} {found[3]}"


READERS: Final[dict[str, Callable[[str], str]]] = {
    XSD + "integer": _integer,
    XSD + "nonNegativeInteger": _natural,
    XSD + "positiveInteger": _positive,
    XSD + "decimal": _decimal,
    XSD + "double": _double,
    XSD + "boolean": _boolean,
    XSD + "gYear": _year,
    XSD + "anyURI": parse_link,
    KG + "money": _money,
}
