"""How a run computes: chosen by rule, applied without wrapping a module."""

import copy

import pytest
import torch
from torch import nn

from ganstudio.api import RunError
from ganstudio.worker.compute import (
    adopt,
    choose_device,
    choose_memory_format,
    prepare,
)


def test_a_device_that_is_not_there_is_one_sentence():
    with pytest.raises(RunError, match=r"cuda:99 is not there.*--device cpu"):
        choose_device("cuda:99")
    with pytest.raises(RunError, match="not 'gpu'"):
        choose_device("gpu")
    assert choose_device("cpu").type == "cpu"


def test_memory_format_follows_the_measured_rule_and_the_networks_own_word():
    assert choose_memory_format(nn.Sequential(nn.Conv2d(3, 3, 3))) == "channels_last"
    beside = nn.Sequential(nn.Conv2d(3, 3, 3), nn.InstanceNorm2d(3))
    assert choose_memory_format(beside) == "contiguous"
    assert choose_memory_format(nn.Linear(3, 3)) == "contiguous"
    beside.memory_format = "channels_last"
    assert choose_memory_format(beside) == "channels_last"


def test_forward_computes_in_bf16_and_returns_float32():
    seen = []
    net = nn.Sequential(nn.Conv2d(3, 4, 3))
    net[0].register_forward_hook(lambda m, i, o: seen.append(o))
    keys = list(net.state_dict())
    prepare(net, torch.device("cpu"), "bf16", "channels_last")
    out = net(torch.randn(2, 3, 8, 8))
    assert seen[0].dtype == torch.bfloat16
    assert out.dtype == torch.float32
    assert seen[0].is_contiguous(memory_format=torch.channels_last)
    assert list(net.state_dict()) == keys
    assert not torch.is_autocast_enabled("cpu")


def test_a_network_can_opt_out_of_bf16():
    net = nn.Linear(3, 3)
    net.precision = "fp32"
    prepare(net, torch.device("cpu"), "bf16", "contiguous")
    x = torch.randn(4, 3)
    assert torch.equal(net(x), nn.functional.linear(x, net.weight, net.bias))


def test_a_failing_forward_leaves_autocast():
    net = prepare(nn.Linear(3, 3), torch.device("cpu"), "bf16", "contiguous")
    with pytest.raises(RuntimeError):
        net(torch.randn(4, 5))
    assert not torch.is_autocast_enabled("cpu")
    assert net(torch.randn(4, 3)).dtype == torch.float32


def test_a_deep_copy_computes_with_its_own_weights():
    net = prepare(nn.Linear(3, 3), torch.device("cpu"), "bf16", "contiguous")
    other = copy.deepcopy(net)
    nn.init.zeros_(other.weight)
    nn.init.zeros_(other.bias)
    assert torch.equal(other(torch.randn(4, 3)), torch.zeros(4, 3))


def test_an_optimiser_is_made_fused_before_its_first_step_only():
    net = nn.Linear(3, 3)
    opt = torch.optim.Adam(net.parameters())
    adopt(opt, "fused")
    net(torch.randn(4, 3)).sum().backward()
    opt.step()
    assert opt.param_groups[0]["fused"] is True
    late = torch.optim.Adam(net.parameters())
    late.step()
    adopt(late, "fused")
    assert not late.param_groups[0]["fused"]
    slow = torch.optim.RMSprop(net.parameters())
    adopt(slow, "fused")
    assert "fused" not in slow.param_groups[0]
