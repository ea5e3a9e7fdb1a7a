"""Text that is safe to show: what would steer a terminal is written out instead."""

from __future__ import annotations

import unicodedata

JOINERS = "\u200c\u200d"


def visible(text: str, *, lines: bool = False) -> str:
    r"""The text with control, escape and bidi characters as escapes; with `lines`, line breaks stay.

    >>> print(visible("red\x1b[31m \u202eevil"))
    red\x1b[31m \u202eevil
    """
    if text.isprintable():
        return text
    return "".join(c if is_safe(c) or (lines and c == "\n") else escaped(c) for c in text)


def is_safe(character: str) -> bool:
    """Whether a character only shows itself; joiners inside emoji and scripts do no more than that."""
    return character in JOINERS or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp")


def escaped(character: str) -> str:
    r"""A character as Python would write it.

    >>> print(escaped("\x1b"), escaped("\u202e"))
    \x1b \u202e
    """
    if character in "\n\r\t" or ord(character) > 0xFF:
        return character.encode("unicode_escape").decode()
    return f"\\x{ord(character):02x}"


def clipped(text: str, most: int) -> str:
    """The text, at most so many characters long.

    >>> clipped("a very long label", 8)
    'a very …'
    """
    return text if len(text) <= most else text[: most - 1] + "…"
