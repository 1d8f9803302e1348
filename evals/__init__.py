"""Known answers: cases, their scores, reports and comparisons."""
