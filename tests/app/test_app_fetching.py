"""Pictures that are dragged out of a browser."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ganstudio.api import PictureError
from ganstudio.app.fetching import fetch_picture, is_address

PHOTO = Path(__file__).parents[1] / "data" / "photos" / "beach.jpg"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site(tmp_path) -> Iterator[str]:
    """A server with a photograph and a page."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "my beach.jpg").write_bytes(PHOTO.read_bytes())
    (folder / "page.html").write_text("<p>hello</p>")
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Quiet, directory=str(folder))
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_picture_on_a_server_becomes_a_file_with_its_own_bytes(site, tmp_path):
    out = tmp_path / "out"
    first = fetch_picture(f"{site}/my%20beach.jpg?width=9", out)
    assert first == out / "my beach.jpg"
    assert first.read_bytes() == PHOTO.read_bytes()
    second = fetch_picture(f"{site}/my%20beach.jpg", out)
    assert second.name == "my beach-2.jpg"


def test_a_picture_inside_an_address_needs_no_network(tmp_path):
    text = base64.b64encode(PHOTO.read_bytes()).decode()
    path = fetch_picture(f"data:image/jpeg;base64,{text}", tmp_path)
    assert path.name == "picture.jpg"
    assert path.read_bytes() == PHOTO.read_bytes()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("{site}/page.html", "no picture"),
        ("{site}/gone.jpg", "404"),
        ("http://127.0.0.1:9/a.jpg", "could not be fetched"),
        ("data:image/png;base64,%%%", "damaged"),
        ("data:text/plain,hello", "no picture"),
    ],
)
def test_what_is_no_picture_is_one_sentence(address, said, site, tmp_path):
    with pytest.raises(PictureError, match=said) as caught:
        fetch_picture(address.format(site=site), tmp_path / "out")
    assert "save it in the browser" in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_only_the_web_is_fetched_from():
    assert is_address("https://example.org/a.png")
    assert not is_address("file:///etc/passwd")
    assert not is_address("ftp://example.org/a.png")
