"""What the window's benchmark asks of its processes; no test looks at the numbers."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.api import JobError
from ganstudio.core.paths import resources
from ganstudio.testing.bench import window


def test_the_first_paint_is_timed_in_a_process_without_torch():
    began = window.measure("beginning", "--since", "0")
    assert began["seconds"] > 1e9  # since 1970
    assert not began["torch"]
    assert not began["onnxruntime"]


def test_paints_of_wipe_and_pan_are_counted():
    found = window.measure("painting", "--seconds", "0.5")
    for what in ("wipe", "pan"):
        assert len(found[what]) > 10
        assert min(found[what]) > 0


def test_stalls_are_measured_while_something_goes_on(run):
    demo = resources()
    found = window.measure(
        "stalls",
        "--seconds=1",
        f"--run={run.path}",
        f"--generator={demo / 'models' / 'digits.onnx'}",
        f"--translator={demo / 'models' / 'photo-to-ukiyoe.onnx'}",
        f"--picture={demo / 'images' / 'coast.jpg'}",
    )
    assert len(found["idle"]) > 50
    assert len(found["busy"]) > 20
    assert np.min(found["busy"]) >= 0
    assert found["drawn"] > 5


def test_a_part_that_fails_is_a_sentence():
    with pytest.raises(JobError, match="Measuring the window"):
        window.measure("nothing")
