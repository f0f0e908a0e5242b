"""The workspace "Explore": what a generator can draw."""
