"""One picture in one style: what it takes from either, and exact resume."""

from __future__ import annotations

import ganstudio_style_transfer.optimise as optimise
import pytest
import torch
from ganstudio_style_transfer import register_models
from ganstudio_style_transfer.colour import recolour
from ganstudio_style_transfer.optimise import STYLE, build, train

from ganstudio.training.perceptual import vgg16
from ganstudio.training.picture import Picture

SPEC = next(spec for spec in register_models() if spec.id == "neural_style")
TINY = {"image_size": 32, "steps": 8}
VGG = {pooling: vgg16(pooling) for pooling in ("average", "max")}


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Read VGG16 once."""
    monkeypatch.setattr(optimise, "vgg16", VGG.get)


def _photo() -> torch.Tensor:
    y = torch.linspace(-0.9, 0.9, 24)[:, None].expand(24, 32)
    disc = ((torch.arange(24)[:, None] - 12) ** 2 + (torch.arange(32) - 16) ** 2) < 50
    return torch.stack([y, -y, disc.float() - 0.5])[None]


def _painting() -> torch.Tensor:
    stripes = torch.sin(torch.arange(40) * 1.3).expand(36, 40)
    return torch.stack([stripes * 0.8, stripes * 0.2 + 0.4, -stripes * 0.3])[None]


def _run(rehearse, **changes):
    pictures = _photo(), _painting()
    ctx = rehearse(SPEC, build, TINY | changes, lambda step: pictures)
    return ctx


def _losses(ctx, *names):
    return [sum(row[f"loss/{name}"] for name in names) for row in ctx.reports]


@pytest.mark.parametrize("optimiser", ["l-bfgs", "adam"])
def test_the_picture_becomes_like_the_painting_and_stays_in_range(rehearse, optimiser):
    ctx = _run(rehearse, optimiser=optimiser, steps=15)
    train(ctx)
    style = _losses(ctx, *STYLE)
    assert style[-1] < 0.2 * style[0]
    assert ctx.reports[0]["loss/content"] == pytest.approx(0, abs=1e-6)
    pixels = ctx.state["picture"].pixels
    assert pixels.shape == _photo().shape
    assert pixels.abs().max() <= 1
    assert torch.equal(ctx.previews["picture"], pixels.detach())


def test_the_picture_is_the_result_and_the_photo_stays_as_it_was(rehearse):
    photo, painting = _photo(), _painting()
    before = photo.clone()
    ctx = rehearse(SPEC, build, TINY, lambda step: (photo, painting))
    train(ctx)
    assert isinstance(ctx.state["picture"], Picture)
    assert torch.equal(photo, before)
    assert not torch.equal(ctx.state["picture"].pixels, before)
    assert not list(ctx.nets["vgg"].parameters())


def test_without_style_a_picture_that_begins_as_noise_becomes_the_photo(rehearse):
    ctx = _run(
        rehearse, start="noise", lambda_style=0.0, steps=40, content_layer="relu2_2"
    )
    distance = (torch.randn(_photo().shape) / 4 - _photo()).square().mean()
    train(ctx)
    made = ctx.state["picture"].pixels.detach()
    assert (made - _photo()).square().mean() < 0.5 * distance
    content = _losses(ctx, "content")
    assert content[-1] < 0.1 * content[0]


def test_a_part_of_the_style_counts_as_much_as_its_weight(rehearse):
    plain, changed = _run(rehearse, steps=1), _run(rehearse, steps=1, style_3=3.0)
    train(plain)
    train(changed)
    for name, value in plain.reports[0].items():
        factor = 3 if name == "loss/relu3_1" else 1
        assert changed.reports[0][name] == pytest.approx(factor * value, rel=1e-5)


def test_the_photos_own_colours_are_kept_where_that_is_asked():
    photo, painting = _photo(), _painting()
    made = recolour(painting, 0.3 * photo).flatten(2)[0]
    like = (0.3 * photo).flatten(2)[0]
    torch.testing.assert_close(made.mean(1), like.mean(1), atol=0.02, rtol=0)
    torch.testing.assert_close(made.cov(), like.cov(), atol=0.03, rtol=0)
    grey = torch.linspace(-1, 1, 64).view(1, 1, 8, 8).expand(1, 3, 8, 8)
    assert torch.isfinite(recolour(grey, photo)).all()


@pytest.mark.parametrize(
    ("optimiser", "start"), [("l-bfgs", "photo"), ("adam", "noise")]
)
def test_resuming_gives_the_same_bits(rehearse, optimiser, start):
    values = {"optimiser": optimiser, "start": start, "memory": 3}
    straight = _run(rehearse, **values)
    train(straight)
    first = _run(rehearse, **values)
    first.last = 5
    train(first)
    second = _run(rehearse, **values)
    second.saved = first.checkpoint()
    train(second)
    assert torch.equal(straight.state["picture"].pixels, second.state["picture"].pixels)
    assert straight.reports[5:] == second.reports
