"""Retrieval measured on public data sets, beside the set-ups people use today."""
