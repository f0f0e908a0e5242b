"""Initial weights, latents and frozen networks."""

import pytest
import torch
from torch import nn

from ganstudio.training import latents
from ganstudio.training.conditional import ConditionalBatchNorm2d
from ganstudio.training.freeze import frozen
from ganstudio.training.initialise import normal_


def test_normal_follows_the_rule_of_dcgan():
    torch.manual_seed(0)
    net = nn.Sequential(
        nn.Conv2d(16, 64, 5),
        nn.BatchNorm2d(4096),
        nn.ConvTranspose2d(64, 16, 5),
        nn.Linear(100, 100),
        nn.InstanceNorm2d(4),
    )
    normal_(net)
    for layer, mean in ((net[0], 0), (net[1], 1), (net[2], 0), (net[3], 0)):
        assert layer.weight.mean().item() == pytest.approx(mean, abs=2e-3)
        assert layer.weight.std().item() == pytest.approx(0.02, rel=0.05)
        assert layer.bias.abs().max() == 0


@pytest.mark.parametrize(
    ("prior", "mean_square"), [("normal", 1.0), ("uniform", 1 / 3), ("sphere", 1.0)]
)
def test_latents_follow_their_prior(prior, mean_square):
    torch.manual_seed(0)
    z = latents.draw(2000, 50, prior, like=torch.zeros(1))
    assert z.shape == (2000, 50)
    assert z.dtype == torch.float32
    assert z.mean().item() == pytest.approx(0, abs=0.02)
    assert z.square().mean().item() == pytest.approx(mean_square, rel=0.02)
    if prior == "uniform":
        assert -1 <= z.min() < -0.99
        assert 0.99 < z.max() <= 1
    if prior == "sphere":
        torch.testing.assert_close(z.norm(dim=1), torch.full((2000,), 50**0.5))


def test_latents_follow_the_seed_and_refuse_an_unknown_prior():
    draws = [
        (torch.manual_seed(4), latents.draw(3, 5, like=torch.zeros(1)))[1]
        for _ in range(2)
    ]
    assert torch.equal(*draws)
    with pytest.raises(ValueError, match="must be normal, uniform or sphere"):
        latents.draw(3, 5, "gauss", like=torch.zeros(1))


def test_frozen_lets_gradients_through_but_keeps_none():
    net, x = nn.Linear(3, 1), torch.ones(2, 3, requires_grad=True)
    net.bias.requires_grad_(False)
    with frozen(net):
        y = net(x).sum()
    y.backward()
    assert x.grad.abs().sum() > 0
    assert net.weight.grad is None
    assert net.weight.requires_grad
    assert not net.bias.requires_grad  # was frozen before, stays so


def test_frozen_gives_back_gradients_after_an_error():
    net = nn.Linear(3, 1)
    with pytest.raises(RuntimeError, match="boom"), frozen(net):
        raise RuntimeError("boom")
    assert net.weight.requires_grad


def test_conditional_norm_begins_plain_and_mixes_classes():
    torch.manual_seed(0)
    norm, x = ConditionalBatchNorm2d(3, 2), torch.randn(4, 3, 5, 5)
    rows = torch.eye(2)[[0, 1, 0, 1]]
    torch.testing.assert_close(norm(x, rows), nn.BatchNorm2d(3)(x))
    with torch.no_grad():
        norm.scale[1], norm.shift[1] = 3.0, 5.0
    norm.eval()
    first, half, second = (
        norm(x, torch.tensor(row).expand(4, -1))
        for row in ([1.0, 0.0], [0.5, 0.5], [0.0, 1.0])
    )
    torch.testing.assert_close(half, (first + second) / 2)
    torch.testing.assert_close(second, 3 * first + 5)
