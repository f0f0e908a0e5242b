"""The average follows its definition, and continues where it was saved."""

import pytest
import torch
from torch import nn

from ganstudio.training.ema import EMA


def _net() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2))


def _wander(net: nn.Module, ema: EMA, steps: int, seed: int) -> list[torch.Tensor]:
    """Change weights and statistics; return the first parameter at every step."""
    generator = torch.Generator().manual_seed(seed)
    path = []
    for _ in range(steps):
        with torch.no_grad():
            for parameter in net.parameters():
                parameter += torch.randn(parameter.shape, generator=generator)
        net(torch.randn(4, 1, 5, 5, generator=generator))
        ema.update()
        path.append(next(net.parameters()).detach().clone())
    return path


def test_average_is_the_recursion_with_a_warm_start():
    net = _net()
    ema = EMA(net, 0.5)
    want = next(net.parameters()).detach().clone()
    for n, weight in enumerate(_wander(net, ema, 12, seed=1), start=1):
        decay = min(0.5, (1 + n) / (10 + n))
        want = decay * want + (1 - decay) * weight
    torch.testing.assert_close(next(ema.module.parameters()), want)


def test_statistics_are_copied_and_the_average_neither_trains_nor_learns():
    net = _net()
    ema = EMA(net, 0.999)
    _wander(net, ema, 3, seed=1)
    assert torch.equal(ema.module[1].running_mean, net[1].running_mean)
    assert ema.module[1].num_batches_tracked == 3
    assert net.training
    assert not ema.module.training
    assert not any(p.requires_grad for p in ema.module.parameters())


def test_saved_average_continues_to_the_same_bits():
    straight, halved = _net(), _net()
    ema = EMA(straight, 0.9)
    first = EMA(halved, 0.9)
    _wander(straight, ema, 4, seed=1)
    _wander(halved, first, 4, seed=1)
    second = EMA(halved, 0.9)
    second.load_state_dict(first.state_dict())
    _wander(straight, ema, 4, seed=2)
    _wander(halved, second, 4, seed=2)
    want = ema.module.state_dict()
    for name, tensor in second.module.state_dict().items():
        assert torch.equal(tensor, want[name]), name


def test_decay_zero_is_the_network_itself():
    net = _net()
    ema = EMA(net, 0.0)
    _wander(net, ema, 2, seed=1)
    assert ema.module is net
    assert ema.state_dict() == {}
    ema.load_state_dict({})


@pytest.mark.parametrize("decay", [-0.1, 1.0])
def test_decay_outside_its_bounds_is_refused(decay):
    with pytest.raises(ValueError, match="must be in"):
        EMA(_net(), decay)
