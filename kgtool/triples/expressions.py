"""Expressions of names, AND, OR and brackets.

The grammar is a part of that of https://spdx.github.io/spdx-spec/v3.0.1/, in its annex on expressions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from kgtool.values import ValueFormError

TOKEN: Final = re.compile(r"\s*([()]|[A-Za-z0-9.+/:_-]+)")
MAX_LENGTH: Final = 2_000
FORM: Final = "a name, or names joined by AND, OR and brackets: A OR (B AND C)"


@dataclass(frozen=True, slots=True)
class Combination:
    """Operands joined by one word, `AND` or `OR`."""

    word: str
    operands: tuple[Combination | str, ...]


Expression = Combination | str


def parse_expression(text: str) -> Expression:
    """The tree of an expression; AND binds more closely than OR, and `A WITH B` is one name.

    Raises: ValueFormError when it is not well formed.

    >>> parse_expression("A OR B AND C")
    Combination(word='OR', operands=('A', Combination(word='AND', operands=('B', 'C'))))
    """
    tokens = _tokens(text)
    tree, rest = _joined(tokens, 0, "OR", 0)
    if rest < len(tokens):
        raise ValueFormError(f"{tokens[rest]} does not fit into the expression", FORM)
    return tree


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    place, text = 0, text.strip()
    while place < len(text):
        found = TOKEN.match(text, place)
        if found is None or len(text) > MAX_LENGTH:
            raise ValueFormError("not an expression", FORM)
        if found[1].upper() in ("AND", "OR", "WITH") and not found[1].isupper():
            raise ValueFormError("not an expression", FORM, f"write {found[1].upper()}")
        tokens.append(found[1])
        place = found.end()
    return tokens


def _joined(tokens: list[str], place: int, word: str, depth: int) -> tuple[Expression, int]:
    """The operands joined by `word` from this place on, and the place after them."""
    operands: list[Expression] = []
    while True:
        operand, place = _joined(tokens, place, "AND", depth) if word == "OR" else _operand(tokens, place, depth)
        same = isinstance(operand, Combination) and operand.word == word
        more = operand.operands if same and isinstance(operand, Combination) else (operand,)
        if twice := next((one for number, one in enumerate(more) if one in operands or one in more[:number]), None):
            raise ValueFormError(f"{expression_text(twice)} twice, joined by {word}", "each name once")
        operands += more
        if place >= len(tokens) or tokens[place] != word:
            return (operands[0] if len(operands) == 1 else Combination(word, tuple(operands))), place
        place += 1


def _operand(tokens: list[str], place: int, depth: int) -> tuple[Expression, int]:
    if place >= len(tokens):
        raise ValueFormError("an expression that breaks off", FORM)
    name = tokens[place]
    if name == "(":
        if depth >= 20:
            raise ValueFormError("brackets nested too deeply", "at most 20 levels")
        inner, place = _joined(tokens, place + 1, "OR", depth + 1)
        if place >= len(tokens) or tokens[place] != ")":
            raise ValueFormError("a bracket that is not closed", FORM)
        return inner, place + 1
    if name in (")", "AND", "OR", "WITH"):
        raise ValueFormError(f"{name} where a name should stand", FORM)
    if place + 2 < len(tokens) and tokens[place + 1] == "WITH":
        return f"{name} WITH {tokens[place + 2]}", place + 3
    return name, place + 1


def expression_text(tree: Expression) -> str:
    """An expression as text, with brackets where they are needed.

    >>> expression_text(parse_expression("(A AND (B OR C))"))
    'A AND (B OR C)'
    """
    if isinstance(tree, str):
        return tree
    parts = (f"({expression_text(part)})" if isinstance(part, Combination) else part for part in tree.operands)
    return f" {tree.word} ".join(parts)
