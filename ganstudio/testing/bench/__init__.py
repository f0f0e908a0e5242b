"""Benchmarks: ours and the plain way in one process, in turns, so noise hits both."""
