"""The kit finds what is broken, and names it."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys

import pytest

from ganstudio.host import Registry
from ganstudio.testing.kit import card, exported, training
from ganstudio.testing.kit.check import check, rows_of
from ganstudio.testing.kit.rows import BrokenError, NotApplicableError, Row
from ganstudio.testing.kit.trial import Subject

_numbers = itertools.count(1)
LOADS = Row("card", True, "Loads.")

REPORT = 'ctx.report({"loss/d": loss_d.detach(), "loss/g": loss_g.detach()})'
NOISY = """nn.Tanh(),
        Noisy(),
    )
    D ="""
LAYER = "from torch import nn\n\n\nclass Noisy(nn.Module):\n"

BROKEN = {
    "references": (
        ("train.py", "def train(ctx:", "def train(extra, ctx:"),
        r"train: ganstudio_\w+\.train:train.* must take \(ctx\)",
    ),
    "config": (
        ("__init__.py", "Length of the random vector that becomes a picture.", "z"),
        "z_dim must say in a sentence",
    ),
    "networks": (
        ("networks.py", 'return {"G": G, "D": D}', "return [G, D]"),
        "must return a dict of torch modules",
    ),
    "training": (
        ("train.py", REPORT, 'ctx.report({"loss/d": float("nan")})'),
        "step 1: loss/d is nan",
    ),
    "samples": (
        ("networks.py", "nn.Tanh(),\n    )\n    D =", NOISY),
        "changed the run: nets/G/.*calls",
    ),
    "resume": (
        ("train.py", "ctx.steps(opt_d=opt_d, opt_g=opt_g)", "ctx.steps(opt_d=opt_d)"),
        r"3 steps, a stop and 3 more differ from 6 steps.*nets/D",
    ),
    "export": (
        ("networks.py", "nn.Tanh(),\n    )\n    D =", NOISY),
        "gives other results in onnxruntime|could not be written as ONNX",
    ),
}
LAYERS = {
    "samples": """
    def __init__(self):
        super().__init__()
        self.register_buffer("calls", __import__("torch").zeros(()))

    def forward(self, x):
        self.calls += 1
        return x
""",
    "export": """
    def forward(self, x):
        return x + 0.1 * __import__("torch").randn_like(x)
""",
}


def rows(register, tmp_path, *changes) -> dict[str, Row]:
    registered = register(f"trial{next(_numbers)}", *changes)
    registry = Registry({registered.spec.id: registered}, ())
    return {r.promise: r for r in rows_of(registered, registry, LOADS, tmp_path)}


@pytest.mark.parametrize("promise", BROKEN)
def test_a_broken_promise_is_found_and_named(promise, register, tmp_path):
    change, sentence = BROKEN[promise]
    changes = [change]
    if promise in LAYERS:
        layer = LAYER + LAYERS[promise]
        changes.append(("networks.py", "from torch import nn\n", layer))
    found = rows(register, tmp_path, *changes)
    assert [name for name, row in found.items() if row.ok is False] == [promise]
    assert re.search(sentence, found[promise].detail), found[promise].detail
    later = list(found)[list(found).index(promise) + 1 :]
    assert all(f"{promise} is broken" in found[name].detail for name in later)


def test_a_recipe_whose_runs_are_never_alike_is_told_so(register, tmp_path):
    noise = "float(__import__('os').urandom(1)[0])"
    change = ("train.py", "loss_g.backward()", f"(loss_g * {noise}).backward()")
    row = rows(register, tmp_path, change)["resume"]
    assert row.ok is False
    assert "Two runs of one seed differ already without a stop" in row.detail


def test_a_device_that_adds_in_no_fixed_order_is_not_blamed_on_the_plugin():
    verdict = training._why_they_differ("cuda", ["nets/G/1"], ["nets/G/1"])
    assert isinstance(verdict, NotApplicableError)
    assert "on cuda" in str(verdict)
    verdict = training._why_they_differ("cuda", ["nets/G/1"], [])
    assert isinstance(verdict, BrokenError)
    assert "ctx.steps" in str(verdict)


def test_a_device_that_is_not_there_is_one_row(capfd):
    assert check("gan_mlp", device="cuda:99") == 1
    assert "Device cuda:99 is not there" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (REPORT, 'ctx.report({"loss": loss_d.detach()})', "named 'group/term'"),
        (REPORT, "", "Step 1 reports nothing"),
        ("opt_d.step()", "pass", "changed no weight"),
    ],
)
def test_a_recipe_that_does_not_train_or_report_is_found(
    before, after, sentence, register, tmp_path
):
    changes = [("train.py", before, after)]
    if "weight" in sentence:
        changes.append(("train.py", "opt_g.step()", "pass"))
    row = rows(register, tmp_path, *changes)["training"]
    assert row.ok is False
    assert sentence in row.detail


def test_a_plugin_that_exits_is_a_row_and_no_end(register, tmp_path):
    row = rows(
        register,
        tmp_path,
        ("networks.py", 'return {"G": G, "D": D}', "raise SystemExit(3)"),
    )["networks"]
    assert row.ok is False
    assert "SystemExit: 3 (networks.py, line" in row.detail


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("import torch", "torch"),
        ("import os; os._exit(3)", r"exit code 3"),
        ("import time; time.sleep(600)", "does not come back"),
    ],
)
def test_a_card_that_imports_torch_exits_or_hangs_is_named(
    line, sentence, make_plugin, monkeypatch
):
    if "sleep" in line:
        monkeypatch.setattr(card, "HANG_SECONDS", 2)
    name = f"trial{next(_numbers)}"
    first = "from ganstudio.api import"
    make_plugin(name, ("__init__.py", first, f"{line}\n{first}"))
    with pytest.raises(BrokenError, match=sentence):
        card.importable(name)


def test_a_file_that_does_not_run_alone_is_named(register, tmp_path):
    registered = register(f"trial{next(_numbers)}")
    file = tmp_path / "broken.onnx"
    file.write_bytes(b"no model")
    subject = Subject(registered, Registry({}, ()), tmp_path, made={"files": [file]})
    with pytest.raises(BrokenError, match=r"a file does not run: .*broken\.onnx"):
        exported.alone(subject)


@pytest.mark.parametrize("as_document", [False, True])
def test_the_process_says_what_is_broken_and_fails(as_document, make_plugin):
    name = f"trial{next(_numbers)}"
    first = "from ganstudio.api import"
    make_plugin(name, ("__init__.py", first, f"import torch\n{first}"))
    command = [sys.executable, "-P", "-m", "ganstudio.testing", "check", name]
    command += ["--json"] * as_document
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    if as_document:
        (report,) = json.loads(done.stdout)["models"]
        assert report["plugin"] == name
        assert [row["ok"] for row in report["promises"]] == [False]
    else:
        assert f"no model (plugin {name})" in done.stdout
        assert "1 broken, 0 kept" in done.stdout


def test_a_plugin_without_a_model_does_not_pass(make_plugin, capsys):
    name = f"trial{next(_numbers)}"
    make_plugin(name, ("__init__.py", "    return [\n", "    return []\n    [\n"))
    assert check(name) == 1
    assert "must return ModelSpecs" in capsys.readouterr().out


def test_a_name_that_nobody_has_is_one_sentence():
    command = [sys.executable, "-P", "-m", "ganstudio.testing", "check", "dcgam"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert "did you mean 'dcgan'?" in done.stderr
    assert done.stdout == ""
