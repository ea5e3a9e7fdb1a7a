"""Proofs as the reasons on an evidence page: short of what merely passes on, with numbered sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgtool.formats.visible import clipped
from kgtool.proofs import FOLDED, IN_WORDS, condensed
from kgtool.reports.report import Reason, SourceList

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kgtool.cards import Term
    from kgtool.proofs import Absence, Proof

LONGEST = 600


@dataclass(frozen=True, slots=True)
class Words:
    """What things are called: `name` gives that of an IRI, `term` that of a value, as exact as it is known."""

    name: Callable[[str], str]
    term: Callable[[Term, str], str]


def reasons_of(proofs: Sequence[Proof], words: Words, sources: SourceList) -> tuple[Reason, ...]:
    """The reasons that proofs give: what is said of the value of one stands below it."""
    below: dict[str, list[Proof]] = {}
    for proof in proofs:
        below.setdefault(proof.subject, []).append(proof)
    values = {_value(proof) for proof in proofs if _value(proof) != proof.subject}
    told: set[str] = set()

    def nested(proof: Proof) -> Reason:
        told.add(proof.node)
        reason = _reason(condensed(proof), words, sources)
        return reason._replace(
            further=tuple(nested(one) for one in below.get(_value(proof), ()) if one.node not in told)
        )

    roots = [nested(proof) for proof in proofs if proof.subject not in values]
    return (*roots, *(nested(proof) for proof in proofs if proof.node not in told))


def _value(proof: Proof) -> str:
    return str(getattr(proof.fact.value, "value", ""))


def _reason(proof: Proof, words: Words, sources: SourceList) -> Reason:
    fact = proof.fact
    parts = tuple(_reason(premise, words, sources) for premise in proof.premises if _is_told(premise))
    follows = bool(proof.rule) and not proof.again
    return Reason(
        subject=clipped(words.name(proof.subject), LONGEST),
        property=clipped(words.name(fact.predicate), LONGEST),
        value=clipped(words.term(fact.value, fact.precision), LONGEST),
        place="see above" if proof.again else f"{fact.file}:{fact.line}" if fact.file else "",
        sources=() if proof.again else tuple(sources.number(cited) for cited in fact.citations),
        note=clipped(fact.note, LONGEST) if fact.file else "",
        because=(" ".join(proof.said) or IN_WORDS.get(proof.rule, proof.rule_label)) if follows else "",
        rule=proof.rule if follows else "",
        parts=parts,
        absences=() if parts else tuple(_absence(absence, words) for absence in proof.absences),
    )


def _is_told(premise: Proof) -> bool:
    return not (premise.is_schema or premise.fact.predicate in FOLDED)


def _absence(absence: Absence, words: Words) -> str:
    what = words.name(absence.predicate)
    if not absence.object:
        return f"no {what} of {words.name(absence.subject)} says otherwise"
    if not absence.subject:
        return f"nothing has {what} {words.name(absence.object)}"
    return f"not so: {words.name(absence.subject)} · {what} · {words.name(absence.object)}"
