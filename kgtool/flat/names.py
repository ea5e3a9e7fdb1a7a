"""What tables and columns are called: names that need no quotation marks in SQL, or as few as can be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kgtool.namespaces import KG

if TYPE_CHECKING:
    from kgtool.ontology import EntityClass, Ontology

LONGEST: Final = 28  # a sheet's name has at most 31 characters; some are left for a number behind it
TAKEN: Final = ("about", "codebook", "concepts", "facts", "citations", "history")  # the last one spreadsheets refuse


def table_name(ontology: Ontology, cls: EntityClass) -> str:
    """The plural of a class's label, as `kg:plural` has it; else the label itself, or with an English ending."""
    written = [
        axiom.triple.object
        for axiom in ontology.triples
        if axiom.triple.predicate.value == KG + "plural" and getattr(axiom.triple.subject, "value", "") == cls.iri
    ]
    if written:
        return slug(getattr(written[0], "value", "")) or slug(cls.name)
    name = slug(cls.label) or slug(cls.name)
    return plural(name) if ontology.language.split("-")[0] == "en" else name


def slug(text: str) -> str:
    """A text in small letters, digits and underscores, of any script.

    >>> slug("contextLength"), slug("home port"), slug("URL (home)"), slug("2 ways")
    ('context_length', 'home_port', 'url_home', 'n_2_ways')
    """
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text)
    name = re.sub(r"\W+", "_", parted).strip("_").lower()
    return (f"n_{name}" if name[:1].isdigit() else name)[:60]


def plural(name: str) -> str:
    """The plural of an English word, by the rule.

    >>> plural("ship"), plural("duty"), plural("key"), plural("glass"), plural("branch")
    ('ships', 'duties', 'keys', 'glasses', 'branches')
    """
    if re.search(r"[^aeiou]y$", name):
        return name[:-1] + "ies"
    return name + ("es" if re.search(r"(s|x|z|ch|sh)$", name) else "s")


def unique(name: str, taken: set[str]) -> str:
    """The name, with a number behind it where it is taken; takes it.

    >>> names = {"ships"}
    >>> unique("ships", names), unique("ships", names)
    ('ships_2', 'ships_3')
    """
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}_{number}"
    taken.add(found)
    return found
