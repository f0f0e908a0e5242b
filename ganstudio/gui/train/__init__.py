"""The workspace "Train"."""
