"""Proofs and shortfalls for readers: a tree in the terminal, and records for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kgtool.cli.terminal import BOLD, DIM, PLAIN, has_colour
from kgtool.formats.visible import clipped, visible
from kgtool.proofs import FOLDED, IN_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kgtool.cards import Citation, Term
    from kgtool.cli.session import Session
    from kgtool.proofs import Absence, Proof
    from kgtool.shortfalls import Goal, Shortfall

FEW: Final = 3


class ProofTree:
    """Writes proofs for readers: sources are numbered where they are used, and listed below."""

    def __init__(self, session: Session, *, verbose: bool) -> None:
        self.session = session
        self.verbose = verbose
        self.sources: dict[Citation, int] = {}
        self.bold, self.faint, self.plain = (BOLD, DIM, PLAIN) if has_colour() else ("", "", "")

    def name(self, iri: str) -> str:
        """The label of something, with its id where it is a part of something else."""
        label, short = self.session.name(iri), self.session.style().short(iri)
        return visible(clipped(label if short.count("/") < 2 or label == short else f"{label} ({short})", 200))

    def statement(self, proof: Proof) -> str:
        """The conclusion in one line."""
        fact = proof.fact
        value = visible(clipped(self.session.term(fact.value, fact.precision), 300))
        return f"{self.bold}{self.name(proof.subject)}{self.plain} · {self.session.name(fact.predicate)} · {value}"

    def listing(self, proofs: Sequence[Proof]) -> list[str]:
        """The conclusions, those of a property together."""
        found: dict[str, list[str]] = {}
        for proof in proofs:
            if proof.fact.predicate not in FOLDED:
                value = visible(clipped(self.session.term(proof.fact.value, proof.fact.precision), 300))
                found.setdefault(self.session.name(proof.fact.predicate), []).append(value)
        width = max(map(len, found), default=0)
        return [f"{name:<{width}}  {', '.join(sorted(values))}" for name, values in sorted(found.items())]

    def proof(self, proof: Proof) -> list[str]:
        """The lines of a proof, short of what merely passes on unless all is to be shown."""
        from kgtool.proofs import condensed

        return self._lines(proof if self.verbose else condensed(proof))

    def _lines(self, proof: Proof) -> list[str]:
        lines = [self.statement(proof) + self._place(proof)]
        if proof.rule and not proof.again:
            why = " ".join(visible(said) for said in proof.said) or IN_WORDS.get(proof.rule, proof.rule_label)
            lines.append(f"  because: {why} {self.faint}[{proof.rule}]{self.plain}")
        parts = [self._lines(premise) for premise in proof.premises if self._is_shown(premise)]
        if self.verbose or not parts:
            parts += [[self.absence(absence)] for absence in proof.absences]
        return [*lines, *_branches(parts)]

    def _is_shown(self, premise: Proof) -> bool:
        return self.verbose or not (premise.is_schema or premise.fact.predicate in FOLDED)

    def _place(self, proof: Proof) -> str:
        """Where a fact is written and who says so; of what was told above, that."""
        fact = proof.fact
        if proof.again:
            return f" {self.faint}(see above){self.plain}"
        if not fact.file:
            return ""
        numbers = "".join(f"[{self.sources.setdefault(cited, len(self.sources) + 1)}]" for cited in fact.citations)
        note = f" — {visible(clipped(fact.note, 300))}" if fact.note else ""
        return f" {self.faint}{fact.file}:{fact.line} {numbers}{self.plain}{note}"

    def absence(self, absence: Absence) -> str:
        """What was not there, in words."""
        what = self.session.name(absence.predicate)
        if not absence.object:
            return f"no {what} of {self.name(absence.subject)} says otherwise"
        if not absence.subject:
            return f"nothing has {what} {self.name(absence.object)}"
        return f"not so: {self.name(absence.subject)} · {what} · {self.name(absence.object)}"

    def shortfall(self, found: Shortfall) -> list[str]:
        """The lines of what keeps something from holding."""
        parts: list[list[str]] = [self.proof(proof) for proof in found.against]
        parts += [self.shortfall(part) for part in found.missing]
        if not parts and not found.instead:
            return [f"{self._goal(found.goal)}: not recorded"]
        instead = ", ".join(self.session.term(proof.fact.value) for proof in found.instead[:FEW])
        lines = [f"{self._goal(found.goal)}: no" + (f"; it is {visible(instead)}" if instead else "")]
        if not parts:
            parts = [self.proof(proof) for proof in found.instead[:FEW]]
        return [*lines, *_branches(parts)]

    def _goal(self, goal: Goal) -> str:
        subject, predicate, value = goal
        who = self.name(getattr(subject, "value", "")) if subject is not None else "something"
        what = visible(self.session.term(value)) if value is not None else "anything"
        return f"{self.bold}{who}{self.plain} · {self.session.name(predicate.value)} · {what}"

    def source_lines(self) -> list[str]:
        """The sources that were numbered."""
        lines = ["", f"{self.bold}Sources{self.plain}"] if self.sources else []
        for cited, number in self.sources.items():
            parts = [cited.title, cited.url if cited.url != cited.title else "", cited.locator]
            read = f"read {cited.read}" if cited.read else ""
            lines.append(f"  [{number}] " + visible(", ".join(part for part in (*parts, read) if part)))
        return lines

    def record(self, proof: Proof) -> dict[str, object]:
        """A proof as JSON holds it; what is empty is left out."""
        fact = proof.fact
        told = {
            **self._triple(proof.subject, fact.predicate, fact.value),
            "rule": proof.rule,
            "ruleFile": proof.rule_file,
            "because": list(proof.said),
            "file": fact.file,
            "line": fact.line or None,
            "note": fact.note,
            "sources": [
                {name: getattr(cited, name) for name in ("url", "title", "locator", "read") if getattr(cited, name)}
                for cited in fact.citations
            ],
            "premises": [self.record(premise) for premise in proof.premises],
            "absent": [
                {part: text for part in ("subject", "predicate", "object") if (text := getattr(absence, part))}
                for absence in proof.absences
            ],
            "toldAbove": proof.again or None,
        }
        return {name: content for name, content in told.items() if content not in ("", None, [])}

    def _triple(self, subject: str, predicate: str, value: Term | None) -> dict[str, object]:
        from kgtool.formats.json import value as json_value

        return {
            "subject": subject,
            "subjectLabel": self.session.index.label(subject),
            "property": predicate,
            "propertyLabel": self.session.name(predicate),
            "value": json_value(value) if value is not None else None,
            "valueLabel": self.session.term(value) if value is not None else None,
        }

    def shortfall_record(self, found: Shortfall) -> dict[str, object]:
        """What keeps something from holding, as JSON holds it."""
        subject, predicate, value = found.goal
        told = {
            **self._triple(getattr(subject, "value", ""), predicate.value, value),
            "holds": False,
            "rule": found.rule,
            "against": [self.record(proof) for proof in found.against],
            "instead": [self.record(proof) for proof in found.instead],
            "missing": [self.shortfall_record(part) for part in found.missing],
        }
        return {name: content for name, content in told.items() if content not in ("", None, [])}


def _branches(parts: Sequence[list[str]]) -> Iterator[str]:
    """The lines of parts, drawn as the branches of a tree."""
    for number, lines in enumerate(parts, start=1):
        last = number == len(parts)
        for place, line in enumerate(lines):
            yield (("└─ " if last else "├─ ") if place == 0 else ("   " if last else "│  ")) + line
