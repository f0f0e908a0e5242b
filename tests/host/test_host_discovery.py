import subprocess
import sys

import pytest

from ganstudio.api import PluginError
from ganstudio.host import disable, discover, enable, load_reference


def _found(site, **options):
    registry = discover(group=site.group, **options)
    return registry, {row.name: row for row in registry.plugins}


def test_a_plugin_brings_its_models(site):
    site.plugin("one", "alpha", "beta")
    registry, rows = _found(site)
    assert list(registry.models) == ["alpha", "beta"]
    assert rows["one"].status == "ok"
    assert rows["one"].models == ("alpha", "beta")
    assert (rows["one"].version, rows["one"].distribution) == ("1.0", "dist-one")
    alpha = registry.model("alpha")
    assert (alpha.spec.id, alpha.plugin, alpha.plugin_version) == (
        "alpha",
        "one",
        "1.0",
    )
    with pytest.raises(TypeError):
        registry.models["gamma"] = alpha


def test_the_built_in_plugins_are_found_by_the_same_way():
    registry = discover(safe_mode=True)
    assert {"dcgan", "cyclegan"} <= set(registry.models)
    assert all(row.status == "ok" for row in registry.plugins), registry.plugins


BAD_CARDS = {
    "1 / 0": "card_bad.py line 1: ZeroDivisionError: division by zero.",
    "import sys; sys.exit(3)": "it tried to end the program with exit code 3.",
    "raise KeyboardInterrupt": "it was interrupted while it loaded.",
    "raise BaseException('odd')": "BaseException: odd.",
    "def f(:": "in site/card_bad.py line 1: SyntaxError",
    "import no_such_library": "No module named 'no_such_library'.",
    "import torchvision.transforms": "a card must not import torchvision; move",
    "from PySide6 import QtWidgets": "a card must not import PySide6; move",
    "class E(Exception):\n    __str__ = None\nraise E": "E: <exception str() failed>.",
}


@pytest.mark.parametrize("line", BAD_CARDS)
def test_a_card_that_fails_is_a_row_and_the_others_live(site, line, monkeypatch):
    for name in [n for n in sys.modules if n.partition(".")[0] == "torchvision"]:
        monkeypatch.delitem(sys.modules, name)
    for name in [n for n in sys.modules if n.partition(".")[0] == "PySide6"]:
        monkeypatch.delitem(sys.modules, name)
    site.plugin("bad", "lost", before=line + "\n")
    site.plugin("good", "alpha")
    registry, rows = _found(site)
    assert list(registry.models) == ["alpha"]
    assert rows["good"].status == "ok"
    bad = rows["bad"]
    assert (bad.status, bad.models) == ("failed", ())
    assert bad.reason.startswith("Plugin 'bad' (dist-bad 1.0) failed")
    assert BAD_CARDS[line] in bad.reason
    assert "\n" not in bad.reason
    assert "Traceback" in bad.trace


