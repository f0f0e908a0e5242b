"""DCGAN as published: sizes, order of the step, and a state that can be resumed."""

from __future__ import annotations

import pytest
import torch
from ganstudio_dcgan import register_models
from ganstudio_dcgan.config import SIZES, DCGANConfig
from ganstudio_dcgan.networks import build, graphs
from ganstudio_dcgan.train import train

from ganstudio.api import ConfigError, Facts, parse_config
from ganstudio.training.batchwise import pack

(SPEC,) = register_models()
TINY = {"image_size": 28, "width": 8, "z_dim": 16, "batch_size": 16, "steps": 4}


def _squares(step: int, channels: int = 1) -> torch.Tensor:
    """Pictures of a white square somewhere near the middle, drawn from the step."""
    generator = torch.Generator().manual_seed(step)
    x = torch.full((16, channels, 28, 28), -1.0)
    for picture in x:
        top, left = torch.randint(6, 12, (2,), generator=generator).tolist()
        picture[:, top : top + 10, left : left + 10] = 1.0
    return x


TRICKS = {
    "minimax": {"loss": "minimax"},
    "least squares": {"loss": "least-squares"},
    "chi2": {"loss": "least-squares-chi2"},
    "hinge": {"loss": "hinge"},
    "steps": {"k_d": 2, "k_g": 2},
    "feature matching": {"feature_matching": 1.0},
    "historical averaging": {"historical_averaging": 0.1},
    "augmentation": {"augment": "all"},
    "sphere": {"prior": "sphere"},
    "noisy labels": {"noisy_labels": True, "label_flips": 0.1},
    "instance noise": {"instance_noise": 0.5},
    "mixed batches": {"batches": "mixed"},
    "packing": {"packing": 2},
    "minibatch discrimination": {"minibatch_discrimination": True},
    "spectral norm": {"spectral_norm": True},
    "dropout": {"dropout": 0.3},
    "virtual batch norm": {"virtual_batch_norm": True},
    "replay": {"replay": 24},
}
TRICKS["everything"] = {k: v for trick in TRICKS.values() for k, v in trick.items()}
TRICKS["everything"]["loss"] = "least-squares"


def _count(net: torch.nn.Module) -> int:
    return sum(p.numel() for p in net.parameters())


def test_published_size_has_the_published_parameters():
    nets = build(DCGANConfig(), Facts(channels=3))
    assert _count(nets["G"]) == 3_576_704
    assert _count(nets["D"]) == 2_765_568


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("size", SIZES)
def test_every_size_makes_pictures_and_judges_them(size, channels):
    config = DCGANConfig(image_size=size, width=4, z_dim=8)
    nets = build(config, Facts(channels=channels))
    x = nets["G"](torch.randn(3, 8))
    assert x.shape == (3, channels, size, size)
    assert x.abs().max() <= 1
    assert nets["D"](x).shape == (3,)


def test_another_size_is_refused_with_the_sizes_there_are():
    with pytest.raises(ConfigError, match="must be 28, 32, 64 or 128 px, not '50'"):
        parse_config(DCGANConfig, {"image_size": "50"})


def test_weights_start_as_published():
    nets = build(DCGANConfig(), Facts())
    weight = nets["D"].layers[2].weight
    assert weight.std().item() == pytest.approx(0.02, rel=0.02)
    assert nets["G"].layers[1].weight.mean().item() == pytest.approx(1, abs=0.005)


def test_graph_describes_what_the_generator_takes_and_gives():
    config, facts = DCGANConfig(image_size=32, width=4, z_dim=8), Facts(channels=1)
    nets = build(config, facts)
    (graph,) = graphs(config, facts, nets)
    z = torch.randn(2, graph.inputs[0].size)
    assert graph.module(z).shape == (2, graph.output.channels, *graph.output.size)


