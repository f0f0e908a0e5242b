"""The lectures' tricks, each by the effect that it is there for."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from ganstudio.training.averaging import HistoricalAveraging
from ganstudio.training.batchwise import (
    MinibatchDiscrimination,
    feature_matching,
    pack,
)
from ganstudio.training.losses import WITH_TARGETS, gan_loss
from ganstudio.training.replay import ReplayPool
from ganstudio.training.soften import NoisyTargets, instance_noise
from ganstudio.training.virtual_batch_norm import VirtualBatchNorm2d


@pytest.mark.parametrize("name", WITH_TARGETS)
@settings(deadline=None, max_examples=30)
@given(logits=st.lists(st.floats(-20, 20), min_size=1, max_size=8))
def test_hard_targets_are_the_loss_itself(name, logits):
    loss, x = gan_loss(name), torch.tensor(logits)
    plain = loss.d(x, -x)
    told = loss.d(x, -x, torch.ones_like(x), torch.zeros_like(x))
    torch.testing.assert_close(plain, told, rtol=1e-5, atol=1e-5)


def test_a_softened_target_leaves_D_less_sure():
    loss = gan_loss("non-saturating")
    for target, want in ((1.0, 10.0), (0.8, 1.386)):
        x = torch.zeros(1, requires_grad=True)
        optimiser = torch.optim.SGD([x], lr=1.0)
        for _ in range(400):
            optimiser.zero_grad()
            real = torch.full((1,), target)
            loss.d(x, torch.full((1,), -50.0), real, torch.zeros(1)).backward()
            optimiser.step()
        if target == 1.0:
            assert x.item() > 5
        else:
            assert x.item() == pytest.approx(want, abs=0.01)  # log(0.8 / 0.2)


@pytest.mark.parametrize("name", ["hinge", "wasserstein"])
def test_losses_without_targets_refuse_them(name):
    with pytest.raises(ValueError, match=f"{name} has no targets"):
        gan_loss(name).d(torch.zeros(1), torch.zeros(1), torch.ones(1))


def test_least_squares_of_both_published_kinds_agree_at_their_optimum():
    real, fake = torch.tensor([1.0]), torch.tensor([-1.0])
    chi2 = gan_loss("least-squares-chi2")
    assert chi2.d(real, fake) == 0
    assert chi2.g(torch.zeros(3)) == 0
    assert gan_loss("least-squares").d(real, torch.zeros(1)) == 0
    assert gan_loss("least-squares").g(torch.ones(3)) == 0


def test_noisy_targets_stay_in_their_ranges_but_for_the_flipped():
    torch.manual_seed(0)
    logits = torch.zeros(20_000)
    real, fake = NoisyTargets(noisy=True, flips=0.0)(logits, logits)
    assert 0.7 <= real.min() < 0.71 < 1.19 < real.max() <= 1.2
    assert 0.0 <= fake.min() < 0.01 < 0.29 < fake.max() <= 0.3
    real, fake = NoisyTargets(noisy=False, flips=0.1)(logits, logits)
    assert (real == 0).float().mean().item() == pytest.approx(0.1, abs=0.01)
    assert (fake == 1).float().mean().item() == pytest.approx(0.1, abs=0.01)


def test_hard_targets_draw_nothing():
    state = torch.get_rng_state()
    assert NoisyTargets(False, 0.0)(torch.zeros(3), torch.zeros(3)) == (None, None)
    x = torch.zeros(2, 1, 4, 4)
    assert instance_noise(x, 0.0) is x
    ReplayPool(0)
    assert torch.equal(torch.get_rng_state(), state)
    with pytest.raises(ValueError, match=r"flips must be in \[0, 0.5\)"):
        NoisyTargets(False, 0.5)


def test_noise_makes_real_and_fake_overlap():
    torch.manual_seed(0)
    real, fake = torch.full((500, 1, 2, 2), 0.2), torch.full((500, 1, 2, 2), -0.2)
    assert (real > fake).all()
    above = (instance_noise(real, 0.5) > instance_noise(fake, 0.5)).float().mean()
    assert 0.6 < above < 0.85


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 3), st.integers(1, 3))
def test_packing_keeps_every_picture_whole_and_in_order(groups, count, channels, side):
    x = torch.rand(groups * count, channels, side, side)
    packed = pack(x, count)
    assert packed.shape == (groups, count * channels, side, side)
    assert torch.equal(packed.reshape(x.shape), x)
    if count > 1:
        with pytest.raises(ValueError, match="do not divide"):
            pack(x[1:], count)


def test_a_packed_judge_tells_repetition_from_variety():
    torch.manual_seed(0)
    varied = torch.randn(512, 1, 1, 1).sign()
    same = varied[:256].repeat_interleave(2, 0)
    one = [pack(x, 1).flatten(1) for x in (varied, same)]
    two = [pack(x, 2).flatten(1) for x in (varied, same)]
    assert one[0].mean().item() == pytest.approx(one[1].mean().item(), abs=0.15)
    agree = [(pair[:, 0] == pair[:, 1]).float().mean().item() for pair in two]
    assert agree[1] == 1.0
    assert agree[0] < 0.65


def test_feature_matching_pulls_the_mean_of_fake_to_that_of_real():
    torch.manual_seed(0)
    real = (torch.randn(256, 5) + 3).requires_grad_(True)
    fake = torch.randn(256, 5, requires_grad=True)
    feature_matching(real, fake).backward()
    assert real.grad is None
    assert (fake.grad < 0).all()  # against the gradient: upwards
    assert feature_matching(real, real) == 0


def test_minibatch_discrimination_sees_a_collapsed_batch():
    torch.manual_seed(0)
    layer = MinibatchDiscrimination(32)
    varied, same = torch.randn(16, 32), torch.randn(1, 32).expand(16, 32)
    assert layer(varied).shape == (16, 16)
    assert layer(same).mean().item() == pytest.approx(15, abs=1e-3)
    assert layer(varied).mean() < 2
    assert layer(same + 1e-3 * torch.randn(16, 32)).mean() < 15


def test_historical_averaging_damps_a_game_that_circles():
    def distance(weight: float) -> float:
        # min over x, max over y of x * y: plain gradient steps spiral outwards.
        x, y = nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False)
        nn.init.ones_(x.weight)
        nn.init.ones_(y.weight)
        past = [HistoricalAveraging(x), HistoricalAveraging(y)]
        optimiser = torch.optim.SGD([x.weight, y.weight], lr=0.1)
        for _ in range(300):
            game = (x.weight * y.weight).sum()
            gx, gy = torch.autograd.grad(game, (x.weight, y.weight))
            pull = weight * (past[0].penalty() + past[1].penalty())
            optimiser.zero_grad()
            pull.backward()
            x.weight.grad += gx
            y.weight.grad -= gy
            optimiser.step()
            for mean in past:
                mean.update()
        return (x.weight.square() + y.weight.square()).sum().sqrt().item()

    assert distance(0.0) > 2
    assert distance(0.1) < 0.1


def test_historical_averaging_goes_on_where_it_was():
    net = nn.Linear(2, 1)
    past = HistoricalAveraging(net)
    with torch.no_grad():
        net.weight += 1
    past.update()
    again = HistoricalAveraging(net)
    again.load_state_dict(past.state_dict())
    assert again.penalty() == past.penalty() > 0
    past.update()
    again.update()
    assert again.penalty() == past.penalty()


def test_virtual_batch_norm_keeps_pictures_of_a_step_apart():
    torch.manual_seed(0)
    reference, x = torch.randn(8, 3, 4, 4) * 2 + 1, torch.randn(5, 3, 4, 4)
    virtual, plain = VirtualBatchNorm2d(3, 8), nn.BatchNorm2d(3)
    for norm, kept_apart in ((virtual, True), (plain, False)):
        alone = norm(torch.cat([reference, x[:1]]))[8:]
        together = norm(torch.cat([reference, x]))[8:9]
        assert torch.allclose(alone, together, atol=1e-6) == kept_apart
    with pytest.raises(ValueError, match="first 8 rows"):
        virtual(reference)


def test_virtual_batch_norm_is_batch_norm_on_its_reference_and_in_eval_mode():
    torch.manual_seed(0)
    reference, x = torch.randn(8, 3, 4, 4) * 2 + 1, torch.randn(5, 3, 4, 4)
    virtual = VirtualBatchNorm2d(3, 8)
    made = virtual(torch.cat([reference, x]))
    plain = nn.BatchNorm2d(3)(reference)
    torch.testing.assert_close(made[:8], plain, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(virtual.eval()(reference), plain, rtol=1e-4, atol=1e-5)


@given(st.floats(-1000, 1000), st.floats(1e-4, 10))
@settings(deadline=None, max_examples=30)
def test_virtual_batch_norm_stays_finite_on_maps_far_from_zero(middle, spread):
    torch.manual_seed(0)
    x = middle + spread * torch.randn(12, 3, 4, 4)
    virtual = VirtualBatchNorm2d(3, 8)
    assert virtual(x).isfinite().all()
    assert (virtual.running_var >= 0).all()
    assert virtual.eval()(x).isfinite().all()


def test_virtual_batch_norm_counts_a_picture_as_one_more_of_its_reference():
    torch.manual_seed(0)
    reference, x = torch.randn(8, 3, 4, 4) * 2 + 1, torch.randn(5, 3, 4, 4) - 2
    made = VirtualBatchNorm2d(3, 8)(torch.cat([reference, x]))[8:]
    for row, own in zip(made, x, strict=True):
        together = nn.BatchNorm2d(3)(torch.cat([reference, own[None]]))[8]
        torch.testing.assert_close(row, together, rtol=1e-4, atol=1e-5)
