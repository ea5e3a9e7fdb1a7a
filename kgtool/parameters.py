"""The parameters of a saved query: their types, and the terms that texts of a user become."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from kgtool.errors import UsageError
from kgtool.namespaces import KG, XSD
from kgtool.nearest import did_you_mean

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

Resolve = Callable[[str, str], str]
"""Gives the IRI for a class name (empty: any class) and what a user typed; raises UsageError."""

TYPES: Final = {
    "string": "a text",
    "integer": "a whole number, 1500 or 1.5K",
    "decimal": "a number, 0.25",
    "double": "a number, 2.5e8",
    "boolean": "true or false",
    "date": "a day, month or year: 2024-12-26, 2024-12 or 2024",
    "dateTime": "a day and time, 2024-12-26T10:00:00Z",
    "gYear": "a year, 2024",
    "anyURI": "an address, https://example.org/",
    "iri": "an IRI, a prefixed name or an id",
    "money": "a sum and its currency, 20M-EUR",
    "enum": "one of the values listed",
}
RESERVED: Final = frozenset(
    {
        "format",
        "output",
        "rows",
        "timeout",
        "directory",
        "quiet",
        "verbose",
        "force",
        "data",
        "named",
        "base",
        "help",
        "hops",
        "report",
    }
    | {"as-of", "fail-unless", "fail-empty", "explain", "endpoint", "version"}
)
NAME: Final = r"[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*"


class Param(NamedTuple):
    """A value that a saved query asks for; `type` is a word of TYPES or the name of a class.

    `default` holds no text when there is none; `enum` the values allowed when the type is `enum`.
    """

    name: str
    type: str
    help: str = ""
    default: tuple[str, ...] = ()
    required: bool = False
    many: bool = False
    enum: tuple[str, ...] = ()
    line: int = 0

    @property
    def flag(self) -> str:
        """How the command line writes it: `--annual-revenue`."""
        return "--" + kebab(self.name)

    @property
    def variable(self) -> str:
        """The variable of the query that it fills."""
        return self.name.replace("-", "_")

    @property
    def is_class(self) -> bool:
        """Whether its values are entities of a class."""
        return self.type not in TYPES

    @property
    def expectation(self) -> str:
        """What a value looks like, in words.

        >>> Param("color", "enum", enum=("black", "red")).expectation
        'black or red'
        """
        if self.type == "enum":
            return " or ".join(self.enum)
        return TYPES.get(self.type) or f"the id or the name of a {self.type}"


def kebab(name: str) -> str:
    """A camelCase or snake_case name as words with hyphens.

    >>> kebab("annualRevenue"), kebab("monthly_users")
    ('annual-revenue', 'monthly-users')
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).replace("_", "-").lower()


def param_terms(
    param: Param, texts: Sequence[str], resolve: Resolve, prefixes: Mapping[str, str]
) -> list[NamedNode | Literal]:
    """The terms that the texts given for a parameter stand for.

    Raises: UsageError for the first that does not fit, or for several where one is expected.
    """
    if len(texts) > 1 and not param.many:
        raise UsageError(f"{param.flag} takes one value, got {len(texts)}", hint=f"give it once: {param.expectation}")
    return [_term(param, text, resolve, prefixes) for text in texts]


def _term(param: Param, text: str, resolve: Resolve, prefixes: Mapping[str, str]) -> NamedNode | Literal:
    from pyoxigraph import NamedNode

    if not is_text(text):
        raise _misfit(param, ascii(text), "write it in UTF-8")
    if param.is_class:
        return NamedNode(resolve(param.type, text))
    if param.type == "iri":
        return NamedNode(_iri(text, prefixes) or resolve("", text))
    if param.type == "enum" and text not in param.enum:
        raise _misfit(param, text, did_you_mean(text, param.enum))
    return _literal(param, text)


def _literal(param: Param, text: str) -> Literal:
    from pyoxigraph import Literal, NamedNode

    from kgtool.values import ValueFormError, parse_literal

    if param.type in ("string", "enum"):
        return Literal(text)
    if param.type == "dateTime":
        return Literal(_date_time(param, text), datatype=NamedNode(XSD + "dateTime"))
    try:
        return parse_literal(text, KG + "money" if param.type == "money" else XSD + param.type)[0]
    except ValueFormError as fault:
        raise _misfit(param, text, fault.hint) from None


def _date_time(param: Param, text: str) -> str:
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        raise _misfit(param, text) from None


def _misfit(param: Param, text: str, hint: str | None = None) -> UsageError:
    shown = text if len(text) <= 60 else text[:57] + "…"
    return UsageError(f"{param.flag}: got {shown!r}, expected {param.expectation}", hint=hint)


def _iri(text: str, prefixes: Mapping[str, str]) -> str | None:
    """An IRI or prefixed name written out; None for anything else."""
    bare = text[1:-1] if text.startswith("<") and text.endswith(">") else text
    prefix, colon, rest = bare.partition(":")
    if colon and prefix in prefixes and not rest.startswith("//"):
        bare = prefixes[prefix] + rest
    return bare if "://" in bare and is_iri(bare) else None


def is_text(text: str) -> bool:
    """Whether a text from the command line came in UTF-8.

    >>> is_text("chat"), is_text("\\udcff")
    (True, False)
    """
    return not any("\ud800" <= character <= "\udfff" for character in text)


def is_iri(text: str) -> bool:
    """Whether a text is an absolute IRI.

    >>> is_iri("https://example.org/tom"), is_iri("https://example.org/tom cat")
    (True, False)
    """
    from pyoxigraph import NamedNode

    try:
        NamedNode(text)
    except ValueError:
        return False
    return True
