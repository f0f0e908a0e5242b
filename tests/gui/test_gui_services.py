"""What all workspaces stand on, without a window."""

from __future__ import annotations

import os
import signal
import threading

import numpy as np
import pytest
from PySide6.QtCore import QObject

from ganstudio.api import Role, StudioError
from ganstudio.app.preferences import read_preferences
from ganstudio.core.paths import models_dir
from ganstudio.gui.services import Job, JobState, Services
from ganstudio.inference import SampleRequest


def test_work_runs_in_another_thread_and_comes_back_in_this_one(services, qtbot):
    seen = {}

    def work(task):
        seen["work"] = threading.current_thread()
        return 7

    def done(result):
        seen["done"] = threading.current_thread()
        seen["result"] = result

    services.background.run(work, done)
    qtbot.waitUntil(lambda: "done" in seen)
    assert seen["result"] == 7
    assert seen["done"] is threading.main_thread()
    assert seen["work"] is not threading.main_thread()


def test_a_failure_is_one_sentence(services, qtbot):
    said = []

    def expected(_):
        raise StudioError("The folder is full: empty it.")

    def unforeseen(_):
        raise ZeroDivisionError("by nothing")

    services.background.run(expected, failed=said.append)
    services.background.run(unforeseen, failed=said.append, what="Counting")
    qtbot.waitUntil(lambda: len(said) == 2)
    said.sort(key=len)
    assert said[0] == "The folder is full: empty it."
    assert said[1].startswith("Counting failed unexpectedly: ZeroDivisionError")


def test_nobody_is_called_for_what_is_gone_or_stopped(services, qtbot):
    called = []
    owner = QObject()
    begin = threading.Event()

    def work(_):
        begin.wait(10)
        return 1

    services.background.run(work, called.append, owner=owner)
    task = services.background.run(work, called.append)
    owner.deleteLater()
    del owner
    task.stop()
    qtbot.wait(20)
    begin.set()
    qtbot.waitUntil(lambda: not services.background.busy)
    assert called == []


def test_reports_arrive_the_newest_at_last(services, qtbot):
    heard = []

    def work(task):
        for number in range(5000):
            task.report(number)

    services.background.run(work, progress=heard.append)
    qtbot.waitUntil(lambda: bool(heard) and heard[-1] == 4999)
    assert heard == sorted(heard)


def test_closing_waits_for_threads_and_drops_their_results(services):
    called = []
    services.background.run(lambda task: 1, called.append)
    services.background.close()
    assert called == []


def test_jobs_say_how_far_they_are_together(services):
    stopped = []
    one = services.jobs.add(Job("One", stop=lambda: stopped.append(1)))
    two = services.jobs.add(Job("Two"))
    one.advance(0.5)
    two.advance(None)
    assert services.jobs.all == [two, one]
    assert services.jobs.progress == 0.5
    assert not two.can_stop
    one.stop()
    one.stop()
    assert stopped == [1]
    assert one.message == "Stopping"
    assert one.live
    one.was_stopped("Stopped after 3 pictures.")
    two.fail("No disk.")
    assert services.jobs.live == []
    assert (one.state, two.state) == (JobState.STOPPED, JobState.FAILED)
    services.jobs.clear_ended()
    assert services.jobs.all == []


def test_a_live_job_stays_on_the_list(services):
    job = services.jobs.add(Job("Long"))
    job.advance(0.1)
    services.jobs.remove(job)
    assert services.jobs.all == [job]


def test_models_come_sorted_by_role_and_damaged_ones_are_kept(
    services, qtbot, generator
):
    generator(models_dir() / "noise.onnx")
    (models_dir() / "broken.onnx").write_bytes(b"no model")
    with qtbot.waitSignal(services.models.changed):
        services.models.refresh()
    names = [entry.name for entry in services.models.of_role(Role.GENERATOR)]
    assert "noise" in names
    assert "broken" not in names
    broken = services.models.at(models_dir() / "broken.onnx")
    assert broken is not None
    assert broken.error


def test_answers_come_in_this_thread_and_the_newest_wins(services, qtbot, generator):
    path = generator()
    got = []
    for seed in range(20):
        services.interactive.submit(SampleRequest(path, seed=seed), got.append)
    qtbot.waitUntil(lambda: not services.interactive.busy, timeout=20_000)
    last = []
    services.interactive.submit(SampleRequest(path, seed=19), last.append)
    qtbot.waitUntil(lambda: bool(last), timeout=20_000)
    assert np.array_equal(got[-1].images, last[0].images)
    assert len(got) < 20


def test_a_cancelled_request_never_answers(services, qtbot, generator):
    got = []
    services.interactive.submit(SampleRequest(generator()), got.append)
    services.interactive.cancel()
    qtbot.wait(300)
    assert got == []


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="POSIX signals")
def test_a_killed_child_costs_one_sentence_and_the_next_request_works(
    services, qtbot, generator
):
    path, got = generator(), []
    services.interactive.submit(SampleRequest(path), got.append)
    qtbot.waitUntil(lambda: len(got) == 1, timeout=20_000)
    services.interactive.submit(SampleRequest(path, count=200_000), got.append)
    os.kill(services.interactive.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: len(got) == 2, timeout=20_000)
    assert "was killed" in got[1].error
    services.interactive.submit(SampleRequest(path), got.append)
    qtbot.waitUntil(lambda: len(got) == 3, timeout=20_000)
    assert np.array_equal(got[2].images, got[0].images)


def test_a_changed_preference_is_kept_and_told(services, qtbot):
    with qtbot.waitSignal(services.preferences.changed):
        services.preferences.change(quality=80)
    services.preferences.change(quality=81)
    qtbot.waitUntil(lambda: read_preferences()[0].quality == 81)


def test_a_preference_changed_at_the_last_moment_is_kept(qapp):
    services = Services()
    for quality in range(50, 90):
        services.preferences.change(quality=quality)
    services.close()
    assert read_preferences()[0].quality == 89


def test_a_preference_that_cannot_be_kept_is_said(services, qtbot, home):
    home.mkdir(parents=True, exist_ok=True)
    (home / "config").write_text("a file in the folder's place")
    with qtbot.waitSignal(services.preferences.failed) as failed:
        services.preferences.change(quality=70)
    assert "preferences.json" in failed.args[0]
    assert services.preferences.value.quality == 70
