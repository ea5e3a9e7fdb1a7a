"""What a reasoner gives back: the triples that follow, each with its rule and premises; or why it cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Triple

from kgtool.errors import WorkspaceError


@dataclass(frozen=True, slots=True)
class Inference:
    """A triple that follows, by which rule of OWL 2 RL and from which triples, written or inferred."""

    triple: Triple
    rule: str
    premises: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """A contradiction, or an axiom that the reasoner refuses: the rule, what is wrong, and the triples."""

    rule: str
    detail: str
    premises: tuple[Triple, ...]

    def __str__(self) -> str:
        """The problem in one line."""
        triples = "; ".join(map(str, self.premises))
        return f"{self.rule}: {self.detail}: {triples}" if triples else f"{self.rule}: {self.detail}"


class Inferences:
    """All that follows; iterating gives each Inference once, in no particular but in a repeatable order."""

    __slots__ = ("_all", "_explain", "_known")

    def __init__(
        self, count: int, every: Callable[[], Iterator[Inference]], explain: Callable[[Triple], Inference | None]
    ) -> None:
        self._known, self._all, self._explain = count, every, explain

    def __len__(self) -> int:
        return self._known

    def __iter__(self) -> Iterator[Inference]:
        return self._all()

    def proof(self, triple: Triple) -> Inference | None:
        """Rule and premises of a triple, None when it does not follow or is written."""
        return self._explain(triple)


def from_mapping(found: Mapping[Triple, Inference]) -> Inferences:
    """Inferences that are all there already."""
    return Inferences(len(found), lambda: iter(found.values()), found.get)


class ReasoningError(WorkspaceError):
    """The ontology contradicts itself or the facts, or asks for what the reasoner cannot do.

    `inferences` is what followed until then: it leads from the premises of a problem to what is written.
    """

    def __init__(self, message: str, problems: tuple[Problem, ...], inferences: Inferences, *, hint: str | None = None):
        super().__init__(message, hint=hint)
        self.problems = problems
        self.inferences = inferences

    def __str__(self) -> str:
        """The message and every problem."""
        return "\n".join([self.message, *map(str, self.problems)])
