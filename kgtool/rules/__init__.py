"""What follows beyond OWL: the rules under `ontology/rules/`, one CONSTRUCT a file, applied in layers."""

from __future__ import annotations

from kgtool.rules.applying import Absence, Conclusion, apply_rules
from kgtool.rules.reading import Rule, read_rules

__all__ = ["Absence", "Conclusion", "Rule", "apply_rules", "read_rules"]
