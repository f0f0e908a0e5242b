"""Adversarial losses by name.

Every loss takes D's raw output (before any sigmoid) of any shape, computes in float32
and averages over everything, so a PatchGAN's map and a single score work alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from torch import Tensor
from torch.nn.functional import relu, softplus

LossName = Literal[
    "minimax",
    "non-saturating",
    "least-squares",
    "least-squares-chi2",
    "hinge",
    "wasserstein",
]
WITH_TARGETS = ("minimax", "non-saturating", "least-squares", "least-squares-chi2")
"""Losses in which D is told a target for each picture, which may be softened."""


@dataclass(frozen=True)
class GanLoss:
    """What D and G minimise, each a 0-d float32 tensor.

    The terms take float32 logits of any shape and are averaged over all elements.
    """

    name: LossName
    real_term: Callable[[Tensor], Tensor]
    """What D minimises on real pictures, element by element."""
    fake_term: Callable[[Tensor], Tensor]
    """What D minimises on generated pictures."""
    g_term: Callable[[Tensor], Tensor]
    """What G minimises on generated pictures."""
    target_term: Callable[[Tensor, Tensor], Tensor] | None = None
    """What D minimises where each logit has a target of its own: 1 real, 0 fake."""

    def d(
        self,
        real_logits: Tensor,
        fake_logits: Tensor,
        real_targets: Tensor | None = None,
        fake_targets: Tensor | None = None,
    ) -> Tensor:
        """Loss of D: mean over real plus mean over fake.

        Args:
            real_logits: D's output on real pictures.
            fake_logits: on generated ones.
            real_targets: of the same shape, in place of 1; may leave [0, 1].
            fake_targets: of the same shape, in place of 0.

        Raises:
            ValueError: targets for a loss that has none.
        """
        real = self._term(self.real_term, real_logits.float(), real_targets)
        fake = self._term(self.fake_term, fake_logits.float(), fake_targets)
        return real.mean() + fake.mean()

    def _term(
        self,
        plain: Callable[[Tensor], Tensor],
        logits: Tensor,
        targets: Tensor | None,
    ) -> Tensor:
        if targets is None:
            return plain(logits)
        if self.target_term is None:
            raise ValueError(f"Loss {self.name} has no targets that could be softened.")
        return self.target_term(logits, targets)

    def g(self, fake_logits: Tensor) -> Tensor:
        """Loss of G: mean over what D says of G's pictures."""
        return self.g_term(fake_logits.float()).mean()


def _cross_entropy(x: Tensor, target: Tensor) -> Tensor:
    return target * softplus(-x) + (1 - target) * softplus(x)


# softplus(-x) = -log sigmoid(x) and softplus(x) = -log(1 - sigmoid(x)): no log of 0.
_LOSSES: dict[LossName, GanLoss] = {
    loss.name: loss
    for loss in (
        # Goodfellow et al. 2014, equation 1; G stops learning where D is sure.
        GanLoss(
            "minimax",
            real_term=lambda x: softplus(-x),
            fake_term=softplus,
            g_term=lambda x: -softplus(x),
            target_term=_cross_entropy,
        ),
        # The same, with G's loss of its section 3: maximise log D(G(z)).
        GanLoss(
            "non-saturating",
            real_term=lambda x: softplus(-x),
            fake_term=softplus,
            g_term=lambda x: softplus(-x),
            target_term=_cross_entropy,
        ),
        # Mao et al. 2017, equation 9 with a = 0, b = c = 1, without its halves.
        GanLoss(
            "least-squares",
            real_term=lambda x: (x - 1).square(),
            fake_term=lambda x: x.square(),
            g_term=lambda x: (x - 1).square(),
            target_term=lambda x, target: (x - target).square(),
        ),
        # The same, equation 8 with a = -1, b = 1, c = 0: minimises Pearson's chi2.
        GanLoss(
            "least-squares-chi2",
            real_term=lambda x: (x - 1).square(),
            fake_term=lambda x: (x + 1).square(),
            g_term=lambda x: x.square(),
            target_term=lambda x, target: (x - (2 * target - 1)).square(),
        ),
        # Lim and Ye 2017; Miyato et al. 2018, equations 16 and 17.
        GanLoss(
            "hinge",
            real_term=lambda x: relu(1 - x),
            fake_term=lambda x: relu(1 + x),
            g_term=lambda x: -x,
        ),
        # Arjovsky et al. 2017; needs a Lipschitz bound on D besides.
        GanLoss(
            "wasserstein",
            real_term=lambda x: -x,
            fake_term=lambda x: x,
            g_term=lambda x: -x,
        ),
    )
}


def gan_loss(name: LossName) -> GanLoss:
    """Return an adversarial loss by its name.

    Raises:
        ValueError: no such loss.
    """
    if name not in _LOSSES:
        known = ", ".join(get_args(LossName))
        raise ValueError(f"gan_loss: name must be one of {known}, not {name!r}.")
    return _LOSSES[name]
