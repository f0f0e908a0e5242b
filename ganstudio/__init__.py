"""GAN Studio: train, explore and apply image-generating networks."""

import os
from importlib.metadata import PackageNotFoundError, version

# From 1.31 on onnxruntime records its use and sends it to its maker, without asking,
# from the moment it is imported. What people do with their pictures is theirs; who
# wants to report sets the variable to 0 beforehand.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

try:
    __version__ = version("ganstudio")
except PackageNotFoundError:  # imported from a checkout that was never installed
    __version__ = "0+unknown"
