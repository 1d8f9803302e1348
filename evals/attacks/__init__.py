"""Attacks on the statement verifier: true sentences with one fact changed, and faithful rephrasings as controls."""
