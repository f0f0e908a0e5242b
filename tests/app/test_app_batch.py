"""The batch: names, conflicts, journal, order, pause, and a watched folder."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ganstudio.api import ConfigError, StudioError
from ganstudio.app import translating
from ganstudio.app.batch import (
    Conflict,
    Journal,
    Pattern,
    Standing,
    first_target,
    unfinished,
)
from ganstudio.app.batch.pipeline import Stages, overlapped
from ganstudio.app.translating import TranslateRequest, Translation
from ganstudio.app.watching import Watcher, watch
from ganstudio.core.images import (
    Picture,
    RecipeLevel,
    read_picture,
    read_recipe,
    write_picture,
)

PHOTOS = Path(__file__).parents[1] / "data" / "photos"


@pytest.fixture
def folder(tmp_path) -> Path:
    """Twelve small photographs."""
    place = tmp_path / "photos"
    place.mkdir()
    for number in range(12):
        shutil.copy(PHOTOS / "sea.jpg", place / f"{number:02}.jpg")
    return place


def run(model, *inputs, out, **options):
    return list(Translation(TranslateRequest(str(model), inputs, out, **options)).run())


def names(folder: Path) -> list[str]:
    return sorted(
        p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()
    )


# --- names ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("{name}", "sea"),
        ("{name}-{model}", "sea-ink"),
        ("{folder}_{n:03}", "photos_007"),
        ("{n:3} {strength}%", "  7 80%"),
        ("{{{name}}}", "{sea}"),
    ],
)
def test_a_pattern_makes_a_name(pattern, name):
    made = Pattern(pattern).name(
        Path("/x/photos/sea.jpg"), model="ink", number=7, strength=0.8
    )
    assert made == name


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("{name", "brace"),
        ("{nmae}", "{nmae}"),
        ("a/{name}", "'/'"),
        ("picture", "all pictures"),
        ("{model}", "all pictures"),
        ("{n:x}", "width"),
        ("{n!r}", "width"),
        ("{name:9}", "width"),
        ("{n.real}", "{n.real}"),
        ("{}{name}", "{}"),
        ("", "all pictures"),
    ],
)
def test_a_pattern_that_is_none_is_one_sentence(pattern, said):
    with pytest.raises(ConfigError) as caught:
        Pattern(pattern)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@given(st.text(max_size=20), st.text(max_size=20))
def test_no_pattern_and_no_picture_makes_a_name_that_a_disk_refuses(pattern, stem):
    try:
        namer = Pattern(pattern)
    except ConfigError:
        return
    source = Path("/x") / (stem.replace("/", "") + ".jpg")
    made = namer.name(source, model="m", number=3)
    assert made
    assert not set('<>:"/\\|?*') & set(made)
    assert not made.endswith((".", " "))


def test_names_of_a_batch(negative, folder, tmp_path):
    results = run(negative(), folder, out=tmp_path / "out", name="{model}-{n:02}")
    assert [r.target.name for r in results[:2]] == [
        "negative-01.jpg",
        "negative-02.jpg",
    ]
    assert len(names(tmp_path / "out")) == 12


def test_the_first_name_is_known_before_anything_runs(folder, tmp_path):
    request = TranslateRequest("x", (folder,), tmp_path / "o", name="{folder} {n:03}")
    assert first_target(request, "ink") == tmp_path / "o" / "photos 001.jpg"
    one = TranslateRequest("x", (folder / "04.jpg",), tmp_path, format="png")
    assert first_target(one, "ink") == tmp_path / "04.png"


def test_names_that_differ_in_case_alone_are_two_files(negative, folder, tmp_path):
    (folder / "sub").mkdir()
    shutil.copy(folder / "00.jpg", folder / "sub" / "SEA.jpg")
    shutil.copy(folder / "00.jpg", folder / "sea.jpg")
    inputs = folder / "sea.jpg", folder / "sub" / "SEA.jpg"
    results = run(negative(), *inputs, out=tmp_path / "out")
    assert [r.target.name for r in results] == ["sea.jpg", "SEA-2.jpg"]


def test_another_format_for_all(negative, folder, tmp_path):
    for kind in ("png", "webp", "tif"):
        run(negative(), folder / "00.jpg", out=tmp_path / "out", format=kind)
    assert names(tmp_path / "out") == ["00.png", "00.tif", "00.webp"]
    with pytest.raises(ConfigError, match="same, jpg"):
        run(negative(), folder, out=tmp_path / "out", format="gif")


# --- conflicts ------------------------------------------------------------------------


def test_skip_leaves_what_is_there(negative, folder, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "03.jpg").write_text("mine")
    results = run(negative(), folder, out=out, conflict=Conflict.SKIP)
    assert [bool(r.skipped) for r in results] == [n == 3 for n in range(12)]
    assert (out / "03.jpg").read_text() == "mine"
    again = run(negative(), folder, out=out, conflict=Conflict.SKIP)
    assert all(r.skipped and not r.error for r in again)


def test_overwrite_writes_over_it(negative, folder, tmp_path):
    out = tmp_path / "out"
    for _ in range(2):
        results = run(negative(), folder, out=out, conflict=Conflict.OVERWRITE)
        assert not any(r.error or r.skipped for r in results)
    assert names(out) == [f"{n:02}.jpg" for n in range(12)]


def test_changed_looks_at_time_and_recipe(negative, folder, tmp_path):
    out = tmp_path / "out"

    def written(**options) -> list[str]:
        found = run(negative(), folder, out=out, conflict=Conflict.CHANGED, **options)
        assert not any(r.error for r in found)
        return [r.source.name for r in found if not r.skipped]

    assert len(written()) == 12
    assert written() == []
    # A newer photograph.
    later = (out / "05.jpg").stat().st_mtime + 5
    os.utime(folder / "05.jpg", (later, later))
    assert written() == ["05.jpg"]
    os.utime(folder / "05.jpg", (0, 0))
    # A missing, a damaged and a foreign result.
    (out / "01.jpg").unlink()
    (out / "02.jpg").write_text("damaged")
    shutil.copy(PHOTOS / "sea.jpg", out / "04.jpg")
    assert written() == ["01.jpg", "02.jpg", "04.jpg"]
    # Another recipe; the same one again; at a level that keeps more.
    assert len(written(strength=0.5)) == 12
    assert written(strength=0.5, recipe=RecipeLevel.FULL) == []
    assert len(written(keep_colour=0.5, strength=0.5)) == 12


@pytest.mark.parametrize("rule", [Conflict.OVERWRITE, Conflict.CHANGED])
def test_a_photograph_is_never_written_over(negative, folder, rule):
    before = {p: p.read_bytes() for p in folder.iterdir()}
    later = {os.utime(p, (4e9, 4e9)) for p in before}
    assert later
    results = run(negative(), folder, out=folder, conflict=rule)
    assert all("written over" in r.error for r in results)
    assert {p: p.read_bytes() for p in folder.iterdir()} == before


def test_unique_beside_the_photographs(negative, folder):
    before = {p: p.read_bytes() for p in folder.iterdir()}
    results = run(negative(), folder, out=folder)
    assert {r.target.name for r in results} == {f"{n:02}-2.jpg" for n in range(12)}
    assert {p: p.read_bytes() for p in before} == before


def test_results_within_the_folder_are_not_translated_again(negative, folder):
    for _ in range(2):
        run(negative(), folder, out=folder / "done", conflict=Conflict.OVERWRITE)
    assert len(names(folder)) == 24


# --- recipes --------------------------------------------------------------------------


def test_every_output_says_what_it_was_made_with(negative, folder, tmp_path):
    model = negative()
    (result,) = run(
        model, folder / "00.jpg", out=tmp_path / "out", strength=0.5, keep_detail=0.25
    )
    found = read_recipe(result.target)
    assert (found.model, found.strength, found.keep_detail) == ("negative", 0.5, 0.25)
    assert len(found.sha256) == 64
    assert found.source is None
    (full,) = run(model, folder / "00.jpg", out=tmp_path, recipe=RecipeLevel.FULL)
    assert read_recipe(full.target).source == str(folder / "00.jpg")
    (none,) = run(model, folder / "00.jpg", out=tmp_path / "n", recipe=RecipeLevel.NONE)
    assert read_recipe(none.target) is None


def test_a_wide_photograph_looks_the_same_with_strength_0(
    negative, tmp_path, wide_profile
):
    rng = np.random.default_rng(3)
    vivid = rng.integers(0, 2, (24, 24, 3), np.uint8) * 255
    Image.fromarray(vivid).save(tmp_path / "v.png", icc_profile=wide_profile)
    (result,) = run(negative(), tmp_path / "v.png", out=tmp_path / "o", strength=0.0)
    with Image.open(result.target) as image:
        assert image.info["icc_profile"] == wide_profile
        assert np.abs(np.asarray(image).astype(int) - vivid).max() <= 2


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_photographs_stay_photographs(negative, tmp_path, wide_profile, suffix):
    rng = np.random.default_rng(1)
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Plate", 1
    deep = rng.integers(20_000, 45_000, (40, 24, 3), np.uint16)
    alpha = rng.integers(0, 65_536, (40, 24), np.uint16)
    source = tmp_path / f"deep{suffix}"
    photo = Picture(deep, alpha, icc=wide_profile, exif=exif.tobytes())
    write_picture(photo, source)
    before = read_picture(source)
    assert before.bits == 16
    for strength in (0.0, 1.0):
        (result,) = run(
            negative(), source, out=tmp_path / f"{strength}", strength=strength
        )
        assert result.notes == ()
        after = read_picture(result.target)
        assert (after.format, after.bits) == (before.format, 16)
        assert after.icc == wide_profile
        assert np.array_equal(after.alpha, alpha)
        with Image.open(result.target) as image:
            assert image.getexif()[0x010F] == "Plate"
        wanted = before.pixels.astype(int)
        if strength == 1:
            wanted = 65_535 - wanted
        assert np.abs(after.pixels - wanted).max() <= 96


def test_a_turned_photograph_is_written_upright(negative, tmp_path):
    with Image.open(PHOTOS / "sea.jpg") as image:
        exif = Image.Exif()
        exif[0x0112] = 8
        stored = image.transpose(Image.Transpose.ROTATE_270)
        stored.save(tmp_path / "turned.jpg", exif=exif, quality=95)
        upright = np.asarray(image).astype(int)
    (result,) = run(
        negative(), tmp_path / "turned.jpg", out=tmp_path / "out", strength=0.0
    )
    with Image.open(result.target) as image:
        assert image.getexif()[0x0112] == 1
        assert np.abs(np.asarray(image) - upright).mean() < 3


def test_of_an_animation_the_first_frame_and_that_is_said(negative, tmp_path):
    frames = [Image.new("RGB", (16, 16), colour) for colour in ("red", "blue")]
    path = tmp_path / "two.gif"
    frames[0].save(path, save_all=True, append_images=frames[1:])
    (result,) = run(negative(), path, out=tmp_path / "out")
    assert result.target.name == "two.png"
    assert result.notes == ("Only the first of its 2 frames was translated.",)


# --- the journal ----------------------------------------------------------------------


def test_a_batch_that_ends_well_leaves_no_journal(negative, folder, tmp_path):
    run(negative(), folder, out=tmp_path / "out")
    assert unfinished() == []


def test_failed_pictures_can_be_retried_and_nothing_else_is_done(
    negative, folder, tmp_path
):
    good = (folder / "04.jpg").read_bytes()
    (folder / "04.jpg").write_text("no picture")
    run(negative(), folder, out=tmp_path / "out")
    (journal,) = unfinished()
    assert journal.standing is Standing.FAILED
    assert ["04.jpg" in text for text in journal.failures] == [True]
    (folder / "04.jpg").write_bytes(good)
    (result,) = Translation.resume(journal).run()
    assert result.target == tmp_path / "out" / "04.jpg"
    assert unfinished() == []
    assert len(names(tmp_path / "out")) == 12


def test_a_stopped_batch_goes_on_where_it_was(negative, folder, tmp_path):
    batch = Translation(TranslateRequest(str(negative()), (folder,), tmp_path / "out"))
    first = []
    for result in batch.run():
        first.append(result)
        batch.stop()
    (journal,) = unfinished()
    assert journal.standing is Standing.STOPPED
    first[0].target.unlink()  # somebody took it away: it is done all the same
    rest = list(Translation.resume(journal).run())
    assert [r.source.name for r in first + rest] == [f"{n:02}.jpg" for n in range(12)]
    assert names(tmp_path / "out") == [f"{n:02}.jpg" for n in range(1, 12)]
    assert unfinished() == []


def test_masks_survive_a_crash(negative, folder, tmp_path):
    mask = np.zeros((10, 10), np.uint8)
    source = folder / "05.jpg"
    request = TranslateRequest(str(negative()), (folder,), tmp_path / "out")
    batch = Translation(request)
    batch.masks = {source: mask}
    results = batch.run()
    next(results)
    results.close()
    (journal,) = unfinished()
    for result in Translation.resume(journal).run():
        found = read_recipe(result.target)
        assert found.masked is (result.source == source)
        with Image.open(result.source) as one, Image.open(result.target) as two:
            apart = np.asarray(one).astype(int) - np.asarray(two)
        assert bool(np.abs(apart).mean() < 3) is (result.source == source)
    assert not list(journal.path.parent.iterdir())


def test_a_batch_that_ends_with_the_program_counts_as_interrupted(
    negative, folder, tmp_path
):
    batch = Translation(TranslateRequest(str(negative()), (folder,), tmp_path / "out"))
    for _ in batch.run():
        batch.stop(for_now=True)
    text = batch.journal.path.read_text()
    mine = f'"pid": {os.getpid()}'
    assert mine in text
    batch.journal.path.write_text(text.replace(mine, f'"pid": {2**22 + 1}'))
    (journal,) = unfinished()
    assert journal.standing is Standing.INTERRUPTED


def test_a_running_batch_is_not_taken_over(negative, folder, tmp_path):
    batch = Translation(TranslateRequest(str(negative()), (folder,), tmp_path / "out"))
    results = batch.run()
    next(results)
    assert unfinished() == []
    again = Journal(batch.journal.path)
    with pytest.raises(StudioError, match="another process"):
        list(Translation.resume(again).run())
    results.close()
    assert unfinished()[0].standing is Standing.STOPPED


_SLOWLY = """
import sys, time
from pathlib import Path
from ganstudio.core import files
from ganstudio.app.translating import Conflict, TranslateRequest, Translation

