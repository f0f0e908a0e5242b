"""What the library lists, finds and says, without widgets."""

from __future__ import annotations

import shutil

import pytest

from ganstudio.api import Code, Image, Label, Latent, Points
from ganstudio.gui.library.models import ModelsPage
from ganstudio.gui.library.runs import RunsPage
from ganstudio.gui.library.things import Thing, found
from ganstudio.gui.library.words import date_words, port_words, size_words


@pytest.mark.parametrize(
    ("port", "words"),
    [
        (Latent(size=100), "latent of 100 numbers, normal"),
        (Label(classes=10), "label of 10 classes, which mix"),
        (Code(name="tilt"), "code tilt, -1 to 1"),
        (Code(name="style", choices=4), "code style, one of 4"),
        (Image(channels=1, size=(48, 64)), "picture 64 × 48, grey"),
        (Image(), "picture of any size, colour"),
        (Image(scale=4), "picture of any size, colour, 4 times larger"),
        (Points(), "points in 2 dimensions"),
    ],
)
def test_ports_are_said_in_words(port, words):
    assert port_words(port) == words


def test_sizes_and_dates_are_read_by_people():
    assert [size_words(n) for n in (12, 30_900_000, 2_500_000_000)] == [
        "12 bytes",
        "30.9 MB",
        "2.5 GB",
    ]
    assert date_words("2026-11-21T06:48:14+00:00").startswith("2026-11-2")
    assert date_words("yesterday") == ""


def test_a_search_wants_every_word_and_keeps_the_order():
    things = [
        Thing("1", "Beach", "translator", words="ukiyoe", order={"size": 3}),
        Thing("2", "Digits", "generator", words="dcgan", order={"size": 1}),
        Thing("3", "Beach umbrella", "generator", order={"size": 2}),
    ]
    assert [t.key for t in found(things, "", "size")] == ["2", "3", "1"]
    assert [t.key for t in found(things, "GENER beach", "size")] == ["3"]
    assert [t.key for t in found(things, "ukiyoe", "size")] == ["1"]
    assert found(things, "beach digits", "size") == []


@pytest.fixture
def models(services, qtbot):
    """Make the page, once the models are read."""

    def make():
        page = ModelsPage(services, services)
        services.models.refresh()
        qtbot.waitUntil(lambda: page.read and not services.background.busy)
        return page

    return make


def test_a_damaged_file_stays_listed_with_its_sentence(home, generator, models):
    generator(home / "models" / "mine.onnx")
    whole = (home / "models" / "mine.onnx").read_bytes()
    (home / "models" / "half.onnx").write_bytes(whole[: len(whole) // 2])
    page = models()
    half = next(t for t in page.all if t.title == "half")
    assert half.chip == "damaged"
    assert half.wrong
    assert "cut off" in half.line
    mine = next(t for t in page.all if t.title == "Noise")
    assert mine.chip == "yours"
    assert mine.line == "Generator · Picture 8 × 8, grey"
    assert not page.only_demos


def test_without_own_models_the_page_says_so(models):
    assert models().only_demos


def test_what_vanishes_hands_the_choice_to_its_neighbour(
    home, generator, services, models, qtbot
):
    for name in ("a", "b", "c"):
        generator(home / "models" / f"{name}.onnx")
    page = models()
    page.set_sort("source")
    mine = [t.key for t in page.shown if t.chip == "yours"]
    page.choose(mine[1])
    (home / "models" / "b.onnx").unlink()
    services.models.refresh()
    qtbot.waitUntil(lambda: page.key == mine[2])


def test_a_model_from_elsewhere_is_shown_beside_the_others(
    tmp_path, generator, models, qtbot
):
    path = generator(tmp_path / "elsewhere.onnx")
    page = models()
    page.set_search("something else")
    page.open([path])
    qtbot.waitUntil(lambda: page.key == str(path))
    assert page.chosen.chip == "opened"
    assert page.chosen in page.shown


def test_a_choice_waits_until_it_is_listed(home, generator, services, models, qtbot):
    page = models()
    path = home / "models" / "new.onnx"
    page.choose(str(path))
    assert page.chosen is None
    generator(path)
    services.models.refresh()
    qtbot.waitUntil(lambda: page.chosen is not None)
    assert page.entry.path == path


def test_runs_have_state_sheet_and_size(home, new_run, services, qtbot):
    run = new_run("made")
    for name in ("00000010.png", "00000200.png"):
        (run.samples / name).write_bytes(b"x" * 1000)
    shutil.copytree(run.path, home / "runs" / "2026_toy")
    broken = home / "runs" / "2027_broken"
    broken.mkdir()
    (broken / "run.json").write_text("{")
    page = RunsPage(services, services)
    services.runs.refresh()
    qtbot.waitUntil(
        lambda: len(page.all) == 2 and all(page.facts(t.source) for t in page.all)
    )
    good = next(t for t in page.all if t.title == "toy")
    assert good.chip == "Not started"
    assert "0 of 100 steps" in good.line
    assert page.facts(good.source).sheet.name == "00000200.png"
    assert page.facts(good.source).bytes > 2000
    bad = next(t for t in page.all if t.wrong)
    assert bad.title == "2027_broken"
    assert "damaged" in bad.line
