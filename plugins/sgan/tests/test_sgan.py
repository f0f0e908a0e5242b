"""The semi-supervised GAN: which labels it sees, D by the formula, exact resume."""

from __future__ import annotations

import pytest
import torch
from ganstudio_sgan import register_models
from ganstudio_sgan.config import SIZES, SGANConfig
from ganstudio_sgan.labelled import LabelledPictures
from ganstudio_sgan.networks import build, graphs, is_real
from ganstudio_sgan.train import train

from ganstudio.api import ConfigError, Facts, Role, parse_config

(SPEC,) = register_models()
TINY = {"width": 4, "z_dim": 8, "batch_size": 16, "steps": 4, "labels": 8}
LABELS = ("dark", "light")
WAYS = [{}, {"g_loss": "non-saturating"}, {"supervised_only": True}]


def _shades(step: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Dark pictures of class 0 and light ones of class 1, in turns."""
    generator = torch.Generator().manual_seed(step)
    y = torch.arange(16) % 2
    x = torch.where(y == 1, 100, 40)[:, None, None, None]
    noise = torch.randint(0, 60, (16, 1, 28, 28), generator=generator)
    return (x + noise).float().mul_(1 / 127.5).sub_(1), y


def _rehearsed(rehearse, batch=_shades, last=None, saved=None, **settings):
    ctx = rehearse(SPEC, build, {**TINY, **settings}, batch, 1, LABELS)
    ctx.last, ctx.saved = last or ctx.last, saved
    train(ctx)
    return ctx


def _facts(channels: int = 1) -> Facts:
    return Facts(channels=channels, labels=LABELS)


def test_networks_have_the_sizes_that_the_readme_gives():
    digits = Facts(channels=1, labels=tuple(map(str, range(10))))
    nets = build(SGANConfig(), digits)
    count = {n: sum(p.numel() for p in net.parameters()) for n, net in nets.items()}
    assert count == {"G": 759_680, "D": 936_522}


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("size", SIZES)
def test_every_size_is_drawn_and_named(size, channels):
    config, facts = SGANConfig(image_size=size, width=4, z_dim=8), _facts(channels)
    generator, classifier = graphs(config, facts, build(config, facts))
    assert classifier.role is Role.CLASSIFIER
    x = generator.module(torch.randn(3, 8))
    assert x.shape == (3, channels, size, size)
    assert classifier.module(x).shape == (3, 2)


def test_another_size_is_refused_with_the_sizes_there_are():
    with pytest.raises(ConfigError, match="must be 28, 32 or 64 px, not '50'"):
        parse_config(SGANConfig, {"image_size": "50"})


def test_real_is_the_sum_of_the_classes_beside_a_class_of_weight_one():
    logits = torch.randn(5, 3)
    Z = logits.exp().sum(1)
    assert torch.allclose(is_real(logits).sigmoid(), Z / (Z + 1))
    whole = torch.cat([logits, torch.zeros(5, 1)], dim=1).softmax(1)
    assert torch.allclose(is_real(logits).sigmoid(), 1 - whole[:, 3])


def test_each_class_gets_its_share_and_pictures_keep_their_bits():
    kept = LabelledPictures(5, 2)
    x, y = _shades(1)
    kept.offer(x, y)
    assert kept.full
    assert len(kept) == 5
    pictures, classes = kept.draw(200, like=x)
    assert {tuple(p.flatten().tolist()) for p in pictures} == {
        tuple(p.flatten().tolist()) for p in x[:5]
    }
    assert torch.equal(classes, (pictures.mean((1, 2, 3)) > -0.2).long())


def test_nothing_but_the_chosen_labels_is_ever_looked_at(rehearse):
    """Wrong labels on the main stream change no bit of the run."""

    def lying(step: int) -> tuple[torch.Tensor, torch.Tensor]:
        x, y = _shades(step)
        return x, y if step > 1000 else 1 - y  # streams besides count from 1001

    told, lied = (_rehearsed(rehearse, batch) for batch in (_shades, lying))
    assert told.reports == lied.reports
    assert told.asked == ["labels"]


def test_few_pictures_end_the_search(rehearse):
    assert _rehearsed(rehearse, labels=40).asked == ["labels"] * 3


def test_fewer_labels_than_classes_are_refused(rehearse):
    with pytest.raises(ConfigError, match="at least 2, one for each class, not 1"):
        _rehearsed(rehearse, labels=1)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_it_learns_to_name_from_eight_labels(rehearse, way):
    ctx = _rehearsed(rehearse, steps=60, lr=3e-3, **way)
    x, y = _shades(5000)
    with torch.no_grad():
        assert (ctx.nets["D"].eval()(x).argmax(1) == y).all()
    assert ("loss/g" in ctx.reports[-1]) == ("supervised_only" not in way)


def test_alone_with_its_labels_g_and_the_other_pictures_are_left_out(rehearse):
    def dark(step: int) -> tuple[torch.Tensor, torch.Tensor]:
        x, y = _shades(step)
        return (x if step > 1000 else -torch.ones_like(x)), y

    seen, unseen = (
        _rehearsed(rehearse, batch, supervised_only=True) for batch in (_shades, dark)
    )
    assert seen.reports == unseen.reports
    fresh = rehearse(SPEC, build, TINY, _shades, 1, LABELS).nets["G"].state_dict()
    for key, value in seen.nets["G"].state_dict().items():
        assert torch.equal(value, fresh[key])


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_four_steps_equal_two_and_two_from_a_checkpoint(rehearse, way):
    whole = _rehearsed(rehearse, **way)
    saved = _rehearsed(rehearse, last=2, **way).checkpoint()
    second = _rehearsed(rehearse, saved=saved, **way)
    assert not second.asked  # its labelled pictures came with the checkpoint
    for name, net in whole.nets.items():
        for key, value in net.state_dict().items():
            assert torch.equal(value, second.nets[name].state_dict()[key]), key
