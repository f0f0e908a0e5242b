"""The same networks in the loops that were published with them, without a host.

fp32, contiguous, torch's default Adam. Written after Radford et al. 2016 and Zhu et
al. 2017 and the order of steps in the scripts that people start from: in DCGAN, G's
step computes D's gradients too and they are thrown away at the next step.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from itertools import chain

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, l1_loss, mse_loss
from torch.optim import Adam

Step = Callable[[], None]


def dcgan(nets: Mapping[str, nn.Module], x: Tensor, z_dim: int) -> Step:
    """Make a training step of DCGAN.

    Args:
        nets: "G" and "D", plain.
        x: real pictures, float32 (N, C, S, S) in [-1, 1], the same at every step.
        z_dim: length of z.
    """
    G, D = nets["G"], nets["D"]
    opt_d = Adam(D.parameters(), lr=2e-4, betas=(0.5, 0.999))
    opt_g = Adam(G.parameters(), lr=2e-4, betas=(0.5, 0.999))
    ones = torch.ones(len(x), device=x.device)
    zeros = torch.zeros_like(ones)
    loss = binary_cross_entropy_with_logits

    def step() -> None:
        opt_d.zero_grad()
        real = D(x)
        loss_real = loss(real, ones)
        loss_real.backward()  # type: ignore[no-untyped-call]
        fake = G(torch.randn(len(x), z_dim, device=x.device))
        judged = D(fake.detach())
        loss_fake = loss(judged, zeros)
        loss_fake.backward()  # type: ignore[no-untyped-call]
        opt_d.step()

        opt_g.zero_grad()
        judged = D(fake)
        loss_g = loss(judged, ones)
        loss_g.backward()  # type: ignore[no-untyped-call]
        opt_g.step()
        for number in (loss_real + loss_fake, loss_g, real.mean(), judged.mean()):
            number.item()

    return step


def cyclegan(nets: Mapping[str, nn.Module], A: Tensor, B: Tensor) -> Step:
    """Make a training step of CycleGAN.

    Args:
        nets: "G_AB", "G_BA", "D_A" and "D_B", plain.
        A: a picture of each side, float32 (1, C, S, S) in [-1, 1].
        B: the other side's.
    """
    G_AB, G_BA, D_A, D_B = (nets[n] for n in ("G_AB", "G_BA", "D_A", "D_B"))
    betas = (0.5, 0.999)
    opt_g = Adam(chain(G_AB.parameters(), G_BA.parameters()), lr=2e-4, betas=betas)
    opt_d = Adam(chain(D_A.parameters(), D_B.parameters()), lr=2e-4, betas=betas)
    pools: tuple[list[Tensor], list[Tensor]] = ([], [])

    def gan(judged: Tensor, target: float) -> Tensor:
        return mse_loss(judged, torch.full_like(judged, target))

    def earlier(pool: list[Tensor], picture: Tensor) -> Tensor:
        if len(pool) < 50:
            pool.append(picture)
            return picture
        if random.random() < 0.5:
            return picture
        place = random.randrange(50)
        old, pool[place] = pool[place], picture
        return old

    def step() -> None:
        fake_B, fake_A = G_AB(A), G_BA(B)
        back_A, back_B = G_BA(fake_B), G_AB(fake_A)
        for D in (D_A, D_B):
            D.requires_grad_(False)
        opt_g.zero_grad()
        identity = 5 * (l1_loss(G_AB(B), B) + l1_loss(G_BA(A), A))
        cycle = 10 * (l1_loss(back_A, A) + l1_loss(back_B, B))
        loss_g = gan(D_B(fake_B), 1) + gan(D_A(fake_A), 1) + cycle + identity
        loss_g.backward()  # type: ignore[no-untyped-call]
        opt_g.step()

        for D in (D_A, D_B):
            D.requires_grad_(True)
        opt_d.zero_grad()
        for D, real, fake, pool in ((D_A, A, fake_A, 0), (D_B, B, fake_B, 1)):
            old = earlier(pools[pool], fake.detach())
            (0.5 * (gan(D(real), 1) + gan(D(old), 0))).backward()  # type: ignore[no-untyped-call]
        opt_d.step()

    return step
