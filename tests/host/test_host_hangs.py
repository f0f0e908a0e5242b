"""Plugins that end or hang the program while they load."""

import os
import signal
import subprocess
import sys
import time

import pytest

from ganstudio.host import discover, enable, plugin_state, probe


@pytest.fixture
def impatient(monkeypatch):
    """Call it a hang after a second."""
    monkeypatch.setattr(plugin_state, "PATIENCE_SECONDS", 1.0)


def _start(site) -> subprocess.Popen[str]:
    """Discover in a process of its own, as a start of the program does."""
    script = (
        f"import sys; sys.path.append({str(site.path)!r});"
        "from ganstudio.host import discover;"
        f"rows = discover(group={site.group!r}).plugins;"
        "print([(row.name, row.status, row.reason) for row in rows])"
    )
    return subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True
    )


def _rows(site):
    return {row.name: row for row in discover(group=site.group).plugins}


def _no_probe(*_):
    raise AssertionError("a plugin was tried again in a process of its own")


def test_a_card_that_ends_the_program_is_left_out_at_the_next_start(site, monkeypatch):
    site.plugin("bad", "lost", before="import os; os._exit(3)\n")
    site.plugin("good", "alpha")
    first = _start(site)
    assert first.communicate()[0] == ""
    assert first.returncode == 3

    rows = _rows(site)
    assert rows["good"].status == "ok"
    assert rows["bad"].status == "failed"
    assert "it ended with exit code 3 when it was loaded" in rows["bad"].reason
    assert "ganstudio plugins --enable bad" in rows["bad"].reason

    # It stays out, and is not tried at every start.
    with monkeypatch.context() as patch:
        patch.setattr(probe.subprocess, "run", _no_probe)
        assert _rows(site)["bad"].reason == rows["bad"].reason

    # Its author repairs it: same version, other files.
    site.card("card_bad", "mended")
    assert _rows(site)["bad"].models == ("mended",)


def test_a_card_that_ends_with_code_0_is_not_taken_for_well(site):
    site.plugin("bad", "lost", before="import os; os._exit(0)\n")
    assert _start(site).communicate()[0] == ""
    # Not in this process: a mistake would end the tests, and with success.
    assert "ended with exit code 0" in _start(site).communicate()[0]


def test_a_card_that_hangs_is_left_out_until_it_is_enabled(
    site, home, impatient, monkeypatch
):
    flag = home / "hang"
    site.plugin(
        "slow",
        "alpha",
        before=(
            "import pathlib, sys, time\n"
            f"if pathlib.Path({str(flag)!r}).exists():\n"
            "    print('loading', file=sys.stderr, flush=True)\n"
            "    time.sleep(1000)\n"
        ),
    )
    home.mkdir()
    flag.touch()
    process = _start(site)
    marks = home / "state" / "loading"
    while not (marks.is_dir() and any(marks.iterdir())):
        assert process.poll() is None
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert "did not come back within 1 s" in _rows(site)["slow"].reason
    flag.unlink()
    monkeypatch.setattr(probe.subprocess, "run", _no_probe)
    assert _rows(site)["slow"].status == "failed"
    enable("slow", group=site.group)
    assert _rows(site)["slow"].models == ("alpha",)


def test_a_hang_that_still_lasts_does_not_catch_the_next_start(site, home, impatient):
    site.plugin("slow", "alpha", before="import time; time.sleep(1000)\n")
    process = _start(site)
    try:
        marks = home / "state" / "loading"
        while not (marks.is_dir() and any(marks.iterdir())):
            assert process.poll() is None
        time.sleep(1.2)
        assert "did not come back within 1 s" in _rows(site)["slow"].reason
    finally:
        process.kill()
        process.communicate()


def test_an_innocent_plugin_survives_a_kill_in_the_middle_of_loading(site, home):
    """kill -9 at any moment: the mark alone condemns nobody."""
    site.plugin("one", "alpha")
    marks = home / "state" / "loading"
    marks.mkdir(parents=True)
    dead = plugin_state._LoadingMark.mine().model_copy(update={"process_start": 0.0})
    (marks / "one.4711.json").write_text(dead.model_dump_json())
    (marks / "one.4712.json").write_text("")
    assert _rows(site)["one"].models == ("alpha",)
    assert list(marks.iterdir()) == []


def test_a_plugin_that_another_process_loads_just_now_is_loaded_too(
    site, home, monkeypatch
):
    monkeypatch.setattr(probe.subprocess, "run", _no_probe)
    site.plugin("one", "alpha")
    marks = home / "state" / "loading"
    marks.mkdir(parents=True)
    busy = plugin_state._LoadingMark.mine()
    (marks / "one.4711.json").write_text(busy.model_dump_json())
    assert _rows(site)["one"].models == ("alpha",)


def test_built_in_plugins_are_never_suspected(site, home, monkeypatch):
    monkeypatch.setattr(probe.subprocess, "run", _no_probe)
    site.card("card_ours", "alpha")
    site.install("ganstudio", ours="card_ours")
    marks = home / "state" / "loading"
    marks.mkdir(parents=True)
    (marks / "ours.4711.json").write_text("")
    assert _rows(site)["ours"].models == ("alpha",)
