"""The version of the code, which pages and answers name."""

from typing import Final

VERSION: Final = "0.1.0"
