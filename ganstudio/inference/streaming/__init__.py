"""Pictures of any size through a network in tiles, exactly, with little memory.

Normalisations over the whole picture make a network's tiles depend on each other. So
the picture is gone through once for each level of them: a tensor's level is the most
normalisations on any path to it, and what one level needs of the whole picture is known
after the passes before it. What passes hand on lies in files. Networks without such
normalisations take one pass: plain tiles with a halo.

Sources: the levels and the exactness are ours; that tiles with statistics of their own
change colour, and a remedy by statistics of a small copy: Chen et al., URUST, 2022
(arXiv:2208.10730).
"""

from ganstudio.inference.streaming.report import Report, UnstreamableError
from ganstudio.inference.streaming.seams import seam

__all__ = ["Report", "UnstreamableError", "seam"]
