"""Odena et al. 2017 in small: a generator by class, and a classifier beside it."""
