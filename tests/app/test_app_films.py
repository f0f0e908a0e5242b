"""Films: what is written is what comes back."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageSequence

from ganstudio.api import PictureError
from ganstudio.app.films import there_and_back, write_film, write_frames


def _ramp(height=8, width=8, channels=1, count=5):
    frames = np.zeros((count, height, width, channels), np.uint8)
    for number in range(count):
        frames[number] = number * 60
    return frames


@pytest.mark.parametrize("suffix", [".webp", ".gif"])
@pytest.mark.parametrize("channels", [1, 3])
def test_an_animation_holds_every_frame_and_repeats(tmp_path, suffix, channels):
    path = tmp_path / f"walk{suffix}"
    frames = _ramp(channels=channels)
    write_film(frames, path, rate=25)
    with Image.open(path) as image:
        assert image.info["loop"] == 0
        means, times = [], []
        for frame in ImageSequence.Iterator(image):
            means.append(np.asarray(frame.convert("L")).mean())
            times.append(frame.info["duration"])
    assert means == pytest.approx([0, 60, 120, 180, 240], abs=3)
    assert set(times) == {40}


def test_a_video_holds_every_frame_with_even_sides(tmp_path):
    import av

    path = tmp_path / "walk.mp4"
    write_film(_ramp(33, 35, 3), path, rate=10)
    with av.open(str(path)) as container:
        assert container.streams.video[0].average_rate == 10
        frames = [f.to_ndarray(format="rgb24") for f in container.decode(video=0)]
    assert [f.shape for f in frames] == [(34, 36, 3)] * 5
    assert [f.mean() for f in frames] == pytest.approx([0, 60, 120, 180, 240], abs=6)


def test_the_way_back_repeats_neither_end():
    frames = there_and_back(_ramp(count=4))
    assert frames[:, 0, 0, 0].tolist() == [0, 60, 120, 180, 120, 60]


def test_another_suffix_is_refused(tmp_path):
    with pytest.raises(PictureError, match=r"\.webp, \.gif, \.mp4"):
        write_film(_ramp(), tmp_path / "walk.avi")
    assert not list(tmp_path.iterdir())


def test_frames_go_into_a_new_folder(tmp_path):
    first = write_frames(_ramp(count=3), tmp_path / "walk", "frame")
    second = write_frames(_ramp(count=3), tmp_path / "walk", "frame")
    assert [f.name for f in first] == [f"frame-000{i}.png" for i in range(3)]
    assert {f.parent.name for f in second} == {"walk-2"}
    with Image.open(first[2]) as image:
        assert np.asarray(image).flat[0] == 120
