"""The workspace "Library"."""
