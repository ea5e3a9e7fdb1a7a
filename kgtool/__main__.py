"""`python -m kgtool`."""

from __future__ import annotations

import sys

from kgtool.cli import main

if __name__ == "__main__":
    sys.exit(main())
