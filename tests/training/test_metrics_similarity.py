"""SSIM and PSNR: what equal, noisy and shifted pictures score."""

import math

import pytest
import torch

from ganstudio.training.metrics import psnr, ssim


def _pictures(count=3, channels=3, side=24):
    generator = torch.Generator().manual_seed(5)
    coarse = torch.rand(count, channels, side // 4, side // 4, generator=generator)
    return torch.nn.functional.interpolate(coarse, side, mode="bilinear") * 255


def _noise(like, strength):
    generator = torch.Generator().manual_seed(6)
    return like + strength * torch.randn(like.shape, generator=generator)


def _by_the_book(x, y):
    """Equation 13 window by window, in plain sums over 121 weighted pixels."""
    places = range(-5, 6)
    weight = {(i, j): math.exp(-(i * i + j * j) / 4.5) for i in places for j in places}
    total = sum(weight.values())
    c1, c2, found = 2.55**2, 7.65**2, []
    for row in range(5, x.shape[0] - 5):
        for column in range(5, x.shape[1] - 5):
            seen = [
                (
                    w / total,
                    float(x[row + i, column + j]),
                    float(y[row + i, column + j]),
                )
                for (i, j), w in weight.items()
            ]
            a, b = sum(w * p for w, p, _ in seen), sum(w * q for w, _, q in seen)
            va = sum(w * (p - a) ** 2 for w, p, _ in seen)
            vb = sum(w * (q - b) ** 2 for w, _, q in seen)
            ab = sum(w * (p - a) * (q - b) for w, p, q in seen)
            upper = (2 * a * b + c1) * (2 * ab + c2)
            found.append(upper / ((a * a + b * b + c1) * (va + vb + c2)))
    return sum(found) / len(found)


def test_a_picture_is_like_itself_and_likeness_has_no_direction():
    x = _pictures()
    y = _noise(x, 20)
    assert ssim(x, x).tolist() == pytest.approx([1.0] * 3)
    assert ssim(x, y).tolist() == pytest.approx(ssim(y, x).tolist())
    assert psnr(x, x).tolist() == [math.inf] * 3
    assert psnr(x, y).tolist() == psnr(y, x).tolist()


def test_more_noise_is_less_alike():
    x = _pictures()
    for measure in (ssim, psnr):
        scores = torch.stack([measure(x, _noise(x, s)) for s in (1, 5, 25, 125)])
        assert (scores.diff(dim=0) < 0).all()


def test_ssim_is_the_formula_summed_window_by_window():
    x = _pictures(1, 1, 14 + 2)[:, :, :14]
    y = _noise(x, 30)
    assert ssim(x, y).item() == pytest.approx(_by_the_book(x[0, 0], y[0, 0]), abs=1e-9)


def test_flat_pictures_differ_in_light_alone():
    x, y = torch.full((1, 1, 11, 11), 100.0), torch.full((1, 1, 11, 11), 50.0)
    c1 = 2.55**2
    assert ssim(x, y).item() == pytest.approx((10_000 + c1) / (12_500 + c1))
    assert psnr(x, y).item() == pytest.approx(20 * math.log10(255 / 50))


def test_a_picture_scores_alone_and_by_its_range():
    x = _pictures()
    y = _noise(x, 10)
    assert ssim(x, y)[1].item() == pytest.approx(ssim(x[1:2], y[1:2]).item())
    small = ssim(x / 127.5 - 1, y / 127.5 - 1, data_range=2.0)
    assert small.shape == (3,)
    # SSIM looks at the light itself, which a shift of the range changes.
    scaled = ssim(x / 255, y / 255, data_range=1.0)
    assert scaled.tolist() == pytest.approx(ssim(x, y).tolist())


def test_bytes_do_not_wrap_around():
    x = torch.zeros(1, 1, 12, 12, dtype=torch.uint8)
    assert psnr(x, x + 255).item() == pytest.approx(0)
    assert ssim(x, x + 255).item() < 0.01


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        ((1, 1, 12, 12), (1, 1, 12, 13), "of one shape, not"),
        ((1, 12, 12), (1, 12, 12), "pictures"),
        ((1, 1, 10, 12), (1, 1, 10, 12), "at least 11 px wide and high, not 12x10"),
    ],
)
def test_what_cannot_be_compared_is_refused(one, other, says):
    with pytest.raises(ValueError, match=says):
        ssim(torch.zeros(one), torch.zeros(other))
