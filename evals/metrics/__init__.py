"""Scores as pure functions, one file a family, each naming its source."""
