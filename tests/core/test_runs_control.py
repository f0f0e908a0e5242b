import os

import pytest

from ganstudio.api import RunError
from ganstudio.core import files
from ganstudio.core.runs import ControlInbox, claim, read_events, send
from ganstudio.core.runs import control as control_module


def _acknowledged(run):
    return [e for e in read_events(run.events)[0] if e["type"] == "command"]


def test_commands_of_two_programs_arrive_once_and_in_order(run):
    with claim(run, "cpu") as owner:
        inbox = ControlInbox(run, owner.start_id)
        ids = [
            send(run, "pause"),
            send(run, "set", values={"lr": 1e-4}),
            send(run, "resume"),
        ]
        commands = inbox.poll()
        assert [c.command for c in commands] == ["pause", "set", "resume"]
        assert commands[1].args == {"values": {"lr": 1e-4}}
        assert inbox.poll() == []
        inbox.close()
    assert [(e["id"], e["accepted"]) for e in _acknowledged(run)] == [
        (id, True) for id in ids
    ]
    assert list(run.control.iterdir()) == []


def test_commands_for_an_earlier_start_are_dropped_and_said_so(run):
    with claim(run, "cpu"):
        send(run, "stop")
    with claim(run, "cpu") as owner:
        inbox = ControlInbox(run, owner.start_id)
        send(run, "sample")
        assert [c.command for c in inbox.poll()] == ["sample"]
        inbox.close()
    first, second = _acknowledged(run)
    assert first["command"] == "stop"
    assert not first["accepted"]
    assert "earlier start" in first["refused"]
    assert second["accepted"]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"[]", b'{"command": "explode", "id": "1", "start": "s"}'],
)
def test_a_file_that_is_no_command_is_dropped_and_the_next_one_obeyed(run, content):
    with claim(run, "cpu") as owner:
        (run.control / "00000000000000000001-x.json").write_bytes(content)
        send(run, "pause")
        inbox = ControlInbox(run, owner.start_id)
        assert [c.command for c in inbox.poll()] == ["pause"]
        inbox.close()
    refused = [e for e in _acknowledged(run) if not e["accepted"]]
    assert [e["file"] for e in refused] == ["00000000000000000001-x.json"]
    assert list(run.control.iterdir()) == []


def test_a_half_written_command_is_not_looked_at(run):
    with claim(run, "cpu") as owner:
        (run.control / ".00000000000000000001-x.json.ab.tmp").write_text("{")
        assert ControlInbox(run, owner.start_id).poll() == []


def test_a_command_that_cannot_be_removed_is_obeyed_once(run, monkeypatch):
    def refuse(self, missing_ok=False):
        raise PermissionError(13, "Permission denied")

    with claim(run, "cpu") as owner:
        send(run, "sample")
        inbox = ControlInbox(run, owner.start_id)
        with monkeypatch.context() as patch:
            patch.setattr(control_module.Path, "unlink", refuse)
            assert len(inbox.poll()) == 1
            assert inbox.poll() == []
        inbox.close()


def test_stop_is_obeyed_on_a_full_disk(run):
    class FullDisk:
        def write(self, type, **fields):
            raise RunError("Could not write events.jsonl: the disk is full.")

    with claim(run, "cpu") as owner:
        send(run, "stop")
        inbox = ControlInbox(run, owner.start_id, FullDisk())
        assert [c.command for c in inbox.poll()] == ["stop"]


def test_a_command_that_cannot_be_written_is_a_sentence(run, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with claim(run, "cpu"):
        monkeypatch.setattr(files.os, "fsync", full)
        with pytest.raises(RunError, match="the disk is full"):
            send(run, "pause")
        assert list(run.control.iterdir()) == []


def test_nobody_hears_commands_to_a_run_that_does_not_run(run):
    with pytest.raises(RunError, match=r"no process trains it now.*ganstudio resume"):
        send(run, "pause")
    assert list(run.control.iterdir()) == []
    os.remove(run.run_json)
    with pytest.raises(RunError, match="is not a run"):
        send(run, "pause")


def test_an_unknown_command_is_refused_with_the_known_ones(run):
    with pytest.raises(RunError, match="'explode': a run takes pause, resume, stop"):
        send(run, "explode")
