"""Compose: statements that answer a question, each with the units of guidance it rests on."""
