"""The same seed, the same picture: in one process or ten, today or next year."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganstudio.api import Code, InferenceError, Latent
from ganstudio.core import latents

PRIORS = ["normal", "uniform", "sphere"]
EXPECTED = {
    "normal": [0.4951952, 2.4281564, 2.1675794],
    "uniform": [0.831136, 0.9656935, -0.5714927],
    "sphere": [0.2605141, 1.2774132, 1.1403279],
}
seeds = st.integers(-(2**70), 2**70)


@given(
    seed=seeds,
    start=st.integers(0, 10_000),
    count=st.integers(0, 9),
    size=st.integers(1, 130),
    prior=st.sampled_from(PRIORS),
)
@settings(max_examples=50)
def test_a_row_depends_on_seed_and_index_alone(seed, start, count, size, prior):
    latent = Latent(size=size, prior=prior)
    rows = latents.draw(seed, count, latent, start)
    assert rows.shape == (count, size)
    assert rows.dtype == np.float32
    for i in range(count):
        assert np.array_equal(rows[i : i + 1], latents.draw(seed, 1, latent, start + i))


def test_these_numbers_never_change():
    """Pictures in reports and cards are named by their seeds."""
    found = {
        prior: latents.draw(7, 1, Latent(size=3, prior=prior), 2)[0] for prior in PRIORS
    }
    assert np.allclose(found["normal"], EXPECTED["normal"], atol=1e-6)
    assert np.allclose(found["uniform"], EXPECTED["uniform"], atol=1e-6)
    assert np.allclose(found["sphere"], EXPECTED["sphere"], atol=1e-6)


@pytest.mark.parametrize("prior", PRIORS)
def test_rows_and_seeds_differ(prior):
    latent = Latent(size=8, prior=prior)
    rows = np.concatenate([latents.draw(seed, 50, latent) for seed in range(20)])
    assert len(np.unique(rows, axis=0)) == 1000


def test_the_normal_prior_is_normal():
    z = latents.draw(0, 20_000, Latent(size=10)).astype(float)
    assert abs(z.mean()) < 0.01
    assert abs(z.std() - 1) < 0.01
    assert abs((z**3).mean()) < 0.03
    assert abs((z**4).mean() - 3) < 0.06
    assert np.abs(np.corrcoef(z.T) - np.eye(10)).max() < 0.03
    assert (z.max() > 4) & (z.min() < -4)


def test_the_uniform_prior_fills_its_cube():
    z = latents.draw(0, 20_000, Latent(size=10, prior="uniform"))
    assert z.min() >= -1
    assert z.max() <= 1
    counts, _ = np.histogram(z, 20, (-1, 1))
    assert np.abs(counts / counts.mean() - 1).max() < 0.05


def test_the_sphere_has_one_radius():
    z = latents.draw(0, 100, Latent(size=30, prior="sphere"))
    assert np.allclose(np.linalg.norm(z, axis=1), np.sqrt(30), rtol=1e-5)


def test_truncation():
    z = latents.draw(1, 5, Latent(size=4))
    assert np.array_equal(latents.truncate(z, 1, Latent(size=4)), z)
    assert not latents.truncate(z, 0, Latent(size=4)).any()
    assert np.allclose(latents.truncate(z, 0.5, Latent(size=4)), z / 2)
    uniform = Latent(size=4, prior="uniform")
    assert np.abs(latents.truncate(z, 3, uniform)).max() == 1
    with pytest.raises(InferenceError, match="must be 0 or more"):
        latents.truncate(z, -0.1, Latent(size=4))


@pytest.mark.parametrize("prior", PRIORS)
def test_interpolation_starts_and_ends_where_it_should(prior):
    latent = Latent(size=16, prior=prior)
    a, b = latents.draw(2, 2, latent)
    path = latents.interpolate(a, b, np.linspace(0, 1, 9), latent)
    assert path.shape == (9, 16)
    assert path.dtype == np.float32
    assert np.allclose(path[0], a, atol=1e-5)
    assert np.allclose(path[-1], b, atol=1e-5)
    steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
    assert steps.max() < 1.5 * steps.min()
    assert np.allclose(latents.interpolate(a, b, 0.5, latent), path[4], atol=1e-6)


def test_a_great_circle_keeps_its_length_and_a_line_does_not():
    latent = Latent(size=64, prior="sphere")
    a, b = latents.draw(3, 2, latent)
    half = latents.interpolate(a, b, 0.5, latent)
    assert np.linalg.norm(half) == pytest.approx(8, rel=1e-5)
    assert np.linalg.norm((a + b) / 2) < 7
    line = latents.interpolate(a, b, 0.5, Latent(size=64, prior="uniform"))
    assert np.allclose(line, (a + b) / 2)


@pytest.mark.parametrize("b", [[2, 0, 0], [-2, 0, 0], [0, 0, 0]])
def test_parallel_opposite_and_zero_vectors_are_no_trap(b):
    latent = Latent(size=3)
    a = np.array([2, 0, 0], np.float32)
    path = latents.interpolate(a, np.array(b, np.float32), [0, 0.5, 1], latent)
    assert np.isfinite(path).all()
    assert np.allclose(path[0], a, atol=1e-5)
    assert np.allclose(path[2], b, atol=1e-5)
    if b[0]:
        assert np.linalg.norm(path[1]) == pytest.approx(2, abs=1e-4)


def test_batches_interpolate_row_by_row():
    latent = Latent(size=5)
    a, b = latents.draw(1, 3, latent), latents.draw(2, 3, latent)
    path = latents.interpolate(a, b, [0.25, 0.75], latent)
    assert path.shape == (2, 3, 5)
    assert np.allclose(path[1, 2], latents.interpolate(a[2], b[2], 0.75, latent))


def test_labels_become_rows():
    assert latents.label_rows([2, 0], 3).tolist() == [[0, 0, 1], [1, 0, 0]]
    assert latents.label_rows([], 3).shape == (0, 3)
    for wrong in (-1, 3):
        with pytest.raises(InferenceError, match="from 0 to 2"):
            latents.label_rows([wrong], 3)


def test_codes():
    slant, kind = Code(name="slant", low=2, high=6), Code(name="kind", choices=4)
    values = latents.code_rows(5, 500, slant)
    assert values.shape == (500, 1)
    assert 2 <= values.min() < 2.1
    assert 5.9 < values.max() <= 6
    assert np.array_equal(values[40:50], latents.code_rows(5, 10, slant, 40))
    choices = latents.code_rows(5, 500, kind)
    assert choices.shape == (500, 4)
    assert set(choices.sum(axis=1)) == {1.0}
    assert choices.sum(axis=0).min() > 90
    other = latents.code_rows(5, 500, Code(name="width", low=2, high=6))
    assert not np.array_equal(values, other)
