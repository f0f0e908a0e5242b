"""plugins, info, data check, new-plugin, check and bench."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest

from ganstudio.app import kit

DATA = Path(__file__).parents[1] / "data"


def test_plugins_name_their_models(ganstudio, as_json):
    rows = {row["name"]: row for row in as_json("plugins")}
    assert rows["dcgan"]["models"] == ["dcgan"]
    assert rows["cyclegan"]["status"] == "ok"
    assert rows["cyclegan"]["reason"] == ""
    assert "cyclegan" in ganstudio("--safe-mode", "plugins").stdout


def test_a_plugin_can_be_disabled_and_enabled(as_json, ganstudio):
    rows = {r["name"]: r for r in as_json("plugins", "--disable", "dcgan")}
    assert rows["dcgan"]["status"] == "disabled"
    lost = ganstudio("train", "dcgan", "--data", ".", expect=1).stderr
    assert "disabled" in lost
    rows = {r["name"]: r for r in as_json("plugins", "--enable", "dcgan")}
    assert rows["dcgan"]["status"] == "ok"


def test_info_tells_versions_and_paths(ganstudio, as_json, home):
    document = as_json("info")
    assert document["versions"]["torch"][0].isdigit()
    assert document["paths"]["runs"] == str(home / "runs")
    assert str(home / "runs") in ganstudio("info").stdout


def test_data_check_counts(ganstudio, as_json):
    report = as_json("data", "check", DATA / "fashion", "--kind", "labelled")
    counts = {part["name"]: part["count"] for part in report["parts"]}
    assert counts == {"train": 512, "held out": 128}
    text = ganstudio("data", "check", DATA / "fashion", "--kind", "labelled").stdout
    assert "Sneaker" in text
    assert "28x28" in text


def test_data_check_names_what_is_damaged_and_double(ganstudio, tmp_path):
    photos = shutil.copytree(DATA / "photos", tmp_path / "photos")
    (photos / "torn.jpg").write_bytes((photos / "sea.jpg").read_bytes()[:900])
    shutil.copy(photos / "sea.jpg", photos / "again.jpg")
    text = ganstudio("data", "check", photos, "--kind", "images").stdout
    assert "torn.jpg" in text
    duplicates = text[text.index("Exact duplicates") :]
    assert "again.jpg" in duplicates
    assert "sea.jpg" in duplicates


def test_data_of_another_kind_is_one_sentence(ganstudio, tmp_path):
    (tmp_path / "train-images-idx3-ubyte.gz").write_bytes(gzip.compress(b"nonsense"))
    result = ganstudio("data", "check", tmp_path, "--kind", "images", expect=1)
    assert "train-images-idx3-ubyte.gz" in result.stderr


def test_new_plugin_says_what_comes_next(ganstudio, tmp_path):
    text = ganstudio("new-plugin", "night_sky", "--dir", tmp_path).stdout
    assert str(tmp_path / "night_sky") in text
    assert "ganstudio check night_sky" in text
    assert (tmp_path / "night_sky" / "pyproject.toml").exists()
    assert (
        "there already"
        in ganstudio("new-plugin", "night_sky", "--dir", tmp_path, expect=1).stderr
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["check", "dcgan"], ["check", "dcgan", "--device", "cpu"]),
        (
            ["check", "dcgan", "--device", "cuda:1", "--json"],
            ["check", "dcgan", "--device", "cuda:1", "--json"],
        ),
        (["bench"], ["bench", "--seconds", "40.0", "--device", "cpu"]),
        (
            ["bench", "train", "--seconds", "5", "--threads", "1", "--json"],
            [
                "bench",
                "train",
                "--seconds",
                "5.0",
                "--device",
                "cpu",
                "--threads",
                "1",
                "--json",
            ],
        ),
    ],
)
@pytest.mark.parametrize("code", [0, 1])
def test_kit_and_bench_are_processes_whose_code_is_ours(
    ganstudio, monkeypatch, words, expected, code
):
    def run_module(module, arguments):
        assert module == "ganstudio.testing"
        assert arguments == expected
        return code

    monkeypatch.setattr(kit, "run_module", run_module)
    ganstudio(*words, expect=code)


def test_check_of_what_nobody_offers_is_1(process):
    started = process("check", "dcgna")
    out, error = started.communicate(timeout=120)
    assert started.returncode == 1
    assert "dcgna" in error
    assert out == ""
