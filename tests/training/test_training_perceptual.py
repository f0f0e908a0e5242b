"""VGG16 as a ruler: what it knows, what it leaves alone, and the losses made of it."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from ganstudio.core import paths
from ganstudio.core.images import read_pixels
from ganstudio.training.perceptual import (
    LAYERS,
    VGG16,
    gram,
    gram_loss,
    perceptual_distance,
    total_variation,
    vgg16,
)


@pytest.fixture(scope="module")
def net():
    return vgg16()


@pytest.fixture(scope="module")
def photos():
    """Three sample photographs, float32 (3, 3, 96, 96) in [-1, 1]."""
    squares = []
    for file in sorted((paths.resources() / "images").glob("*.jpg")):
        pixels = read_pixels(file, short_side=96)
        square = torch.from_numpy(np.ascontiguousarray(pixels[:96, :96]))
        squares.append(square.permute(2, 0, 1) / 127.5 - 1)
    return torch.stack(squares)


def test_activations_come_by_name_and_halve_from_block_to_block(net):
    x = torch.rand(2, 3, 40, 32) * 2 - 1
    seen = net(x, ("relu4_3", "conv3_1", "relu1_2", "conv4_2"))
    assert {name: tuple(t.shape) for name, t in seen.items()} == {
        "relu4_3": (2, 512, 5, 4),
        "conv3_1": (2, 256, 10, 8),
        "relu1_2": (2, 64, 40, 32),
        "conv4_2": (2, 512, 5, 4),
    }
    assert list(seen) == ["relu4_3", "conv3_1", "relu1_2", "conv4_2"]
    assert seen["relu4_3"].min() == 0 > seen["conv4_2"].min()
    with pytest.raises(ValueError, match="relu5_1"):
        net(x, ("relu1_1", "relu5_1"))


def test_the_trained_network_sees_what_the_published_one_does(net, photos):
    """Channels in another order, or another range, would make other activations."""
    published = VGG16()
    scaled = {name: t for name, t in net.named_buffers() if name != "means"}
    scaled = {k: t * 127.5 if k.endswith("bias") else t for k, t in scaled.items()}
    published.load_state_dict(scaled)
    rgb = (photos + 1) * 127.5
    published.means.copy_(torch.tensor([123.68, 116.779, 103.939]).view(3, 1, 1))
    with torch.no_grad():
        expected, got = published(rgb), net(photos)
    for layer in LAYERS:
        torch.testing.assert_close(
            127.5 * got[layer], expected[layer], rtol=1e-3, atol=0.05
        )
    # Trained on ImageNet in this order of colours: blue skies and red rocks excite the
    # deepest layer more than the same with red and blue exchanged.
    with torch.no_grad():
        swapped = net(photos.flip(1), ("relu4_3",))["relu4_3"]
    assert got["relu4_3"].mean() > swapped.mean()


def test_grey_pictures_are_taken_as_colours_without_hue(net):
    grey = torch.rand(1, 1, 16, 16) * 2 - 1
    one, three = net(grey), net(grey.repeat(1, 3, 1, 1))
    assert torch.equal(one["relu4_3"], three["relu4_3"])


def test_it_is_no_part_of_a_run(net):
    assert net.state_dict() == {}
    assert not list(net.parameters())
    assert not net.training
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    vgg16()
    assert torch.equal(torch.rand(3), expected)
    x = torch.rand(1, 3, 16, 16, requires_grad=True)
    net(x)["relu4_3"].sum().backward()
    assert x.grad.abs().sum() > 0


def test_average_pooling_lets_every_pixel_count(photos):
    averages = [m for m in vgg16("average").modules() if isinstance(m, nn.Conv2d)]
    assert len(averages) == 10
    a = vgg16("average")(photos, ("relu2_1",))["relu2_1"]
    b = vgg16("max")(photos, ("relu2_1",))["relu2_1"]
    assert a.shape == b.shape
    assert a.mean() < b.mean()


def test_gram_matrices_of_two_sizes_of_a_texture_agree():
    tile = torch.rand(1, 5, 8, 8)
    torch.testing.assert_close(gram(tile.repeat(1, 1, 3, 2)), gram(tile))
    target = gram(tile)[0]
    assert gram_loss(tile.flip(-1), target) < 1e-10  # places do not matter
    assert gram_loss(tile + 0.1, target) > 1e-5
    expected = torch.zeros(5, 5)
    for y in range(8):
        for x in range(8):
            expected += tile[0, :, y, x, None] * tile[0, None, :, y, x] / (5 * 64)
    torch.testing.assert_close(target, expected)


def test_total_variation_counts_steps_between_neighbours():
    x = torch.zeros(1, 1, 3, 4)
    x[..., 2:] = 2.0  # one step of 2 in each of 3 rows of 3 steps
    assert total_variation(x).item() == pytest.approx(4 / 3)
    assert total_variation(torch.ones(2, 3, 4, 4)) == 0


def test_the_perceptual_distance_orders_changes_as_people_do(net, photos):
    """Light matters less than noise, a shift or noise less than another picture."""
    base = photos[:, :, 4:-4, 4:-4]
    with torch.no_grad():
        seen = net(base)

        def to(x):
            return perceptual_distance(net(x), seen)

        same = to(base)
        shifted = to(photos[:, :, 5:-3, 4:-4])
        brighter = to((base + 0.1).clamp(-1, 1))
        noisy = to((base + 0.3 * torch.randn_like(base)).clamp(-1, 1))
        other = to(base.roll(1, 0))
    assert same.shape == (3,)
    assert same.max() < 1e-6
    for little, much in ((brighter, noisy), (shifted, other), (noisy, other)):
        assert (little < much).all(), (little, much)
