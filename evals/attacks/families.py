"""The families of changes that anybody may look at; `held_out` has the others."""

from __future__ import annotations

from evals.attacks import names, polarity, structure, values

FAMILIES = (*values.FAMILIES, *names.FAMILIES, *polarity.FAMILIES, *structure.FAMILIES)
