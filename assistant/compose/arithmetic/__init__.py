"""Arithmetic that the guidance spells out: dates counted from a date, fees added up, shares, what is left.

Everything here is a pure function of the question and of sentences of the guidance, so that what was
computed can be computed again from the quotes alone (`recomputes`).
"""
