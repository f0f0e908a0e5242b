"""InfoGAN: its codes, what it knows of them, the sheet that shows them, resume."""

from __future__ import annotations

import math

import pytest
import torch
from ganstudio_infogan import codes, register_models
from ganstudio_infogan.config import SIZES, InfoGANConfig
from ganstudio_infogan.networks import build, graphs
from ganstudio_infogan.sweep import rows
from ganstudio_infogan.train import train

from ganstudio.api import Code, ConfigError, Facts, Role, parse_config

(SPEC,) = register_models()
TINY = {"width": 4, "hidden": 16, "z_dim": 6, "batch_size": 16, "steps": 4}
KIND, STYLE = Code(name="kind", choices=3), Code(name="style 1")


def _shades(step: int) -> torch.Tensor:
    """Dark pictures and light ones, in turns; nobody says which is which."""
    generator = torch.Generator().manual_seed(step)
    x = torch.where(torch.arange(16) % 2 == 1, 0.8, -0.8)[:, None, None, None]
    noise = 0.1 * torch.randn(16, 1, 28, 28, generator=generator)
    return (x + noise).clamp(-1, 1)


def _count(net: torch.nn.Module) -> int:
    return sum(p.numel() for p in net.parameters())


def test_networks_for_digits_have_the_sizes_that_the_readme_gives():
    nets = build(InfoGANConfig(), Facts(channels=1))
    sizes = {name: _count(net) for name, net in nets.items()}
    assert sizes == {"G": 6_645_121, "D": 6_558_017, "Q": 133_134}


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("size", SIZES)
def test_every_size_makes_pictures_judges_and_reads_them(size, channels):
    config = InfoGANConfig(image_size=size, width=4, hidden=16, categories=2)
    facts = Facts(channels=channels)
    nets = build(config, facts)
    c = codes.draw(config.codes, 3, torch.zeros(1))
    x = nets["G"](torch.randn(3, config.z_dim), *c)
    assert x.shape == (3, channels, size, size)
    assert x.abs().max() <= 1
    logits, seen = nets["D"](x)
    assert logits.shape == (3,)
    assert nets["Q"](seen).shape == (3, 10 + 10 + 2 + 2)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"image_size": 50}, "must be 28, 32, 64 or 128 px, not 50"),
        ({"categories": 0, "continuous": 0}, "there is no code to learn"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(values, message):
    with pytest.raises(ConfigError, match=message):
        parse_config(InfoGANConfig, values)


def test_a_user_finds_the_codes_by_their_names():
    config, facts = InfoGANConfig(width=4, hidden=16), Facts(channels=1)
    generator, recogniser = graphs(config, facts, build(config, facts))
    assert [port.name for port in generator.inputs] == [
        "z", "kind", "style 1", "style 2",
    ]  # fmt: skip
    assert generator.inputs[0].prior == "uniform"
    assert generator.inputs[1].choices == 10
    assert (generator.inputs[2].low, generator.inputs[2].high) == (-1, 1)
    assert recogniser.role is Role.CLASSIFIER
    two = InfoGANConfig(categories=2, continuous=0)
    assert [code.name for code in two.codes] == ["kind 1", "kind 2"]


def test_without_kinds_there_is_no_classifier():
    config, facts = InfoGANConfig(width=4, hidden=16, categories=0), Facts(channels=1)
    (graph,) = graphs(config, facts, build(config, facts))
    c = codes.draw(config.codes, 2, torch.zeros(1))
    assert graph.module(torch.randn(2, 62), *c).shape == (2, 1, 28, 28)


def test_the_recogniser_says_what_Q_reads_of_the_first_kind():
    config, facts = InfoGANConfig(width=4, hidden=16, choices=5), Facts(channels=1)
    nets = build(config, facts)
    _, graph = graphs(config, facts, nets)
    graph.module.eval()
    x = torch.rand(3, 1, 28, 28) * 2 - 1
    said = graph.module(x)
    assert said.shape == (3, graph.output.classes)
    assert torch.equal(said, nets["Q"](nets["D"](x)[1])[:, :5])


def test_codes_are_drawn_evenly():
    torch.manual_seed(0)
    kind, style = codes.draw((KIND, STYLE), 3000, torch.zeros(1))
    assert kind.shape == (3000, 3)
    assert torch.equal(kind.sum(1), torch.ones(3000))
    assert kind.mean(0).tolist() == pytest.approx([1 / 3] * 3, abs=0.03)
    assert style.shape == (3000, 1)
    assert style.min() < -0.98
    assert style.max() > 0.98
    assert style.mean().item() == pytest.approx(0, abs=0.05)


def test_information_is_the_entropy_for_who_knows_and_nothing_for_who_guesses():
    torch.manual_seed(0)
    values = codes.draw((KIND, STYLE), 2000, torch.zeros(1))
    kind, style = values
    sure = torch.cat((50 * kind, style, torch.full_like(style, math.log(0.1))), 1)
    known, placed = codes.information((KIND, STYLE), sure, values)
    assert known.item() == pytest.approx(math.log(3), abs=1e-4)
    # Of a deviation s, at its middle: log 2 - log(s sqrt(2 pi)).
    density = math.log(0.1 * math.sqrt(2 * math.pi))
    assert placed.item() == pytest.approx(math.log(2) - density, abs=1e-4)

    spread = torch.full_like(style, math.log(1 / math.sqrt(3)))  # of even draws
    guess = torch.cat((torch.zeros(2000, 3), 0 * style, spread), 1)
    known, placed = codes.information((KIND, STYLE), guess, values)
    assert known.item() == pytest.approx(0, abs=1e-6)
    assert -0.25 < placed.item() < 0


def test_a_Q_that_is_too_sure_makes_no_gradient_without_bound():
    read = torch.tensor([[0.0, -1e4]], requires_grad=True)
    (bound,) = codes.information((STYLE,), read, [torch.tensor([[0.1]])])
    bound.backward()
    assert read.grad.isfinite().all()
    assert bound.isfinite()


def test_drawn_pictures_tell_their_kind(rehearse):
    settings = {**TINY, "hidden": 32, "choices": 2, "steps": 120, "ema": 0.0}
    rates = {"lr": 5e-3, "lr_g": 5e-3, "lr_decay": 0.5}
    ctx = rehearse(SPEC, build, {**settings, **rates}, _shades, 1)
    train(ctx)
    told = [report["information/kind"] for report in ctx.reports]
    assert told[0] < 0.1
    assert 0.5 < sum(told[-10:]) / 10 <= math.log(2)
    _, recogniser = graphs(ctx.config, ctx.facts, ctx.nets)
    # In training mode: so few steps leave batch norm's averages behind the weights.
    c = codes.draw(ctx.config.codes, 64, torch.zeros(1))
    with torch.no_grad():
        said = recogniser.module(ctx.nets["G"](torch.rand(64, 6) * 2 - 1, *c))
    assert (said.argmax(1) == c[0].argmax(1)).float().mean() > 0.9


@pytest.mark.parametrize(("weight", "learns"), [(0.0, False), (1.0, True)])
def test_Q_learns_as_far_as_the_weights_say(rehearse, weight, learns):
    settings = {**TINY, "lambda_cat": weight, "lambda_con": weight}
    ctx = rehearse(SPEC, build, settings, _shades, 1)
    before = ctx.checkpoint()["nets"]["Q"]["layers.3.weight"]
    train(ctx)
    after = ctx.nets["Q"].state_dict()["layers.3.weight"]
    assert torch.equal(before, after) != learns


def test_G_s_step_computes_no_gradient_of_D_and_Q(rehearse):
    ctx = rehearse(SPEC, build, TINY, _shades, 1)
    kept: list[torch.Tensor] = []

    def weights():
        return [p for name in "DQ" for p in ctx.nets[name].parameters()]

    def keep(*_):
        kept[:] = [p.grad.clone() for p in weights()]

    ctx.at_start = lambda ctx: ctx.state["opt_d"].register_step_post_hook(keep)

    def compare(step):
        assert all(map(torch.equal, (p.grad for p in weights()), kept))

    ctx.at_step = compare
    train(ctx)
    assert kept


def test_rates_of_both_optimisers_fall_in_the_last_part(rehearse):
    settings = {**TINY, "lr": 0.004, "lr_g": 0.008, "lr_decay": 0.5}
    ctx = rehearse(SPEC, build, settings, _shades, 1)
    train(ctx)
    assert ctx.rates[::2] == pytest.approx([0.004, 0.004, 0.004, 0.002])
    assert ctx.rates[1::2] == pytest.approx([0.008, 0.008, 0.008, 0.004])


def test_the_sheet_has_a_row_for_each_kind_and_each_style(rehearse):
    ctx = rehearse(SPEC, build, {**TINY, "choices": 3}, _shades, 1)
    train(ctx)
    assert list(ctx.previews) == [
        "kind = 1", "kind = 2", "kind = 3", "style 1", "style 2",
    ]  # fmt: skip
    assert all(draw().shape == (8, 1, 28, 28) for draw in ctx.previews.values())


def test_along_a_row_only_its_code_changes():
    given: list[tuple[torch.Tensor, ...]] = []

    def G(*inputs: torch.Tensor) -> torch.Tensor:
        given.append(inputs)
        return inputs[0]

    config = InfoGANConfig(categories=2, choices=3, z_dim=4)
    for _, draw in rows(config, G, torch.device("cpu")):
        draw()
    assert len(given) == 3 + 2
    z, kind, other, first, second = given[1]
    assert torch.equal(z, given[0][0])
    assert torch.equal(z, z[:1].expand(8, -1))
    assert torch.equal(kind, torch.eye(3)[[1] * 8])
    assert torch.equal(other, torch.eye(3)[[0] * 8])
    assert torch.equal(first[:, 0], torch.linspace(-1, 1, 8))
    assert not second.any()
    assert torch.equal(given[4][4], first)
    given.clear()
    for _, draw in rows(InfoGANConfig(continuous=0), G, torch.device("cpu")):
        draw()
    assert len(given) == 10
    assert not torch.equal(given[0][0][0], given[0][0][1])  # z alone can vary


@pytest.mark.parametrize("values", [{}, {"categories": 0}, {"continuous": 0}])
def test_four_steps_equal_two_and_two_from_a_checkpoint(rehearse, values):
    settings = {**TINY, **values}
    whole = rehearse(SPEC, build, settings, _shades, 1)
    train(whole)
    first = rehearse(SPEC, build, settings, _shades, 1)
    first.last = 2
    train(first)
    saved = first.checkpoint()
    second = rehearse(SPEC, build, settings, _shades, 1)
    second.saved = saved
    train(second)
    for name, net in whole.nets.items():
        for key, value in net.state_dict().items():
            assert torch.equal(value, second.nets[name].state_dict()[key]), key
