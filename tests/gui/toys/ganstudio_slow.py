"""A card without torch for the worker tests' toy, which takes its time over a step."""

from ganstudio.api import Config, DataKind, ModelSpec, hookimpl, knob


class SlowConfig(Config):
    steps: int = knob(100_000, "Steps.", unit="steps", ge=1)
    batch_size: int = knob(4, "Points.", ge=1)
    sample_every: int = knob(0, "Steps.", unit="steps", ge=0, live=True)
    checkpoint_every: int = knob(20, "Steps.", unit="steps", ge=0, live=True)
    lr: float = knob(0.01, "Learning rate.", gt=0, live=True)
    pause: float = knob(0.01, "Seconds that a step takes.", unit="s", ge=0)
    fail: str = knob("", "What goes wrong at step 6.")


@hookimpl
def register_models():
    return [
        ModelSpec(
            id="slow",
            title="Slow toy",
            summary="Learns to be grey, slowly.",
            data=DataKind.BUILT_IN,
            config=SlowConfig,
            build="ganstudio_toys:build",
            train="ganstudio_toys:train",
            graphs="ganstudio_toys:graphs",
        )
    ]
