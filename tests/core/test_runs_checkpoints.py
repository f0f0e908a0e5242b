import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from ganstudio.api import RunError
from ganstudio.core import files
from ganstudio.core.runs import checkpoint_steps, newest_valid, write_checkpoint
from ganstudio.core.runs import checkpoints as module


def _tensors(step: int, count: int = 1000):
    return {"w": np.arange(count, dtype=np.float32) + step}


def _save(run, step, *, keep=3, count=1000, best=None):
    return write_checkpoint(
        run,
        step,
        {"step": step, "lr": 0.1 + 0.2, "pool": [1, None, "a"]},
        lambda path: save_file(_tensors(step, count), path),
        keep,
        best,
    )


def _names(run):
    return sorted(path.name for path in run.checkpoints.iterdir())


def _newest(run):
    found, damaged = newest_valid(run)
    return (found.step if found else None), [d.path.name for d in damaged]


def test_what_was_written_is_read_back_to_the_bit(run):
    path = _save(run, 5000)
    assert path.name == "step-00005000"
    found, damaged = newest_valid(run)
    assert damaged == []
    assert found.step == 5000
    assert found.state == {"step": 5000, "lr": 0.1 + 0.2, "pool": [1, None, "a"]}
    assert np.array_equal(load_file(found.tensors_path)["w"], _tensors(5000)["w"])


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="needs sha256sum")
def test_anybody_can_check_the_hashes(run):
    path = _save(run, 1)
    subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=path, check=True)


def test_a_run_without_checkpoints_has_none(run):
    assert newest_valid(run) == (None, [])
    run.checkpoints.rmdir()
    assert newest_valid(run) == (None, [])
    assert checkpoint_steps(run) == []


def test_the_newest_are_kept(run):
    for step in (10, 20, 30, 40):
        _save(run, step, keep=2)
    assert checkpoint_steps(run) == [30, 40]
    assert _newest(run) == (40, [])


def test_damaged_ones_do_not_count_as_kept(run):
    for step in (10, 20, 30):
        _save(run, step, keep=3)
    (run.checkpoints / "step-00000020" / "tensors.safetensors").write_bytes(b"torn")
    _save(run, 40, keep=3)
    assert checkpoint_steps(run) == [10, 20, 30, 40]
    _save(run, 50, keep=2)
    assert checkpoint_steps(run) == [40, 50]


