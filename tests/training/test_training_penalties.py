"""The gradient penalty, against slopes that are known."""

from __future__ import annotations

import pytest
import torch

from ganstudio.training.penalties import gradient_penalty


@pytest.mark.parametrize("slope", [0.0, 1.0, 3.0])
def test_a_critic_of_known_slope_is_penalised_by_its_square(slope):
    def D(x: torch.Tensor) -> torch.Tensor:
        return slope * x.flatten(1)[:, 0]

    real, fake = torch.randn(8, 3, 4, 4), torch.randn(8, 3, 4, 4)
    penalty, norm = gradient_penalty(D, real, fake)
    assert norm.item() == pytest.approx(slope)
    assert penalty.item() == pytest.approx((slope - 1) ** 2)


def test_the_slope_is_taken_between_real_and_fake():
    seen = []

    def D(x: torch.Tensor) -> torch.Tensor:
        seen.append(x.detach())
        return x.flatten(1).sum(1)

    real, fake = torch.ones(64, 2), torch.zeros(64, 2)
    gradient_penalty(D, real, fake)
    (between,) = seen
    assert ((between > 0) & (between < 1)).all()
    # One point on each line: both numbers of a row are alike, rows are not.
    assert torch.equal(between[:, 0], between[:, 1])
    assert between[:, 0].std() > 0.2


def test_the_critics_weights_learn_from_it_and_the_pictures_maker_does_not():
    weight = torch.tensor(3.0, requires_grad=True)
    maker = torch.tensor(1.0, requires_grad=True)
    real, fake = torch.randn(4, 5), maker * torch.randn(4, 5)
    penalty, norm = gradient_penalty(lambda x: weight * x[:, 0], real, fake)
    penalty.backward()
    assert weight.grad is not None
    assert weight.grad.item() == pytest.approx(2 * (3 - 1))
    assert maker.grad is None
    assert not norm.requires_grad


def test_shapes_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match=r"one shape, not \(2, 3\) and \(4, 3\)"):
        gradient_penalty(lambda x: x, torch.ones(2, 3), torch.ones(4, 3))
