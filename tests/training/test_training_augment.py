"""DiffAugment: what each change does, that gradients pass, and what it leaves alone."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from ganstudio.training.augment import DiffAugment, colour, cutout, translation

sides = st.integers(4, 24)


@settings(deadline=None, max_examples=40)
@given(sides, sides, st.sampled_from([1, 3]), st.integers(0, 1000))
def test_translation_moves_whole_pictures_and_fills_with_zero(h, w, channels, seed):
    torch.manual_seed(seed)
    x = torch.rand(3, channels, h, w) + 1
    most_y, most_x = round(h / 8), round(w / 8)
    for before, after in zip(x, translation(x), strict=True):
        moves = [
            (y, left)
            for y in range(-most_y, most_y + 1)
            for left in range(-most_x, most_x + 1)
            if torch.equal(_moved(before, y, left), after)
        ]
        assert moves


def _moved(picture, y, left):
    """The picture whose pixel (0, 0) is pixel (y, left) of `picture`."""
    _, h, w = picture.shape
    canvas = torch.zeros(len(picture), 3 * h, 3 * w)
    canvas[:, h : 2 * h, w : 2 * w] = picture
    return canvas[:, h + y : 2 * h + y, w + left : 2 * w + left]


def test_translation_moves_pictures_differently():
    torch.manual_seed(0)
    x = torch.rand(1, 1, 32, 32).expand(64, -1, -1, -1) + 1
    moved = translation(x)
    assert len({tuple(m.flatten().tolist()) for m in moved}) > 30


@settings(deadline=None, max_examples=40)
@given(sides, sides, st.integers(0, 1000))
def test_cutout_clears_one_rectangle_of_at_most_half_the_sides(h, w, seed):
    torch.manual_seed(seed)
    cut = cutout(torch.ones(5, 3, h, w))
    assert set(cut.unique().tolist()) <= {0.0, 1.0}
    for picture in cut == 0:
        assert torch.equal(picture[0], picture[1])
        rows, columns = picture[0].any(1), picture[0].any(0)
        assert rows.sum() <= round(h / 2)
        assert columns.sum() <= round(w / 2)
        assert torch.equal(picture[0], rows[:, None] & columns)


def test_colour_keeps_shapes_and_changes_each_picture_on_its_own():
    torch.manual_seed(0)
    x = torch.rand(1, 3, 8, 8).expand(16, -1, -1, -1)
    changed = colour(x)
    assert changed.mean((1, 2, 3)).std() > 0.1
    assert (changed.std((2, 3)) / x.std((2, 3))).std() > 0.1
    grey = colour(torch.full((4, 1, 8, 8), 0.2))
    assert torch.allclose(grey.std((1, 2, 3)), torch.zeros(4), atol=1e-6)


@pytest.mark.parametrize("policy", ["translation", "translation+cutout", "all"])
def test_gradients_reach_the_picture_through_every_policy(policy):
    torch.manual_seed(0)
    x = torch.rand(4, 3, 16, 16, requires_grad=True)
    DiffAugment(policy)(x).square().sum().backward()
    assert (x.grad != 0).float().mean() > 0.3


def test_real_and_fake_are_changed_alike_on_average():
    torch.manual_seed(0)
    real, fake = torch.zeros(4000, 1, 8, 8) + 0.5, torch.zeros(4000, 1, 8, 8) + 0.5
    T = DiffAugment("all")
    assert T(real).mean().item() == pytest.approx(T(fake).mean().item(), abs=0.02)


def test_none_changes_nothing_and_draws_nothing():
    torch.manual_seed(0)
    state, x = torch.get_rng_state(), torch.rand(0, 1, 4, 4)
    assert DiffAugment("none")(x) is x
    assert torch.equal(torch.get_rng_state(), state)
    with pytest.raises(ValueError, match="policy must be one of none"):
        DiffAugment("flip")
