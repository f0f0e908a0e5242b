"""Bicubic scaling: sizes, range, no aliasing, and the way back."""

from __future__ import annotations

import torch

from ganstudio.training.resample import enlarge, shrink


def test_what_remains_of_the_sides_is_cut_off():
    x = torch.rand(2, 3, 19, 34)
    assert shrink(x, 4).shape == (2, 3, 4, 8)
    torch.testing.assert_close(shrink(x, 4), shrink(x[:, :, :16, :32], 4))
    assert enlarge(shrink(x, 4), 4).shape == (2, 3, 16, 32)


def test_detail_finer_than_the_new_pixels_averages_out():
    x = torch.zeros(1, 1, 32, 32)
    x[..., ::2] = 1.0  # stripes of one pixel: without antialiasing 0 or 1 throughout
    inside = shrink(x, 4)[..., 2:-2]
    torch.testing.assert_close(inside, torch.full_like(inside, 0.5), atol=0.02, rtol=0)


def test_smooth_pictures_come_back_and_nothing_leaves_the_range():
    ramp = torch.linspace(-1, 1, 64).expand(1, 3, 64, 64)
    back = enlarge(shrink(ramp, 4), 4)
    assert (back - ramp)[..., 8:-8].abs().max() < 0.01
    edge = torch.where(torch.arange(32) < 16, -1.0, 1.0).expand(1, 3, 32, 32)
    made = enlarge(edge, 4)  # cubics overshoot here
    assert made.min() == -1
    assert made.max() == 1
