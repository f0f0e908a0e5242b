"""Metrics: distances between sets of pictures, obedience, accuracy, likeness.

The formulas are torch-fidelity's; the features come from a network that is chosen. A
number is worth as much as its protocol, which goes with it everywhere.
"""

from ganstudio.training.metrics.extractors import Extractor, Features, load_extractor
from ganstudio.training.metrics.labels import (
    Modes,
    Obedience,
    accuracy,
    modes,
    obedience,
)
from ganstudio.training.metrics.measure import (
    METRICS,
    Protocol,
    Reference,
    Score,
    measure,
)
from ganstudio.training.metrics.neighbours import nearest
from ganstudio.training.metrics.similarity import psnr, ssim

__all__ = [
    "METRICS",
    "Extractor",
    "Features",
    "Modes",
    "Obedience",
    "Protocol",
    "Reference",
    "Score",
    "accuracy",
    "load_extractor",
    "measure",
    "modes",
    "nearest",
    "obedience",
    "psnr",
    "ssim",
]
