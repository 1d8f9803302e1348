"""Other systems in their documented default set-up, each in its own environment, over the same weights."""
