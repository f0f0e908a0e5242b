"""The workspace "Explore"."""