def test_a_step_updates_D_first_then_G_and_every_weight_of_both(rehearse):
    ctx = rehearse(SPEC, build, {**TINY, "steps": 2}, _squares, channels=1)
    before = ctx.checkpoint()["nets"]
    order: list[str] = []

    def watch(ctx):
        for name in ("opt_d", "opt_g"):
            ctx.state[name].register_step_post_hook(
                lambda *_, name=name: order.append(name)
            )

    ctx.at_start = watch
    train(ctx)
    assert order == ["opt_d", "opt_g"] * 2
    for name, net in ctx.nets.items():
        for key, tensor in net.state_dict().items():
            assert not torch.equal(tensor, before[name][key]), f"{name}.{key}"
    assert set(ctx.reports[0]) == {"loss/d", "loss/g", "d/real", "d/fake"}
    assert all(0 <= r["d/real"] <= 1 and r["loss/d"] > 0 for r in ctx.reports)


def test_G_s_step_computes_no_gradient_of_D(rehearse):
    ctx = rehearse(SPEC, build, TINY, _squares, channels=1)
    grads: dict[str, list[torch.Tensor]] = {}

    def keep_d(*_):
        grads["D"] = [p.grad.clone() for p in ctx.nets["D"].parameters()]

    ctx.at_start = lambda ctx: ctx.state["opt_d"].register_step_post_hook(keep_d)

    def compare(step):
        now = [p.grad for p in ctx.nets["D"].parameters()]
        assert all(map(torch.equal, now, grads["D"]))

    ctx.at_step = compare
    train(ctx)
    assert grads


def test_resumed_run_reaches_the_same_bits(rehearse):
    straight = rehearse(SPEC, build, TINY, _squares, channels=1)
    train(straight)

    first = rehearse(SPEC, build, TINY, _squares, channels=1)
    first.last = 2
    train(first)
    saved = first.checkpoint()
    second = rehearse(SPEC, build, TINY, _squares, channels=1)
    second.saved = saved
    train(second)

    for name, net in straight.nets.items():
        for key, tensor in net.state_dict().items():
            assert torch.equal(tensor, second.nets[name].state_dict()[key])
    average = straight.state["ema"].module.state_dict()
    for key, tensor in second.state["ema"].module.state_dict().items():
        assert torch.equal(tensor, average[key])
    assert straight.reports[2:] == second.reports


def test_average_makes_other_pictures_but_the_same_run(rehearse):
    runs = []
    for ema in (0.0, 0.99):
        ctx = rehearse(SPEC, build, {**TINY, "ema": ema}, _squares, channels=1)
        train(ctx)
        runs.append(ctx)
    assert runs[0].reports == runs[1].reports
    assert runs[0].state["ema"].module is runs[0].nets["G"]
    assert runs[1].state["ema"].module is not runs[1].nets["G"]


def test_generator_learns_where_the_square_is(rehearse):
    ctx = rehearse(
        SPEC, build, {**TINY, "steps": 150, "lr": 2e-3}, _squares, channels=1
    )
    target = _squares(0).mean(0)

    def error() -> float:
        with torch.no_grad():
            mean = ctx.nets["G"](torch.randn(64, 16)).mean(0)
        return (mean - target).abs().mean().item()

    before = error()
    train(ctx)
    assert error() < before / 2


@pytest.mark.parametrize("name", TRICKS)
def test_every_trick_changes_the_run_and_resumes_to_the_same_bits(rehearse, name):
    settings = {**TINY, **TRICKS[name]}
    plain = rehearse(SPEC, build, TINY, _squares, channels=1)
    train(plain)
    straight = rehearse(SPEC, build, settings, _squares, channels=1)
    train(straight)
    assert straight.reports != plain.reports

    first = rehearse(SPEC, build, settings, _squares, channels=1)
    first.last = 2
    train(first)
    saved, asked = first.checkpoint(), list(first.asked)
    second = rehearse(SPEC, build, settings, _squares, channels=1)
    second.saved, second.asked = saved, asked
    train(second)
    for net, module in straight.nets.items():
        for key, tensor in module.state_dict().items():
            assert torch.equal(tensor, second.nets[net].state_dict()[key]), key
    assert straight.reports[2:] == second.reports


