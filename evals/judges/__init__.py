"""Opinions of a chat model on the answers of a run, kept apart from the scores, which need no model."""
