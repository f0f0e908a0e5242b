"""The conformance kit: every promise of a plugin, tried on a tiny data set.

One function for each promise. It returns a sentence on what it saw, or raises
`BrokenError`, or whatever the plugin raised.
"""
