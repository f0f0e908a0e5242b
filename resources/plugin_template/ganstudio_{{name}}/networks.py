"""The networks, and the graphs that a user can run."""

from collections.abc import Mapping

from torch import nn

from ganstudio.api import Facts, Graph, Image, Latent, Role

from . import Settings


def build(config: Settings, facts: Facts) -> dict[str, nn.Module]:
    """Return the networks; the host puts them on the device."""
    channels, width, side = facts.channels, config.width, config.image_size // 4
    G = nn.Sequential(  # z (N, z_dim) -> pictures (N, C, S, S) in [-1, 1]
        nn.Linear(config.z_dim, 2 * width * side * side),
        nn.Unflatten(1, (2 * width, side, side)),
        nn.BatchNorm2d(2 * width),
        nn.ReLU(),
        nn.ConvTranspose2d(2 * width, width, 4, 2, 1),
        nn.BatchNorm2d(width),
        nn.ReLU(),
        nn.ConvTranspose2d(width, channels, 4, 2, 1),
        nn.Tanh(),
    )
    D = nn.Sequential(  # pictures (N, C, S, S) -> logits (N, 1)
        nn.Conv2d(channels, width, 4, 2, 1),
        nn.LeakyReLU(0.2),
        nn.Conv2d(width, 2 * width, 4, 2, 1),
        nn.BatchNorm2d(2 * width),
        nn.LeakyReLU(0.2),
        nn.Flatten(),
        nn.Linear(2 * width * side * side, 1),
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
