"""What is known of a generator of points: numbers for the curves, and its picture."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ganstudio.api import Scatter
from ganstudio.training.batchwise import pack
from ganstudio.training.metrics.points import coverage, divergences, earth_mover
from ganstudio_gaussians.data import EXTENT, Data, Mixture

SAMPLES = 2500
"""Points for modes and divergences, as Lin et al. 2018 count them."""
PAIRED = 512
"""Points for the earth mover's distance; its time grows with their third power."""
BINS, SMOOTH = 64, 0.01
"""Cells of the histograms in each direction; what KL adds to each of them."""
SHOWN, FIELD = 700, 96
"""Points of each colour in a picture; places in a row at which D is asked."""


class Measure:
    """Compares generators with one fixed set of real points, from fixed latents.

    Neither is drawn from the generators of the run, so measuring changes no bit of it.
    """

    def __init__(self, data: Data, z_dim: int, device: torch.device) -> None:
        """Draw what is fixed, from seeds of its own."""
        self._data = data
        chance = torch.Generator(device).manual_seed(1)
        self._real = data.draw(SAMPLES, chance)
        self._other = data.draw(SAMPLES, chance)
        self._z = torch.randn(SAMPLES, z_dim, generator=chance, device=device)

    def floor(self) -> dict[str, float]:
        """The terms of real points against other real points: what is best."""
        return self._terms("real", self._other)

    @torch.no_grad()
    def __call__(self, model: str, G: nn.Module) -> dict[str, float]:
        """Measure a generator; returns its terms, as `ctx.report` takes them."""
        return self._terms(model, G(self._z))

    def _terms(self, who: str, points: Tensor) -> dict[str, float]:
        js, kl = divergences(points, self._real, EXTENT, BINS, SMOOTH)
        terms = {
            f"emd/{who}": earth_mover(points[:PAIRED], self._real[:PAIRED]),
            f"js/{who}": js,
            f"kl/{who}": kl,
        }
        if isinstance(self._data, Mixture):
            found = coverage(points, self._data.centres, self._data.std)
            terms |= {f"modes/{who}": found.covered, f"good/{who}": found.good}
        return terms

    def scatter(self, model: str, G: nn.Module, D: nn.Module, packing: int) -> Scatter:
        """Describe a picture of both sets of points over what D says of the plane."""
        fake, title = G(self._z), model
        if isinstance(self._data, Mixture):
            found = coverage(fake, self._data.centres, self._data.std)
            K = len(self._data.centres)
            title = f"{model}: {found.covered} of {K} modes, {found.good:.0%} good"
        side = torch.linspace(-EXTENT, EXTENT, FIELD, device=fake.device)
        places = torch.cartesian_prod(-side, side).flip(1)  # rows from the top
        # A packed D judges a place beside real points.
        beside = self._real[: packing - 1].expand(len(places), -1, -1)
        packed = pack(torch.cat([places[:, None], beside], 1).flatten(0, 1), packing)
        field = says(model, D(packed)).view(FIELD, FIELD)
        return Scatter(fake[:SHOWN], self._real[:SHOWN], field, EXTENT, title)


def says(model: str, output: Tensor) -> Tensor:
    """Scale D's output to [-1, 1], 1 being real.

    Args:
        model: one of `MODELS`. A GAN's D gives a logit; LSGAN's aims at 1 and 0; a
            critic's score has no middle and no unit, so that the median of these
            outputs becomes 0 and the farthest but for some percent 1 or -1.
        output: float32 (N, 1).
    """
    if model == "gan":
        return (output / 2).tanh()  # 2 sigmoid(x) - 1
    if model == "lsgan":
        return (2 * output - 1).clamp(-1, 1)
    centred = output - output.median()
    return (centred / centred.abs().quantile(0.95).clamp_min(1e-12)).clamp(-1, 1)
