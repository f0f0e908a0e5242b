"""Measuring the window from within: a process of its own for `ganstudio bench window`.

Each part prints one JSON object. Nobody imports this: the benchmark starts
`python -m ganstudio.gui.measure PART`.
"""
