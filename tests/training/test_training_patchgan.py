"""PatchGAN: the patch that a logit judges, its biases, and what stands in old files."""

from __future__ import annotations

from functools import partial

import torch
from torch import nn

from ganstudio.training.patchgan import PatchGAN


def test_each_logit_judges_a_patch_of_70_pixels():
    D = PatchGAN(3, 4)
    assert D(torch.zeros(1, 3, 256, 256)).shape == (1, 1, 30, 30)
    for i, layer in enumerate(D.layers):
        if isinstance(layer, nn.InstanceNorm2d):  # looks at the whole picture
            D.layers[i] = nn.Identity()
    x = torch.rand(1, 3, 256, 256, requires_grad=True)
    D(x)[0, 0, 15, 15].backward()
    seen = x.grad.abs().sum((0, 1)) > 0
    assert seen.any(0).sum() == seen.any(1).sum() == 70


def test_only_a_norm_that_does_not_shift_leaves_the_convolution_its_bias():
    affine = partial(nn.InstanceNorm2d, affine=True)
    for norm, biased in (
        (nn.InstanceNorm2d, True),
        (affine, False),
        (nn.BatchNorm2d, False),
    ):
        first, *inner, last = (
            m for m in PatchGAN(6, 4, norm).layers if isinstance(m, nn.Conv2d)
        )
        assert first.bias is not None
        assert last.bias is not None
        assert {m.bias is not None for m in inner} == {biased}
    # As counted from the published discriminator of six channels.
    D = PatchGAN(6, 64, affine)
    assert sum(p.numel() for p in D.parameters()) == 2_768_705


def test_parameters_keep_the_names_that_saved_runs_have():
    names = [
        f"layers.{i}.{part}" for i in (0, 2, 5, 8, 11) for part in ("weight", "bias")
    ]
    assert list(PatchGAN(3, 4).state_dict()) == names
