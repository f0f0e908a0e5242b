"""Initial weights."""

from __future__ import annotations

from torch import nn

_WEIGHTED = (nn.modules.conv._ConvNd, nn.Linear)


def normal_(net: nn.Module, std: float = 0.02) -> nn.Module:
    """Draw weights as DCGAN does, in place; returns the network.

    Convolutions and linear layers N(0, std), batch norm's weight N(1, std), every bias
    0. Draws from torch's global generator.
    """
    for module in net.modules():
        if isinstance(module, _WEIGHTED):
            nn.init.normal_(module.weight, 0.0, std)
        elif isinstance(module, nn.modules.batchnorm._NormBase) and module.affine:
            nn.init.normal_(module.weight, 1.0, std)
        else:
            continue
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    return net
