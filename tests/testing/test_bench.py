"""The benchmarks measure what they say; their numbers are nobody's test."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import torch
from ganstudio_cyclegan.config import CycleGANConfig
from ganstudio_cyclegan.networks import build as build_cyclegan
from ganstudio_dcgan.config import DCGANConfig
from ganstudio_dcgan.networks import build as build_dcgan

from ganstudio.api import Facts
from ganstudio.testing.bench import folder, plain, results, streaming, training


def weights(nets):
    return {
        n: torch.cat([p.flatten() for p in net.parameters()]) for n, net in nets.items()
    }


def test_the_plain_dcgan_loop_trains_both_networks():
    nets = build_dcgan(DCGANConfig(image_size=28, width=4, z_dim=8), Facts())
    before = {n: w.detach().clone() for n, w in weights(nets).items()}
    step = plain.dcgan(nets, torch.rand(4, 3, 28, 28), 8)
    step()
    step()
    assert all(not torch.equal(before[n], w) for n, w in weights(nets).items())


def test_the_plain_cyclegan_loop_trains_all_four_networks():
    nets = build_cyclegan(CycleGANConfig(image_size=32, width=4, blocks=1), Facts())
    before = {n: w.detach().clone() for n, w in weights(nets).items()}
    A, B = torch.rand(1, 3, 32, 32), torch.rand(1, 3, 32, 32)
    plain.cyclegan(nets, A, B)()
    assert all(not torch.equal(before[n], w) for n, w in weights(nets).items())


def test_the_cost_of_the_run_folder_is_measured_on_a_real_run(tmp_path):
    result = training.folder_cost(tmp_path / "run", 0.1)
    assert result.unit == "%"
    assert result.details["bare ms a step"] > 0.1
    events = (tmp_path / "run/events.jsonl").read_text().splitlines()
    reported = [json.loads(line) for line in events]
    assert reported[0]["values"].keys() == {"loss/d", "loss/g", "d/real", "d/fake"}


def test_a_ratio_compares_medians_and_says_whether_the_target_is_reached():
    found = results.ratio("x", [1, 2, 9], [3, 4, 5], target=1.5, protocol="p")
    assert (found.value, found.low, found.high) == (2.0, 0.556, 3.0)
    assert found.reached
    assert not results.ratio("x", [2.0], [2.0], target=1.5, protocol="p").reached
    document = json.loads(results.as_json({"cores": 2}, [found]))
    assert document["results"][0]["value"] == 2.0


def test_numbers_are_printed_with_machine_target_and_protocol(capsys):
    results.show_machine(results.machine())
    results.show(results.ratio("x", [2.0], [2.0], target=1.5, protocol="in turns"))
    out = capsys.readouterr().out
    assert "cores" in out
    assert "target at least 1.5: MISSED" in out
    assert "in turns" in out


@pytest.mark.parametrize("args", [["bench", "sleep"], ["bench", "--seconds"], []])
def test_wrong_usage_has_its_exit_code(args):
    command = [sys.executable, "-P", "-m", "ganstudio.testing", *args]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    assert "usage" in done.stderr


def test_tiles_are_measured_against_the_whole(monkeypatch):
    monkeypatch.setattr(streaming, "TILE", 64)
    rows = list(streaming.against_whole(streaming.demo_translators()[0], (96, 144)))
    assert [row.unit for row in rows] == ["dB", "times", "times"]
    closeness, seam, longer = rows
    assert closeness.reached
    assert 0.5 < seam.value < 2
    assert longer.value == pytest.approx(
        longer.details["tiles s"] / longer.details["whole s"], rel=0.1
    )
    assert "18 passes" in closeness.protocol


def test_memory_is_measured_in_a_process_of_its_own():
    path = streaming.demo_translators()[0]
    row = streaming.memory(path, (64, 96), 2e9)
    assert 0.05 < row.value < 2
    assert row.reached
    assert row.details["passes"] == 18


def test_a_folder_is_measured_file_to_file_beside_the_network(tmp_path, monkeypatch):
    monkeypatch.setattr(folder, "COUNT", 8)
    monkeypatch.setattr(folder, "TURN", 2)
    monkeypatch.setattr(folder, "SIZE", (24, 32))
    model = streaming.demo_translators()[0]
    result = folder.folder(model, tmp_path / "home", 0.0)
    assert result.target == "at least 0.9"
    assert "median of 3 pairs" in result.protocol
    assert result.details["plain ms"] > 0.5  # each pair of pictures was run
    made = sorted(p.name for p in (tmp_path / "home/out3").glob("*.jpg"))
    assert made == ["0006.jpg", "0007.jpg"]
