"""What follows from axioms and facts by OWL 2 RL."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from kgtool.reasoning.inferences import Inference, Inferences, Problem, ReasoningError

if TYPE_CHECKING:
    from pyoxigraph import Triple

    Reasoner = Callable[[Iterable[Triple], Iterable[Triple]], Inferences]

__all__ = ["REASONERS", "Inference", "Inferences", "Problem", "ReasoningError", "infer"]


def infer(ontology: Iterable[Triple], data: Iterable[Triple]) -> Inferences:
    """What follows from the triples of an ontology and of facts, by the default reasoner, with proofs.

    Raises: ReasoningError with every contradiction, or every axiom that is not supported.
    """
    from kgtool.reasoning import compiled

    return compiled.infer(ontology, data)


def _infer_by_owlrl(ontology: Iterable[Triple], data: Iterable[Triple]) -> Inferences:
    from kgtool.reasoning import oracle

    return oracle.infer(ontology, data)


REASONERS: Final[dict[str, Reasoner]] = {"compiled": infer, "owlrl": _infer_by_owlrl}
