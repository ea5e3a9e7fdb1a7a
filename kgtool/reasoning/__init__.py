"""What follows from axioms and facts by OWL 2 RL."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from pyoxigraph import Triple

from kgtool.reasoning import compiled, oracle
from kgtool.reasoning.inferences import Inference, Inferences, Problem, ReasoningError

__all__ = ["REASONERS", "Inference", "Inferences", "Problem", "Reasoner", "ReasoningError", "infer"]

Reasoner = Callable[[Iterable[Triple], Iterable[Triple]], Inferences]
"""From the triples of an ontology and those of its facts to what follows."""

REASONERS: Final[dict[str, Reasoner]] = {"compiled": compiled.infer, "owlrl": oracle.infer}

infer: Final = compiled.infer
