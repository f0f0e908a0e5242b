"""Facts: what of the data the networks are built from."""

from __future__ import annotations

from typing import Literal

from ganstudio.api import Config, Facts
from ganstudio.core.data.model import DataSet


def facts_of(data: DataSet, config: Config) -> Facts:
    """Read the facts off a data set.

    Channels follow the config's `channels` where it has that knob: "grey", "colour", or
    "auto", which is grey where every picture is. Sizes are the smallest and the largest
    height and width, over training and held-out pictures of all domains.
    """
    domains = data.train.domains
    everything = (*domains, *data.held_out.domains)
    choice = getattr(config, "channels", "auto")
    grey = bool(domains) and all(d.grey for d in everything if len(d))
    channels: Literal[1, 3] = 3
    if choice == "grey" or (choice == "auto" and grey):
        channels = 1
    sizes = {size for domain in everything for size in domain.sizes} or {(0, 0)}
    heights, widths = zip(*sizes, strict=True)
    return Facts(
        channels=channels,
        labels=data.labels,
        count=data.train.count,
        count_b=len(domains[1]) if len(domains) == 2 else 0,
        held_out=data.kept_out,
        smallest=(min(heights), min(widths)),
        largest=(max(heights), max(widths)),
    )