def test_without_tricks_nothing_is_drawn_but_z(rehearse, monkeypatch):
    ctx = rehearse(SPEC, build, {**TINY, "steps": 2}, _squares, channels=1)
    state = torch.get_rng_state()
    for _ in range(2):
        torch.randn(16, 16)
    after = torch.get_rng_state()
    torch.set_rng_state(state)
    train(ctx)
    assert torch.equal(torch.get_rng_state(), after)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"loss": "hinge", "noisy_labels": True}, "hinge has no targets"),
        ({"loss": "hinge", "label_flips": 0.1}, "hinge has no targets"),
        ({"packing": 3}, r"multiple of packing \(3\), not 64"),
    ],
)
def test_tricks_that_do_not_go_together_are_refused(values, sentence):
    with pytest.raises(ConfigError, match=sentence):
        parse_config(DCGANConfig, values)


def test_packing_shows_D_whole_groups_and_its_prior_is_exported(rehearse):
    ctx = rehearse(
        SPEC, build, {**TINY, "packing": 4, "prior": "sphere"}, _squares, channels=1
    )
    seen = []
    ctx.nets["D"].register_forward_pre_hook(lambda _, args: seen.append(args[0].shape))
    train(ctx)
    assert set(seen) == {(4, 4, 28, 28)}
    (graph,) = graphs(ctx.config, ctx.facts, ctx.nets)
    assert graph.inputs[0].prior == "sphere"


@pytest.mark.parametrize("minibatch", [False, True])
def test_spectral_norm_bounds_every_weight_of_D(rehearse, minibatch):
    settings = {"spectral_norm": True, "minibatch_discrimination": minibatch}
    ctx = rehearse(SPEC, build, {**TINY, **settings}, _squares, channels=1)
    train(ctx)
    D = ctx.nets["D"].eval()
    assert not any(isinstance(m, torch.nn.BatchNorm2d) for m in D.modules())
    layers = (torch.nn.Conv2d, torch.nn.Linear)
    weights = [m.weight for m in D.modules() if isinstance(m, layers)]
    weights += [D.others.projection] if minibatch else []
    assert len(weights) == (5 if minibatch else 3)
    for weight in weights:
        norm = torch.linalg.matrix_norm(weight.flatten(1), 2)
        assert norm.item() == pytest.approx(1, rel=0.3)


@pytest.mark.parametrize(
    ("trick", "more"),
    [
        ({"packing": 3}, 2 * 3 * 8 * 16),
        ({"minibatch_discrimination": True}, 16 * 128 + 16),
        ({"spectral_norm": True}, -16),  # a bias in place of batch norm's two
        ({"virtual_batch_norm": True}, 0),
        ({"dropout": 0.3}, 0),
    ],
)
def test_a_trick_costs_the_parameters_that_it_needs_and_no_others(trick, more):
    small = {**TINY, "batch_size": 12}
    plain, changed = (
        sum(
            map(
                _count,
                build(DCGANConfig(**small, **values), Facts(channels=3)).values(),
            )
        )
        for values in ({}, trick)
    )
    assert changed - plain == more


def test_preset_for_stacked_digits_judges_pairs_in_colour():
    config = parse_config(DCGANConfig, SPEC.presets["stacked"])
    nets = build(config, Facts(channels=3))
    made = nets["G"](torch.randn(4, config.z_dim))
    assert made.shape == (4, 3, 28, 28)
    assert nets["D"](pack(made, config.packing)).shape == (2,)


def test_instance_noise_is_gone_at_the_end(rehearse):
    ctx = rehearse(SPEC, build, {**TINY, "instance_noise": 1.0}, _squares, channels=1)
    real: list[torch.Tensor] = []
    calls = iter(range(100))
    ctx.nets["D"].register_forward_pre_hook(
        lambda _, args: real.append(args[0]) if next(calls) % 3 == 0 else None
    )
    train(ctx)
    apart = [(x - _squares(step)).std().item() for step, x in enumerate(real, start=1)]
    assert apart == pytest.approx([0.75, 0.5, 0.25, 0.0], abs=0.03)


def test_rates_fall_in_the_last_part_of_the_run(rehearse):
    settings = {**TINY, "lr": 0.004, "lr_decay": 0.5}
    ctx = rehearse(SPEC, build, settings, _squares, channels=1)
    train(ctx)
    assert ctx.rates[::2] == pytest.approx([0.004, 0.004, 0.004, 0.002])
