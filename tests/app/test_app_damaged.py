"""Damaged files: no crash, each one sentence, the others done."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from ganstudio.app.translating import TranslateRequest, Translation


def _script():
    path = Path(__file__).parents[1] / "benchmarks" / "fuzzed_pictures.py"
    spec = importlib.util.spec_from_file_location("fuzzed_pictures", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# The program passes over what Pillow remarks; pytest puts its own filters in place.
@pytest.mark.filterwarnings("ignore:::PIL")
def test_damaged_files_cost_themselves_and_nothing_else(negative, tmp_path):
    fuzz = _script()
    # Every format with every damage, and a second round of some.
    inputs = fuzz.among_good_ones(fuzz.damaged(tmp_path, 120, seed=1))
    request = TranslateRequest(str(negative()), inputs, tmp_path / "out")
    results = list(Translation(request).run())
    assert fuzz.complaints(results, inputs) == []
    assert sum(bool(r.error) for r in results) > 60
