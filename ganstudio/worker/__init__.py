"""The worker: `python -m ganstudio.worker RUN` drives a recipe in its own process.

Everything that it and a user say to each other goes through the run folder.
"""
