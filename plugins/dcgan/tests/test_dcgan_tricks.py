"""Each trick, by what it does inside the recipe."""

from __future__ import annotations

import pytest
import torch
from ganstudio_dcgan import register_models
from ganstudio_dcgan.config import DCGANConfig
from ganstudio_dcgan.networks import Discriminator, Generator, build
from ganstudio_dcgan.train import train
from torch import Tensor

from ganstudio.api import knobs

(SPEC,) = register_models()
TINY = {"image_size": 28, "width": 8, "z_dim": 16, "batch_size": 16, "steps": 4}


def _noise(step: int) -> Tensor:
    generator = torch.Generator().manual_seed(step)
    return torch.rand(16, 1, 28, 28, generator=generator) * 2 - 1


def _watched(rehearse, **values):
    """Run the recipe; returns its context, and what G and D were given, in order."""
    ctx = rehearse(SPEC, build, {**TINY, **values}, _noise, channels=1)
    given: dict[str, list[Tensor]] = {"G": [], "D": []}
    for name, kept in given.items():
        ctx.nets[name].register_forward_pre_hook(
            lambda _, args, kept=kept: kept.append(args[0].detach().clone())
        )
    train(ctx)
    return ctx, given


def test_D_and_G_take_the_steps_that_were_asked_for_D_on_new_pictures(rehearse):
    ctx = rehearse(
        SPEC, build, {**TINY, "steps": 2, "k_d": 3, "k_g": 2}, _noise, channels=1
    )
    order: list[str] = []

    def watch(ctx):
        for name in ("opt_d", "opt_g"):
            ctx.state[name].register_step_post_hook(
                lambda *_, name=name: order.append(name)
            )

    ctx.at_start = watch
    train(ctx)
    assert order == (["opt_d"] * 3 + ["opt_g"] * 2) * 2
    assert ctx.asked == ["d"] * 4  # the first of three is the step's own batch
    assert ctx.state["ema"].updates == 4


def test_every_turn_draws_its_own_z_and_G_s_first_reuses_D_s_last(rehearse):
    _, given = _watched(rehearse, steps=1, k_d=3, k_g=2)
    assert len(given["G"]) == 4
    assert len({z.sum().item() for z in given["G"]}) == 4


def test_z_lies_on_the_sphere(rehearse):
    _, given = _watched(rehearse, prior="sphere")
    for z in given["G"]:
        torch.testing.assert_close(z.norm(dim=1), torch.full((16,), 4.0))


def test_mixed_batches_reach_D_as_one(rehearse):
    _, given = _watched(rehearse, batches="mixed")
    assert [len(x) for x in given["D"]] == [32, 16] * 4
    for step, both in enumerate(given["D"][::2], start=1):
        assert torch.equal(both[:16], _noise(step))


def test_augmentation_changes_real_and_generated_pictures_in_both_steps(rehearse):
    _, given = _watched(rehearse, augment="translation+cutout")
    _, plain = _watched(rehearse)
    for step in range(4):
        assert not torch.equal(given["D"][3 * step], _noise(step + 1))
    # D real, D fake, G: a cutout is exactly 0, a tanh in practice never.
    assert all((x == 0).float().mean() > 0.05 for x in given["D"])
    assert all((x == 0).float().mean() < 0.01 for x in plain["D"])


@pytest.mark.parametrize("replay", [0, 16])
def test_replay_shows_D_pictures_of_earlier_steps(rehearse, replay):
    _, given = _watched(rehearse, replay=replay)
    # Every third is what D is given in G's step, thus what G has drawn just now.
    shown, drawn = given["D"][1::3], given["D"][2::3]
    old = [
        any(torch.equal(x, y) for earlier in drawn[:step] for y in earlier)
        for step, batch in enumerate(shown)
        for x in batch
    ]
    assert sum(old) == 0 if replay == 0 else sum(old) > 12