def _truncate(path: Path) -> None:
    file = path / "tensors.safetensors"
    with file.open("rb+") as stream:
        stream.truncate(file.stat().st_size // 2)


def _flip(path: Path) -> None:
    file = path / "tensors.safetensors"
    data = bytearray(file.read_bytes())
    data[-9] ^= 1
    file.write_bytes(data)


DAMAGES = {
    "tensors.safetensors is truncated or changed": _truncate,
    "its sha256 differs": _flip,
    "tensors.safetensors is missing": lambda p: (p / "tensors.safetensors").unlink(),
    "state.json is missing": lambda p: (p / "state.json").unlink(),
    "state.json is truncated": lambda p: (p / "state.json").write_bytes(b""),
    "SHA256SUMS is missing": lambda p: (p / "SHA256SUMS").unlink(),
    "SHA256SUMS is damaged": lambda p: (p / "SHA256SUMS").write_bytes(b"\xff\0"),
    "not a directory": lambda p: (shutil.rmtree(p), p.write_text("x")),
}


@pytest.mark.parametrize("reason", DAMAGES)
def test_a_damaged_checkpoint_is_named_and_passed_over(run, reason):
    _save(run, 10)
    DAMAGES[reason](_save(run, 20))
    found, damaged = newest_valid(run)
    assert found.step == 10
    assert [d.path.name for d in damaged] == ["step-00000020"]
    assert reason in damaged[0].reason
    assert newest_valid(run, step=20) == (None, damaged)


def test_a_damaged_checkpoint_is_written_anew(run):
    _truncate(_save(run, 20))
    assert _newest(run) == (None, ["step-00000020"])
    _save(run, 20)
    assert _newest(run) == (20, [])
    assert _names(run) == ["step-00000020"]


def test_one_step_can_be_asked_for(run):
    for step in (10, 20):
        _save(run, step)
    found, damaged = newest_valid(run, step=10)
    assert (found.step, damaged) == (10, [])
    assert newest_valid(run, step=15) == (None, [])


def test_a_run_that_went_back_leaves_its_former_future(run):
    for step in (10, 20, 30):
        _save(run, step)
    _save(run, 15)
    assert checkpoint_steps(run) == [10, 15]
    assert _newest(run) == (15, [])


def test_a_process_killed_while_it_writes_leaves_the_older_one(run):
    _save(run, 10)
    script = """
import os, signal, sys
from pathlib import Path
from ganstudio.core.runs import RunFolder, write_checkpoint
def die(path):
    path.write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
write_checkpoint(RunFolder(sys.argv[1]), 20, {}, die, 3)
"""
    subprocess.run([sys.executable, "-c", script, str(run.path)], check=False)
    assert len(_names(run)) == 2
    assert _newest(run) == (10, [])
    _save(run, 20)
    assert _names(run) == ["step-00000010", "step-00000020"]


def test_a_process_killed_between_two_renames_loses_no_step(run, monkeypatch):
    _save(run, 10, keep=1)
    rename = Path.rename

    def die(self, target):
        if self.name.startswith(".step"):
            raise KeyboardInterrupt
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", die)
        with pytest.raises(KeyboardInterrupt):
            _save(run, 10, keep=1)
    assert _names(run) == [".replaced-step-00000010"]
    assert _newest(run) == (10, [])
    _save(run, 20, keep=2)
    assert _newest(run) == (20, [])
    assert checkpoint_steps(run) == [10, 20]


def test_what_a_killed_process_did_not_clear_away_is_cleared_later(run):
    path = _save(run, 10)
    path.rename(path.with_name(f".replaced-{path.name}"))
    _save(run, 10)
    _save(run, 20)
    assert _names(run) == ["step-00000010", "step-00000020"]


def test_a_failing_writer_leaves_the_older_ones(run):
    _save(run, 10)

    def fail(path):
        path.write_bytes(b"half")
        raise MemoryError

    with pytest.raises(MemoryError):
        write_checkpoint(run, 20, {}, fail, 3)
    assert _names(run) == ["step-00000010"]


@pytest.mark.parametrize(
    "error",
    [
        OSError(28, "No space left on device"),
        SafetensorError("I/O error: No space left on device (os error 28)"),
    ],
)
def test_an_injected_write_error_is_a_sentence_and_loses_nothing(run, error):
    _save(run, 10)

    def full(path):
        path.write_bytes(b"half")
        raise error

    with pytest.raises(RunError, match=r"step-00000020: the disk is full"):
        write_checkpoint(run, 20, {}, full, 3)
    assert _names(run) == ["step-00000010"]
    assert _newest(run) == (10, [])


@pytest.mark.parametrize("name", ["_flush", "flush_folder"])
def test_a_disk_that_refuses_to_flush_loses_nothing(run, monkeypatch, name):
    _save(run, 10)

    def refuse(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(module, name, refuse)
    with pytest.raises(RunError, match="input/output error"):
        _save(run, 20)
    assert _names(run) == ["step-00000010"]


def test_a_state_that_is_no_finite_json_is_refused_before_anything_is_written(run):
    for state in ({"lr": float("nan")}, {"x": object()}):
        with pytest.raises(RunError, match="step-00000005 is no JSON"):
            write_checkpoint(run, 5, state, lambda path: None, 3)
    assert _names(run) == []


@pytest.fixture
def tiny_disk(tmp_path):
    """A file system of 256 KiB."""
    place = tmp_path / "tiny"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)]
    if sys.platform != "linux" or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting a tmpfs is not permitted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_loses_no_checkpoint_and_recovers(tiny_disk, run):
    shutil.rmtree(run.checkpoints)
    run.checkpoints = tiny_disk / "checkpoints"
    _save(run, 10, count=20_000)
    _save(run, 20, count=20_000)
    with pytest.raises(RunError, match=r"step-00000030: the disk is full; free"):
        _save(run, 30, count=40_000)
    assert _names(run) == ["step-00000010", "step-00000020"]
    assert _newest(run) == (20, [])
    shutil.rmtree(run.checkpoints / "step-00000010")
    _save(run, 30, count=20_000)
    assert _newest(run) == (30, [])


def test_older_checkpoints_are_hashed_once_not_at_every_write(run, monkeypatch):
    read: list[str] = []

    def counted(path):
        read.append(f"{path.parent.name}/{path.name}")
        return files.sha256(path)

    monkeypatch.setattr(module, "sha256", counted)
    for step in range(1, 7):
        _save(run, step, keep=3)
    old = [name for name in read if name.startswith("step-")]
    assert len(old) == len(set(old))


def test_the_best_checkpoint_stays_beside_the_newest(run):
    for step in (10, 20, 30, 40, 50):
        _save(run, step, keep=2, best=20 if step > 20 else None)
    assert checkpoint_steps(run) == [20, 40, 50]
