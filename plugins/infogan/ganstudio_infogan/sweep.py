"""Rows for the sample sheet: one code changes along a row, all else stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn

from ganstudio.api import Code
from ganstudio_infogan.config import InfoGANConfig

COLUMNS = 8
"""Pictures in a row; a sample sheet shows no more."""
KINDS = 10
"""Rows at most for the first code that chooses a kind."""


def rows(
    config: InfoGANConfig, G: nn.Module, device: torch.device
) -> Iterator[tuple[str, Callable[[], Tensor]]]:
    """Yield the name of each row and what draws it, float32 (8, C, S, S) in [-1, 1].

    A row for each kind of the first code, along which the first continuous code goes
    from low to high (z changes, where there is none); then one for each continuous
    code, of the first kind. The same z in every row, run and sheet.
    """
    generator = torch.Generator().manual_seed(0)
    z = 2 * torch.rand(COLUMNS, config.z_dim, generator=generator) - 1
    z = z.to(device)
    if config.continuous:
        z = z[:1].expand(COLUMNS, -1)
    codes = config.codes
    kinds = [code for code in codes if code.choices]
    styles = [code for code in codes if not code.choices]

    def value(code: Code, kind: int, swept: Code | None) -> Tensor:
        if code.choices:
            rows = torch.zeros(COLUMNS, code.choices)
            rows[:, kind if code is kinds[0] else 0] = 1
            return rows.to(device)
        low, high = code.low, code.high
        if code is not swept:
            low = high = (low + high) / 2
        return torch.linspace(low, high, COLUMNS, device=device)[:, None]

    def row(kind: int, swept: Code | None) -> Callable[[], Tensor]:
        values = [value(code, kind, swept) for code in codes]

        def draw() -> Tensor:
            made: Tensor = G(z, *values)
            return made

        return draw

    for kind in range(min(config.choices, KINDS) if kinds else 0):
        yield f"{kinds[0].name} = {kind + 1}", row(kind, styles[0] if styles else None)
    for code in styles:
        yield code.name, row(0, code)
