"""On which day an entity begins: what a key says that the ontology marks so, or the first record nested under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgtool.records import Items, Record, Scalar, Value, first_text
from kgtool.values import ValueFormError, parse_date

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kgtool.ontology import EntityClass, Field, Ontology


def beginning(ontology: Ontology, cls: EntityClass, record: Record) -> date | None:
    """The day before which a record's entity is not there; None where that is not told of all that it begins with."""
    told = [(field, record.values[key]) for key, field in cls.fields.items() if field.begins and key in record.values]
    days = [day for field, value in told for day in _days(ontology, field, value)]
    return min((day for day in days if day), default=None) if all(days) else None


def _days(ontology: Ontology, field: Field, value: Value) -> Iterator[date | None]:
    """The day of each value that is relied on, or of each nested record."""
    if isinstance(value, Items):
        for item in value.items:
            yield from _days(ontology, field, item)
    elif isinstance(value, Scalar):
        yield _day(value)
    elif field.nested:
        yield beginning(ontology, ontology.classes[field.classes[0]], value)
    elif first_text(value.values.get("rank")) != "other" and "value" in value.values:
        yield from _days(ontology, field, value.values["value"])


def _day(text: Scalar) -> date | None:
    try:
        return parse_date(text.text).day
    except ValueFormError:
        return None
