"""What things are called and how they look, read from the graph once for a picture."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kgtool.namespaces import KG, RDF, RDF_TYPE, RDFS_LABEL, SH, SKOS, XSD, local_name
from kgtool.values import KNOWN_DIGITS
from kgtool.views.view import Value

if TYPE_CHECKING:
    from kgtool.store import Store, Term

LAST = (10**6, "")


class Names:
    """Labels, classes, order, marks and colours of everything in a graph."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._labels: dict[str, str] = {}
        self._classes: dict[str, list[str]] = {}
        self._looks: dict[str, dict[str, str]] = {}
        for subject, predicate, text in sorted(text_rows(store, _ANNOTATIONS)):
            if predicate == RDFS_LABEL:
                self._labels.setdefault(subject, text)
            elif predicate == RDF_TYPE:
                self._classes.setdefault(subject, []).append(text)
            else:
                self._looks.setdefault(subject, {})[local_name(predicate)] = text

    def label(self, iri: str) -> str:
        """The label of a thing, else the end of its IRI."""
        return self._labels.get(iri) or local_name(iri) or iri

    def words(self, prop: str) -> str:
        """The label of a property, else the words of its name."""
        return self._labels.get(prop) or re.sub("(?<=[a-z])(?=[A-Z])", " ", local_name(prop)).lower()

    def knows(self, iri: str) -> bool:
        """Whether the graph has a label for it."""
        return iri in self._labels

    def classes(self, iri: str) -> Sequence[str]:
        """The classes that a thing was written down as, in no order."""
        return self._classes.get(iri, ())

    def order(self, iri: str) -> tuple[float, str]:
        """The place of a class or value among its like; those without an order come last."""
        order = self._looks.get(iri, {}).get("order")
        if not order:
            return LAST
        backwards = any("highestFirst" in self._looks.get(cls, {}) for cls in self._classes.get(iri, ()))
        return (-float(order) if backwards else float(order), iri)

    def mark(self, cls: str) -> str:
        """The form in which things of a class are drawn."""
        return self._looks.get(cls, {}).get("mark", "circle")

    def under(self, iris: Iterable[str]) -> dict[str, list[str]]:
        """What is nested in each of these things: everything with a class whose IRI continues theirs."""
        wanted = set(iris)
        found: dict[str, list[str]] = {}
        for subject in sorted(self._classes):
            above = subject
            while "/" in above:
                above = above.rsplit("/", 1)[0]
                if above in wanted:
                    found.setdefault(above, []).append(subject)
        return found

    def known_dates(self) -> dict[tuple[str, str], str]:
        """Days of which only a year or a month is known, by entity or what it is nested in, as far as they are known.

        A day that any of their written statements gives in full is known in full.
        """
        found: dict[tuple[str, str], str] = {}
        for subject, day, precision in text_rows(self._store, _DAYS.format(provenance=self.graph("provenance"))):
            known = day[: KNOWN_DIGITS.get(precision, len(day))]
            above = subject
            while "/" in above:
                found[above, day] = max(found.get((above, day), ""), known, key=len)
                above = above.rsplit("/", 1)[0]
        return {(iri, day): known for (iri, day), known in found.items() if known != day}

    def graph(self, name: str) -> str:
        """The IRI of the named graph of that name; of one that nothing is in where the graph has no header."""
        return (self._header("graphs") or KG) + name

    def short(self, iri: str) -> str:
        """The id of an entity, the IRI of anything else."""
        start = self._header("individuals")
        return iri.removeprefix(start) if start else iri

    def _header(self, name: str) -> str:
        return next((looks[name] for looks in self._looks.values() if name in looks), "")

    def value(self, iri: str) -> Value:
        """A value with its words and colours."""
        looks = self._looks.get(iri, {})
        return Value(
            id=iri,
            label=self.label(iri),
            definition=looks.get("definition", ""),
            colour=looks.get("colour", ""),
            dark_colour=looks.get("darkColour", ""),
            fill=looks.get("fill", "solid"),
            mark=looks.get("mark", ""),
        )


_ANNOTATIONS = f"""
SELECT ?s ?p ?o WHERE {{
  VALUES ?p {{
    <{RDFS_LABEL}> <{RDF_TYPE}> <{SKOS}definition> <{SH}order> <{KG}mark> <{KG}colour> <{KG}darkColour> <{KG}fill>
    <{KG}highestFirst> <{KG}individuals> <{KG}graphs>
  }}
  ?s ?p ?o
  FILTER (isIRI(?s) && !isBlank(?o))
}}
"""


# Of the many days only those are looked at that some statement gives inexactly.
_DAYS = f"""
PREFIX rdf: <{RDF}>
SELECT ?s ?o ?precision WHERE {{{{
  {{{{
    SELECT DISTINCT ?o WHERE {{{{
      GRAPH <{{provenance}}> {{{{ ?inexact <{KG}precision> ?any ; rdf:object ?o }}}}
      FILTER (DATATYPE(?o) = <{XSD}date>)
    }}}}
  }}}}
  GRAPH <{{provenance}}> {{{{
    ?fact rdf:object ?o . ?fact <{KG}file> ?file ; rdf:subject ?s
    OPTIONAL {{{{ ?fact <{KG}precision> ?precision }}}}
  }}}}
}}}}
"""


def text_rows(store: Store, query: str) -> list[tuple[str, ...]]:
    """The rows of a SELECT as plain text, unbound cells empty."""
    return [tuple(map(text_of, row)) for row in store.select(query).rows]


def text_of(term: Term | None) -> str:
    """The IRI or the lexical form of a term, empty for none."""
    return "" if term is None else getattr(term, "value", str(term))
