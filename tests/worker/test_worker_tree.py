"""State trees survive the disk to the bit, in the layout that optimisers need."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from ganstudio.api import RunError
from ganstudio.worker.tree import (
    flatten,
    load_into,
    non_finite,
    read_tensors,
    save_tensors,
    unflatten,
)

leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
leaves = leaves | st.floats(allow_nan=False, allow_infinity=False)
keys = st.text(st.characters(categories=["L", "N"]), max_size=5)
trees = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(keys, inner, max_size=3)
        | st.dictionaries(st.integers(), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(trees)
@settings(max_examples=50, deadline=None)
def test_a_tree_without_tensors_comes_back_as_it_was(tree):
    value, tensors = flatten(tree)
    assert not tensors
    assert unflatten(value, tensors) == tree


def test_tensors_come_back_from_the_disk_to_the_bit(tmp_path):
    state = {
        "nets": {
            "G": {"w": torch.randn(3, 4, 5, 5).to(memory_format=torch.channels_last)}
        },
        "pool": [torch.arange(6, dtype=torch.uint8), torch.randn(2).bfloat16()],
        "scalar": torch.tensor(3.5),
    }
    value, tensors = flatten(state)
    save_tensors(tmp_path / "t.safetensors", tensors)
    back = unflatten(value, read_tensors(tmp_path / "t.safetensors"))
    assert torch.equal(back["nets"]["G"]["w"], state["nets"]["G"]["w"])
    assert all(map(torch.equal, back["pool"], state["pool"]))
    assert back["scalar"].shape == ()


def test_tied_weights_can_be_saved(tmp_path):
    weight = torch.randn(3)
    _, tensors = flatten({"a": weight, "b": weight})
    save_tensors(tmp_path / "t.safetensors", tensors)
    assert read_tensors(tmp_path / "t.safetensors").keys() == {"a", "b"}


def test_anything_else_in_the_state_is_named_with_its_place():
    with pytest.raises(RunError, match=r"not set at 'pool/seen'"):
        flatten({"pool": {"seen": {1, 2}}})


def test_a_damaged_tensor_file_is_an_error_that_names_it(tmp_path):
    (tmp_path / "t.safetensors").write_bytes(b"not tensors")
    with pytest.raises(RunError, match=r"t\.safetensors"):
        read_tensors(tmp_path / "t.safetensors")


def test_tensors_that_are_not_finite_are_named():
    tensors = {"a": torch.ones(2), "b": torch.tensor([1.0, float("nan")])}
    assert non_finite(tensors) == ["b"]


def _trained(steps, net, opt):
    torch.manual_seed(steps)
    for _ in range(steps):
        opt.zero_grad()
        x = torch.randn(2, 4, 8, 8).to(memory_format=torch.channels_last)
        net(x).square().mean().backward()
        opt.step()


def test_fused_adam_on_channels_last_goes_on_to_the_same_bits(tmp_path):
    """Moments restored in another layout than their weights go wrong silently."""

    def fresh():
        torch.manual_seed(0)
        net = torch.nn.Conv2d(4, 6, 3).to(memory_format=torch.channels_last)
        return net, torch.optim.Adam(net.parameters(), lr=0.1, fused=True)

    net, opt = fresh()
    _trained(3, net, opt)
    value, tensors = flatten({"net": net.state_dict(), "opt": opt.state_dict()})
    save_tensors(tmp_path / "t", tensors)
    _trained(4, net, opt)

    net2, opt2 = fresh()
    state = unflatten(value, read_tensors(tmp_path / "t"))
    net2.load_state_dict(state["net"])
    load_into(opt2, state["opt"])
    _trained(4, net2, opt2)
    assert torch.equal(net.weight, net2.weight)


def test_sums_over_tensors_of_a_file_have_the_same_bits(tmp_path):
    """Where numbers begin in memory decides in which order some sums are added up."""
    made = {f"t{i}": torch.randn(1001 + 3 * i) for i in range(9)}
    save_tensors(tmp_path / "t", made)
    for name, tensor in read_tensors(tmp_path / "t").items():
        assert tensor.data_ptr() % 64 == torch.empty(9).data_ptr() % 64
        assert torch.equal(tensor.dot(tensor), made[name].dot(made[name]))
