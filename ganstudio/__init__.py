"""GAN Studio: train, explore and apply image-generating networks."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("ganstudio")
except PackageNotFoundError:  # imported from a checkout that was never installed
    __version__ = "0+unknown"