real = files.flush_folder
write = Path.write_bytes

def slow(path, data):
    # The file beside lies there half written, for long enough to be killed.
    with path.open("wb") as file:
        file.write(data[: len(data) // 2])
        file.flush()
        time.sleep(0.05)
        file.write(data[len(data) // 2 :])

Path.write_bytes = slow
model, folder, out, rule = sys.argv[1:]
request = TranslateRequest(model, (Path(folder),), Path(out), conflict=Conflict(rule))
for result in Translation(request).run():
    print(result.target, flush=True)
"""


@pytest.mark.parametrize(
    ("rule", "after"), list(zip(Conflict, (1, 2, 3, 4), strict=True))
)
def test_kill_9_and_resume_leave_every_file_once_and_whole(
    negative, folder, tmp_path, rule, after
):
    out = tmp_path / "out"
    command = [sys.executable, "-c", _SLOWLY, negative(), folder, out, rule.value]
    child = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    for _ in range(after):
        assert child.stdout.readline()
    while not list(out.glob(".*.tmp")):
        assert child.poll() is None
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    (journal,) = unfinished()
    assert journal.standing is Standing.INTERRUPTED
    done = {p: p.stat().st_mtime_ns for p in out.glob("*.jpg")}
    assert after <= len(done) < 12
    rest = list(Translation.resume(journal).run())
    assert len(rest) == 12 - len(done)
    assert not any(r.error for r in rest)
    assert names(out) == [f"{n:02}.jpg" for n in range(12)]
    assert {p: p.stat().st_mtime_ns for p in done} == done
    for path in out.iterdir():
        with Image.open(path) as image:
            image.load()
    assert unfinished() == []


def test_a_journal_torn_in_its_first_line_is_passed_over(negative, folder, tmp_path):
    from ganstudio.app.batch.journal import batches_dir

    batches_dir().mkdir(parents=True)
    (batches_dir() / "torn.jsonl").write_text('{"type": "batch", "requ')
    (batches_dir() / "odd.jsonl").write_text('{"type": "batch", "request": 3}\n')
    assert unfinished() == []
    run(negative(), folder, out=tmp_path / "out")


# --- order, pause, memory -------------------------------------------------------------


def test_pause_begins_no_other_picture_and_goes_on(negative, folder, tmp_path):
    batch = Translation(TranslateRequest(str(negative()), (folder,), tmp_path / "out"))
    seen, paused = [], threading.Event()

    def work() -> None:
        for result in batch.run():
            seen.append(result)
            if len(seen) == 1:
                batch.pause()
                paused.set()

    thread = threading.Thread(target=work)
    thread.start()
    assert paused.wait(20)
    assert batch.paused
    assert batch.seconds_left is None
    thread.join(0.5)
    assert thread.is_alive()
    held = len(seen)
    assert held < 12
    batch.go_on()
    thread.join(30)
    assert len(seen) == 12
    assert batch.done == 12


def test_stop_ends_a_pause(negative, folder, tmp_path):
    batch = Translation(TranslateRequest(str(negative()), (folder,), tmp_path / "out"))
    batch.pause()
    threading.Timer(0.3, batch.stop).start()
    assert list(batch.run()) == []


def test_time_left_comes_from_the_pictures_done(negative, folder, tmp_path):
    batch = Translation(TranslateRequest(str(negative()), (folder,), tmp_path / "out"))
    left = [batch.seconds_left for _ in batch.run()]
    assert left[0] is None
    assert left[-1] == 0
    assert all(value > 0 for value in left[1:-1])


@given(
    st.lists(st.integers(0, 50), max_size=12),
    st.integers(1, 120),
    st.sets(st.integers(0, 11)),
)
def test_order_is_kept_and_memory_bounded(weights, most, broken):
    inside: dict[int, int] = {}
    lock, heaviest = threading.Lock(), []

    def read(item: int) -> int:
        with lock:
            inside[item] = weights[item]
            weighty = [weight for weight in inside.values() if weight]
            heaviest.append((sum(weighty), len(weighty)))
        return item

    def write(item: int) -> int:
        with lock:
            del inside[item]
        return -1 if item in broken else item

    stages = Stages(
        weigh=lambda item: weights[item], read=read, make=lambda item: item, write=write
    )
    items = range(len(weights))
    found = list(overlapped(items, stages, proceed=lambda: True, pixels=most))
    assert found == [-1 if item in broken else item for item in items]
    assert all(total <= most or count <= 1 for total, count in heaviest)


# --- a watched folder -----------------------------------------------------------------


def test_a_file_that_grows_is_left_until_it_is_whole(tmp_path):
    (tmp_path / "in").mkdir()
    watcher = Watcher([tmp_path / "in"], tmp_path / "out")
    whole = (PHOTOS / "sea.jpg").read_bytes()
    path = tmp_path / "in" / "a.jpg"
    path.write_bytes(whole[:100])
    assert watcher.poll() == []
    path.write_bytes(whole[:1000])
    assert watcher.poll() == []
    path.write_bytes(whole)
    assert watcher.poll() == []
    assert watcher.poll() == [path]
    assert watcher.poll() == []
    path.write_bytes(whole + b" ")
    assert watcher.poll() == []
    assert watcher.poll() == [path]


def test_a_watched_folder_that_is_away_comes_back(tmp_path):
    place = tmp_path / "in"
    place.mkdir()
    watcher = Watcher([place], tmp_path / "out")
    place.rename(tmp_path / "gone")
    assert watcher.poll() == []
    (tmp_path / "gone").rename(place)
    shutil.copy(PHOTOS / "sea.jpg", place)
    watcher.poll()
    assert watcher.poll() == [place / "sea.jpg"]


def test_what_cannot_be_watched_is_one_sentence(tmp_path):
    with pytest.raises(ConfigError, match="no folder"):
        Watcher([tmp_path / "none"], tmp_path / "out")
    with pytest.raises(ConfigError, match="again"):
        Watcher([tmp_path], tmp_path)


def test_what_comes_into_a_watched_folder_is_translated(negative, folder, tmp_path):
    out, stopped, seen = tmp_path / "out", threading.Event(), []
    request = TranslateRequest(
        str(negative()), (folder,), out, conflict=Conflict.SKIP, name="{n:02}-{name}"
    )
    for result in watch(request, stopped, seconds=0.01):
        seen.append(result)
        if len(seen) == 12:
            (folder / "deep").mkdir()
            (folder / "deep" / "bad.jpg").write_text("no picture")
            shutil.copy(PHOTOS / "sea.jpg", folder / "deep" / "new.jpg")
        if len(seen) == 14:
            stopped.set()
    bad, new = sorted(seen[12:], key=lambda r: r.source.name)
    assert "bad.jpg" in bad.error
    assert new.target == out / "deep" / "14-new.jpg"
    assert unfinished() == []


def test_the_same_picture_twice_is_two_results(negative, folder, tmp_path):
    results = run(negative(), folder / "00.jpg", folder / "00.jpg", out=tmp_path / "o")
    assert [r.target.name for r in results] == ["00.jpg", "00-2.jpg"]


def test_a_file_put_there_meanwhile_is_not_written_over(
    negative, folder, tmp_path, monkeypatch
):
    real = translating.read_picture

    def reading(path):
        (tmp_path / "out").mkdir(exist_ok=True)
        (tmp_path / "out" / path.name).write_text("somebody's")
        return real(path)

    monkeypatch.setattr(translating, "read_picture", reading)
    (result,) = run(negative(), folder / "00.jpg", out=tmp_path / "out")
    assert result.target.name == "00-2.jpg"
    assert (tmp_path / "out" / "00.jpg").read_text() == "somebody's"
