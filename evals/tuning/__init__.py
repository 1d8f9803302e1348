"""Fitting the weights of ranking and the coefficients of confidence: `python -m evals.tuning`."""
