import json
import os
import resource
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ganstudio.api import RunError
from ganstudio.core.runs import EventReader, EventWriter, history, read_events


def _steps(path: Path) -> list[int]:
    return [event["step"] for event in read_events(path)[0]]


def test_what_was_written_is_read_in_order(run):
    with EventWriter(run) as events:
        events.write("started", step=0, from_step=0, total_steps=9)
        events.write_many([{"type": "metrics", "step": n} for n in (1, 2)])
        events.write("note", text="gr\u00fcn \udcff")
    found = read_events(run.events)[0]
    assert [e["type"] for e in found] == ["started", "metrics", "metrics", "note"]
    assert found[3]["text"] == "gr\u00fcn \udcff"
    assert all(isinstance(e["time"], float) for e in found)


def test_every_line_is_json_for_any_reader(run):
    values = {"a": float("nan"), "b": float("inf"), "c": np.float32("nan"), "d": 1.5}
    with EventWriter(run) as events:
        events.write("metrics", step=np.int64(3), values=values, path=Path("a/b"))
        events.write("metrics", step=4, values={"x": np.float32(0.5), "y": [1, None]})

    def refuse(name):
        raise AssertionError(name)

    lines = run.events.read_text().splitlines()
    first, second = (json.loads(line, parse_constant=refuse) for line in lines)
    assert first["values"] == {"a": None, "b": None, "c": None, "d": 1.5}
    assert first["step"] == 3
    assert first["path"] == "a/b"
    assert second["values"] == {"x": 0.5, "y": [1, None]}


def test_a_torn_last_line_is_closed_and_costs_itself_alone(run):
    with EventWriter(run) as events:
        events.write("metrics", step=1)
    with run.events.open("a") as file:
        file.write('{"type": "metrics", "step": 2, "val')
    with EventWriter(run) as events:
        events.write("metrics", step=3)
        with run.events.open("a") as file:  # another process dies in between
            file.write('{"type": "metr')
        events.write("metrics", step=4)
    assert _steps(run.events) == [1, 3, 4]
    reader = EventReader(run.events)
    reader.poll()
    assert reader.bad_lines == 2


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rubbish=st.lists(
        st.tuples(
            st.integers(0, 8),
            st.one_of(
                st.binary(max_size=40).filter(lambda b: b"\n" not in b),
                st.sampled_from(
                    [b"null", b"[1]", b"{}", b'{"step": 1}', b"\0" * 9, b"[" * 9999]
                ),
            ),
        ),
        max_size=6,
    )
)
def test_bad_lines_anywhere_cost_themselves_alone(tmp_path, rubbish):
    lines = [json.dumps({"type": "metrics", "step": n}).encode() for n in range(8)]
    for place, line in sorted(rubbish, key=lambda item: -item[0]):
        lines.insert(place, line)
    path = tmp_path / "events.jsonl"
    path.write_bytes(b"\n".join(lines) + b"\n")
    assert _steps(path) == list(range(8))


def test_a_reader_follows_the_writer_by_whole_lines(run):
    reader = EventReader(run.events)
    assert reader.poll() == []
    with EventWriter(run) as events:
        events.write("metrics", step=1)
        assert [e["step"] for e in reader.poll()] == [1]
        assert reader.poll() == []
        with run.events.open("a") as file:
            file.write('{"type": "metrics", "step"')
            file.flush()
            assert reader.poll() == []
            file.write(": 2}\n")
        assert [e["step"] for e in reader.poll()] == [2]


def test_offsets_go_on_where_the_last_read_ended(run):
    with EventWriter(run) as events:
        events.write("metrics", step=1)
        first, offset = read_events(run.events)
        events.write("metrics", step=2)
    second, _ = read_events(run.events, offset)
    assert [e["step"] for e in first + second] == [1, 2]


def test_a_file_put_back_from_a_copy_is_read_again(run):
    with EventWriter(run) as events:
        events.write_many([{"type": "metrics", "step": n} for n in range(5)])
    reader = EventReader(run.events)
    reader.poll()
    run.events.write_text('{"type": "metrics", "step": 77}\n')
    assert [e["step"] for e in reader.poll()] == [77]


def test_history_forgets_what_a_later_start_went_back_behind(run):
    with EventWriter(run) as events:
        events.write("started", from_step=0)
        events.write_many([{"type": "metrics", "step": n} for n in (1, 2, 3, 4)])
        events.write("checkpoint", step=2)
        events.write("samples", step=4)
        events.write("exported", step=4, files=["a.onnx"])
        events.write("started", from_step=2)
        events.write("metrics", step=3, again=True)
    kept = [(e["type"], e.get("step")) for e in history(run.events)]
    assert kept == [
        ("started", None),
        ("metrics", 1),
        ("metrics", 2),
        ("checkpoint", 2),
        ("exported", 4),
        ("started", None),
        ("metrics", 3),
    ]


def test_threads_and_writers_do_not_mix_their_lines(run):
    writers = [EventWriter(run), EventWriter(run)]

    def work(number: int) -> None:
        for n in range(100):
            writers[number % 2].write("note", step=n, text="x" * 50 * number)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for writer in writers:
        writer.close()
    assert sorted(_steps(run.events)) == sorted(list(range(100)) * 6)


@pytest.mark.skipif(os.name == "nt", reason="limits of a process are POSIX")
def test_a_disk_that_refuses_is_a_sentence_and_the_file_goes_on_afterwards(run):
    writer = EventWriter(run)
    writer.write("metrics", step=1)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (run.events.stat().st_size + 20, hard))
    try:
        with pytest.raises(RunError, match=r"Could not write .*events\.jsonl"):
            writer.write("metrics", step=2)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    writer.write("metrics", step=3)
    writer.close()
    assert _steps(run.events) == [1, 3]


def test_a_missing_folder_is_a_sentence(run):
    writer = EventWriter(run)
    run.events.mkdir()
    with pytest.raises(RunError, match=r"events\.jsonl: is a directory"):
        writer.write("note")
    with pytest.raises(RunError, match=r"Could not read .*events\.jsonl"):
        read_events(run.events)


def test_a_deleted_file_is_begun_again(run):
    with EventWriter(run) as events:
        events.write("metrics", step=1)
        run.events.unlink()
        events.write("metrics", step=2)
    assert _steps(run.events) == [2]
