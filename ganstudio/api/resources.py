"""Where the files lie that come with the program."""

from __future__ import annotations

from pathlib import Path

import ganstudio
from ganstudio.api.errors import StudioError


def resources() -> Path:
    """Folder of networks, demo models, sample pictures and licences.

    In a wheel it lies inside the package, in a checkout beside it.

    Raises:
        StudioError: neither is there.
    """
    package = Path(ganstudio.__file__).parent
    for folder in (package / "_resources", package.parent / "resources"):
        if folder.is_dir():
            return folder
    raise StudioError(
        f"GAN Studio's resources are missing beside {package}: install it again with"
        " 'pip install --force-reinstall ganstudio'."
    )
