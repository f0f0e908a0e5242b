"""For plugin authors: the conformance kit, and the benchmarks.

Both are processes: `python -m ganstudio.testing check NAME` and
`python -m ganstudio.testing bench [explore|translate|train]`.
"""
