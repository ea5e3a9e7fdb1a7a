"""A page that draws generated marks by WebGL alone, under the policy of the real one."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import math
from pathlib import Path
from typing import Any

from kgtool.views.page import MAP
from tests.browsers import Opened
from tests.commands import ROOT

VIEWS = ROOT / "kgtool/views"
FILLS = (
    ("solid-rimmed", ""),
    ("solid", ""),
    ("ring", ""),
    ("ring", "dashed"),
    ("thin-ring", ""),
    ("thin-ring", "dotted"),
)
COLOURS = ("#00876C", "#1B4FB8", "#A167D2", "#C06C05", "#2E333B", "#7D858F")
MARKS = ("circle", "square", "diamond", "triangle")
SLOW_WEBGL = "GPU stall due to ReadPixels"
"""What Chromium says of any WebGL that it shows without a graphics card."""

GOLDEN = math.pi * (3 - math.sqrt(5))
SHELL = (Path(__file__).parent / "webgl_page.js").read_text(encoding="utf-8")
STYLE = "html, body { margin: 0; height: 100% } #canvas { position: relative; width: 100%; height: 100% }"


def generated(count: int) -> dict[str, Any]:
    """Marks on spirals in eight discs, a heavy one in the middle of each, and links from each to its half."""
    radius = 17 * math.sqrt(count / 8) + 20
    groups: list[dict[str, Any]] = [
        {"id": f"disc/{i}", "label": f"Disc {i}", "x": 2.1 * radius * (i % 4), "y": 2.4 * radius * (i // 4)}
        | {"radius": radius}
        for i in range(8)
    ]
    links = [{"source": f"mark/{i}", "target": f"mark/{i // 2}"} for i in range(1, count)]
    return {
        "nodes": [_mark(i, groups[i % 8]) for i in range(count)],
        "links": links,
        "groups": groups,
        "colours": COLOURS,
    }


def _mark(i: int, group: dict[str, Any]) -> dict[str, Any]:
    level = i // 8 % 6
    fill, dash = FILLS[level]
    place = i // 8
    return {
        "id": f"mark/{i}",
        "label": f"Mark of number {i}",
        "x": group["x"] + 17 * math.sqrt(place) * math.cos(place * GOLDEN),
        "y": group["y"] + 17 * math.sqrt(place) * math.sin(place * GOLDEN),
        "mark": MARKS[i // 48 % 4],
        "size": 6.5 if i < 8 else 5.5,
        "weight": 20 if i < 8 else 1 + i % 5,
        "level": level,
        "fill": fill,
        "dash": dash,
        "gap": i // 8 % 12 > 6,
    }


def written(folder: Path, data: dict[str, Any]) -> Path:
    """The page as a file."""
    library = (VIEWS / "webgl/sigma-3.0.3.min.js").read_text(encoding="utf-8")
    map_ = "\n".join((VIEWS / "page" / name).read_text(encoding="utf-8") for name in MAP["webgl"])
    scripts = [library, map_ + SHELL]
    policy = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    island = html.escape(json.dumps(data), quote=False)
    file = folder / "map.html"
    file.write_text(
        '<!doctype html><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; script-src {policy}; '
        f'style-src \'sha256-{_digest(STYLE)}\'"><style>{STYLE}</style><div id="canvas"></div>'
        f'<script type="application/json" id="data">{island}</script>'
        + "".join(f"<script>{script}</script>" for script in scripts),
        encoding="utf-8",
    )
    return file


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def wrong(opened: Opened) -> list[str]:
    """What went wrong in a page, apart from having no graphics card."""
    return [message for message in opened.wrong if SLOW_WEBGL not in message]