def test_a_card_that_imports_torch_is_refused_where_torch_is_installed(site):
    """In a process of its own: here another test may have imported torch."""
    site.plugin("heavy", "lost", before="import torch.nn\n")
    script = (
        f"import sys; sys.path.append({str(site.path)!r});"
        "from importlib.util import find_spec;"
        "from ganstudio.host import discover;"
        f"row, = discover(group={site.group!r}).plugins;"
        "print(row.reason, 'torch' in sys.modules, find_spec('torch') is not None)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout
    assert "line 1: ImportError: a card must not import torch; move" in answer
    # It was not imported, and is within reach again.
    assert answer.endswith(" False True\n")


def test_a_card_may_mention_a_torch_that_is_there_already(site, monkeypatch):
    """As in a worker: modules that are loaded are neither hidden nor broken."""
    monkeypatch.setitem(sys.modules, "torch", sys)
    site.plugin("one", "alpha", before="import torch\ntorch.path\n")
    assert list(_found(site)[0].models) == ["alpha"]


HOOKS = {
    "def register_models():\n    return []": "implements no hook",
    "@hookimpl\ndef register_model():\n    return []": "register_model",
    "@hookimpl\ndef register_models():\n    return 5": "not iterable",
    "@hookimpl\ndef register_models():\n    return ['x']": "ModelSpecs, not str",
    "@hookimpl\ndef register_models():\n    return []": "ModelSpecs, not nothing",
    "@hookimpl\ndef register_models():\n    return None": "ModelSpecs, not nothing",
    "@hookimpl\ndef register_models():\n    raise RuntimeError('no licence')": (
        "card_bad.py line 4: RuntimeError: no licence."
    ),
    "@hookimpl\ndef register_models():\n    import torch": "must not import torch",
}


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_that_gives_no_models_is_a_row(site, hook, monkeypatch):
    for name in [n for n in sys.modules if n.partition(".")[0] == "torch"]:
        monkeypatch.delitem(sys.modules, name)
    site.module("card_bad", f"from ganstudio.api import hookimpl\n{hook}\n")
    site.install("dist-bad", bad="card_bad")
    row = _found(site)[1]["bad"]
    assert row.status == "failed"
    assert HOOKS[hook] in row.reason


def test_registration_is_whole_or_not_at_all(site):
    site.plugin("bad", "alpha", "Not An Id")
    site.plugin("twice", "beta", "beta")
    registry, rows = _found(site)
    assert dict(registry.models) == {}
    assert "id must be a-z" in rows["bad"].reason
    assert "returned beta twice" in rows["twice"].reason


def test_a_generator_that_breaks_off_registers_nothing(site):
    card = site.card("card_bad", "alpha")
    source = card.read_text().replace(
        "return [spec('alpha')]", "yield spec('alpha'); 1/0"
    )
    site.module("card_bad", source)
    site.install("dist-bad", bad="card_bad")
    registry, rows = _found(site)
    assert dict(registry.models) == {}
    assert "division by zero" in rows["bad"].reason


def test_of_two_plugins_with_one_model_the_second_fails_whole_and_named(site):
    site.plugin("a", "alpha")
    site.plugin("b", "beta", "alpha")
    registry, rows = _found(site)
    assert list(registry.models) == ["alpha"]
    assert rows["a"].status == "ok"
    assert "model id 'alpha' is taken by plugin 'a'" in rows["b"].reason


def test_built_in_plugins_come_first_and_keep_their_names(site):
    site.card("card_thief", "alpha")
    site.card("card_ours", "alpha")
    site.install("aaa", a="card_thief", ours="card_thief")
    site.install("ganstudio", ours="card_ours")
    registry = discover(group=site.group)
    assert [(r.distribution, r.name, r.status) for r in registry.plugins] == [
        ("ganstudio", "ours", "ok"),
        ("aaa", "a", "failed"),
        ("aaa", "ours", "failed"),
    ]
    assert "name of another plugin" in registry.plugins[2].reason


def test_safe_mode_loads_none_but_the_built_in_ones(site):
    site.plugin("guest", "alpha", before="raise SystemError('was loaded')\n")
    site.card("card_ours", "beta")
    site.install("ganstudio", ours="card_ours")
    registry, rows = _found(site, safe_mode=True)
    assert list(registry.models) == ["beta"]
    assert (rows["guest"].status, rows["guest"].models) == ("disabled", ())
    assert "safe mode" in rows["guest"].reason


def test_what_a_card_prints_stays_off_stdout(site, capsys):
    site.plugin("loud", "alpha", before="print('hello')\n")
    _found(site)
    out, err = capsys.readouterr()
    assert (out, err) == ("", "hello\n")


def test_a_plugin_that_was_half_uninstalled_says_what_to_do(site):
    site.install("dist-gone", gone="card_gone")
    row = _found(site)[1]["gone"]
    assert "module 'card_gone' is missing; install dist-gone again" in row.reason


def test_a_damaged_distribution_beside_ours_costs_nothing(site):
    site.plugin("one", "alpha")
    for number, text in enumerate([b"[x]\nno value here\n", b"\xff\xfe\0"]):
        info = site.install(f"damaged{number}")
        (info / "entry_points.txt").write_bytes(text)
    assert list(_found(site)[0].models) == ["alpha"]


def test_disabling_lasts_until_enabling(site):
    site.plugin("one", "alpha")
    disable("one", group=site.group)
    registry, rows = _found(site)
    assert (rows["one"].status, dict(registry.models)) == ("disabled", {})
    enable("one", group=site.group)
    assert list(_found(site)[0].models) == ["alpha"]
    with pytest.raises(PluginError, match="no plugin 'on': did you mean 'one'"):
        disable("on", group=site.group)


def test_a_damaged_memory_of_plugins_is_an_empty_one(site, home):
    site.plugin("one", "alpha")
    (home / "state").mkdir(parents=True)
    (home / "state" / "plugins.json").write_text("{")
    assert list(_found(site)[0].models) == ["alpha"]


def test_a_state_folder_that_cannot_be_written_costs_no_plugin(site, home):
    site.plugin("one", "alpha")
    home.mkdir()
    (home / "state").write_text("in the way")
    assert list(_found(site)[0].models) == ["alpha"]


def test_a_model_that_nobody_offers_is_answered_with_what_is_near(site):
    site.plugin("one", "cyclegan", "pix2pix")
    site.plugin("wgan", "lost", before="raise ValueError('broken wheel')\n")
    registry, _ = _found(site)
    with pytest.raises(PluginError, match="'cyclgan': did you mean 'cyclegan'"):
        registry.model("cyclgan")
    with pytest.raises(PluginError, match=r"'wgan': Plugin 'wgan' .*broken wheel"):
        registry.model("wgan")
    with pytest.raises(PluginError, match=r"there are cyclegan, pix2pix\..* wgan;"):
        registry.model("zzz")


def test_references_are_loaded_or_explained(site):
    site.module("card_code", "def train(ctx):\n    return 7\nnumber = 3\n")
    site.module("card_needs", "import torchvision_of_old\n")
    site.module("card_breaks", "raise RuntimeError('two\\nlines')\n")
    assert load_reference("card_code:train")(None) == 7
    for reference, said in {
        "card_code": "must be 'module:function', not 'card_code'",
        "card_code:trian": "has no 'trian'; did you mean 'train'",
        "card_code:number": "must be a function, not int",
        "card_absent.net:build": "there is no module 'card_absent'",
        "card_needs:build": "imports 'torchvision_of_old', which is not installed",
        "card_breaks:build": "RuntimeError: two lines",
    }.items():
        with pytest.raises(PluginError, match=said):
            load_reference(reference)


def test_a_missing_torch_is_answered_with_the_command_to_run(site, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    site.module("card_net", "import torch\n")
    with pytest.raises(PluginError, match=r'pip install "ganstudio\[train\]"'):
        load_reference("card_net:build")


def test_discovery_imports_neither_torch_nor_qt():
    script = (
        "import sys; from ganstudio.host import discover; discover();"
        "print({'torch', 'PySide6'} & set(sys.modules))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert answer.stdout == "set()\n"
