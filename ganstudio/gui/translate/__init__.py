"""The workspace "Translate"."""
