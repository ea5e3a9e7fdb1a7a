"""A hundred texts that are out to run something, to leave their place, or to be mistaken for something else."""

from __future__ import annotations

from itertools import product
from typing import Final

ACTS: Final = ("window.hacked = 1", "alert(1)", "fetch('https://example.org/')", "location = 'https://example.org/'")
PLACES: Final = (
    "</script><script>{}</script>",
    "<!--<script>{}</script>",
    "--><script>{}</script>",
    "]]><script>{}</script>",
    "</style><script>{}</script>",
    "</title><script>{}</script>",
    "</text></svg><script>{}</script>",
    "<img src=x onerror='{}'>",
    '<svg onload="{}">',
    "<iframe srcdoc='<script>{}</script>'>",
    "<body onload={}>",
    "<details open ontoggle='{}'>",
    "<a href='javascript:{}'>here</a>",
    "javascript:{}",
    "JaVaScRiPt:{}//https://example.org",
    "data:text/html,<script>{}</script>",
    "vbscript:{}",
    '"><script>{}</script>',
    "' onmouseover='{}",
    '" onfocus="{}" autofocus="',
    "`${{{}}}`",
    "\u2028{};//",
)
ODD: Final = (
    "\u202ereversed \u0627\u0644\u0642\u0637",
    "\u2067\u05d0\u05d1\u2069 mixed \u05d2",
    "@@SCRIPT@@ @@STYLE@@ {{ 7 * 7 }} {% raw %}",
    "\"'`\\",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "null",
    " ",
    "a\u0301" * 40,
    '=HYPERLINK("https://example.org")',
)
HOSTILE: Final = (*(place.format(act) for place, act in product(PLACES, ACTS)), *ODD)
"""One hundred of them, no two alike."""
