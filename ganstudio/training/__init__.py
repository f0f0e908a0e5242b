"""Torch building blocks for recipes: each stands alone, none knows the host."""
