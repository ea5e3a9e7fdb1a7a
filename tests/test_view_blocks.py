"""Blocks of views that name what is not there, or say it in a wrong form: each fault with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtool.errors import WorkspaceError
from kgtool.queries.block import parse_saved_query

BODY = """
PREFIX kg: <https://w3id.org/kgtool/ns#>
PREFIX sea: <https://example.org/sea/ns#>
CONSTRUCT { ?ship a kg:Node , sea:Ship ; kg:grade ?kind ; sea:home ?port ; sea:sister ?other }
WHERE { VALUES ?ship { UNDEF } ?ship sea:kind ?kind ; sea:home ?port ; sea:sister ?other }
"""
RIGHT = """#+ summary: Ships
#+ params:
#+   ship: {type: Ship}
#+ layout: lanes
#+ colour: grade
#+ facets: {grade: Kind, home: Port}
#+ by: [home, grade]
#+ flags: {sister: sister of}
#+ counts: Ship
#+ root: ship
#+ notes: {Left out: "boats"}
#+ holds: [fleet, ports]
"""


def faults(block: str) -> list[str]:
    try:
        parse_saved_query(Path("ships.rq"), block + BODY, "queries/views/ships.rq")
    except WorkspaceError as error:
        return [f"{fault.line}: {fault.message}" for fault in error.faults]
    return []


def test_a_right_block_has_no_fault() -> None:
    assert faults(RIGHT) == []


@pytest.mark.parametrize(
    ("said", "instead", "fault"),
    [
        ("layout: lanes", "layout: lane", "4: no layout is called lane"),
        ("layout: lanes", "layout: [lanes]", "4: layout is not a text"),
        ("colour: grade", "colour: paint", "5: the query constructs no paint"),
        ("{grade: Kind, home: Port}", "[grade, home]", "6: facets is not a mapping"),
        ("{grade: Kind, home: Port}", "{grade: Kind, home: Port, age: Age}", "6: the query constructs no age"),
        ("by: [home, grade]", "by: [home, gade]", "7: by: gade is no facet of the view"),
        ("by: [home, grade]", "by: {home: grade}", "7: by is not a list"),
        ("{sister: sister of}", "{brother: brother of}", "8: the query constructs no brother"),
        ("{sister: sister of}", "[sister]", "8: flags is not a mapping"),
        ("counts: Ship", "counts: Boat", "9: the query constructs no Boat"),
        ("root: ship", "root: boat", "10: root: no parameter is called boat"),
        ("[fleet, ports]", "[fleet, ships]", "12: a page cannot hold itself"),
        ("[fleet, ports]", "[fleet, fleet]", "12: fleet is held twice"),
        ("[fleet, ports]", "{fleet: ports}", "12: holds is not a list"),
    ],
)
def test_what_a_block_says_wrongly_is_told_with_its_line(said: str, instead: str, fault: str) -> None:
    assert said in RIGHT
    assert faults(RIGHT.replace(said, instead)) == [fault]


def test_a_form_says_how_many_facets_it_is_made_of() -> None:
    block = "#+ summary: Ships\n#+ layout: matrix\n#+ facets: {grade: Kind}\n#+ by: [grade]\n"
    assert faults(block) == ["2: matrix is made of 2, by names 1"]