def test_dropout_makes_one_z_many_pictures_but_only_in_training():
    torch.manual_seed(0)
    z = torch.randn(4, 16)
    G = Generator(28, 1, 16, 8, dropout=0.5)
    plain = Generator(28, 1, 16, 8)
    assert not torch.equal(G(z), G(z))
    assert torch.equal(plain(z), plain(z))
    G.eval()
    assert torch.equal(G(z), G(z))
    weights = [sum(p.numel() for p in net.parameters()) for net in (G, plain)]
    assert weights[0] == weights[1]


def test_virtual_batch_norm_makes_a_picture_whatever_its_neighbours():
    torch.manual_seed(0)
    z = torch.randn(6, 16)
    virtual, plain = Generator(28, 1, 16, 8, reference=8), Generator(28, 1, 16, 8)
    for G, alike in ((virtual, True), (plain, False)):
        assert torch.allclose(G(z)[:2], G(z[:2]), atol=1e-5) == alike
    assert virtual(z).shape == (6, 1, 28, 28)


@pytest.mark.parametrize("minibatch", [False, True])
def test_minibatch_discrimination_lets_neighbours_count_in_D_s_verdict(minibatch):
    torch.manual_seed(0)
    D = Discriminator(28, 1, 8, norm=False, minibatch=minibatch)
    varied = torch.randn(6, 1, 28, 28)
    same = varied[:1].expand_as(varied)
    apart = (D(varied)[0] - D(same)[0]).abs().item()
    assert (apart > 1e-3) == minibatch


def test_historical_averaging_pulls_to_the_mean_of_all_steps_so_far(rehearse):
    settings = {**TINY, "historical_averaging": 0.1}
    ctx = rehearse(SPEC, build, settings, _noise, channels=1)
    seen: dict[str, list[Tensor]] = {"G": [], "D": []}

    def look(*_):
        for name, kept in seen.items():
            kept.append(next(ctx.nets[name].parameters()).detach().clone())

    ctx.at_start = ctx.at_step = look
    train(ctx)
    for name, kept in seen.items():
        assert len(kept) == 5  # the start and four steps
        mean = ctx.state[f"past_{name.lower()}"].state_dict()["means"][0]
        torch.testing.assert_close(mean, torch.stack(kept).mean(0))


def test_historical_averaging_holds_both_networks_back(rehearse):
    moved: list[dict[str, float]] = []
    for weight in (0.0, 1000.0):
        settings = {**TINY, "steps": 20, "historical_averaging": weight}
        ctx = rehearse(SPEC, build, settings, _noise, channels=1)
        start = {n: next(net.parameters()).clone() for n, net in ctx.nets.items()}
        train(ctx)
        moved.append(
            {
                n: (next(ctx.nets[n].parameters()) - w).norm().item()
                for n, w in start.items()
            }
        )
    free, held = moved
    assert held["G"] < free["G"] / 2
    assert held["D"] < free["D"] / 2


def test_softened_labels_keep_D_from_being_sure(rehearse):
    # Noise is told from a new G's grey pictures at once.
    gaps = []
    for values in ({}, {"noisy_labels": True, "label_flips": 0.2}):
        ctx, _ = _watched(rehearse, steps=40, lr=2e-3, **values)
        last = ctx.reports[-10:]
        gaps.append(sum(r["d/real"] - r["d/fake"] for r in last) / len(last))
    assert gaps[1] < gaps[0]


def test_no_live_setting_decides_what_a_checkpoint_holds(rehearse):
    def names(**values) -> set[str]:
        ctx = rehearse(SPEC, build, {**TINY, "steps": 1, **values}, _noise, channels=1)
        train(ctx)
        return set(ctx.state)

    live = {knob.name for knob in knobs(DCGANConfig) if knob.live}
    plain = names()
    for name in ("feature_matching", "historical_averaging"):
        assert name not in live or names(**{name: 1.0}) == plain, name
