"""The networks, and the graphs that a user can run."""

from collections.abc import Mapping

from torch import nn

from ganstudio.api import Facts, Graph, Image, Latent, Role

from . import Settings


def build(config: Settings, facts: Facts) -> dict[str, nn.Module]:
    """Return the networks; the host puts them on the device."""
    c, w, s = facts.channels, config.width, config.image_size // 4
    G = nn.Sequential(  # z (N, z_dim) -> pictures (N, c, S, S) in [-1, 1]
        nn.Linear(config.z_dim, 2 * w * s * s),
        nn.Unflatten(1, (2 * w, s, s)),
        *(nn.BatchNorm2d(2 * w), nn.ReLU()),
        *(nn.ConvTranspose2d(2 * w, w, 4, 2, 1), nn.BatchNorm2d(w), nn.ReLU()),
        *(nn.ConvTranspose2d(w, c, 4, 2, 1), nn.Tanh()),
    )
    D = nn.Sequential(  # pictures (N, c, S, S) -> logits (N, 1)
        *(nn.Conv2d(c, w, 4, 2, 1), nn.LeakyReLU(0.2)),
        *(nn.Conv2d(w, 2 * w, 4, 2, 1), nn.BatchNorm2d(2 * w), nn.LeakyReLU(0.2)),
        *(nn.Flatten(), nn.Linear(2 * w * s * s, 1)),
    )
    return {"G": G, "D": D}


def graphs(
    config: Settings, facts: Facts, nets: Mapping[str, nn.Module]
) -> list[Graph]:
    """Return what can be sampled, exported and explored, with its ports."""
    size = (config.image_size, config.image_size)
    return [
        Graph(
            name="generator",
            role=Role.GENERATOR,
            module=nets["G"],
            inputs=(Latent(size=config.z_dim),),
            output=Image(channels=facts.channels, size=size),
        )
    ]
