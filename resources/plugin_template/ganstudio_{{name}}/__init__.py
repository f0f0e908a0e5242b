"""{{title}}: the card. It is read at every start of the program, without torch."""

from ganstudio.api import DataKind, ModelSpec, PictureConfig, hookimpl, knob


class Settings(PictureConfig):
    """Each setting becomes a field of the form and a flag of the command line."""

    image_size: int = knob(
        32,
        "Side of the pictures; larger ones take longer.",
        unit="px",
        group="pictures",
        ge=8,
        le=256,
        multiple_of=8,
    )
    z_dim: int = knob(
        64, "Length of the random vector that becomes a picture.", ge=1, le=1024
    )
    width: int = knob(
        32, "Filters next to the picture; more are slower and finer.", ge=4, le=256
    )
    lr: float = knob(
        2e-4,
        "Learning rate; lower it when the losses jump.",
        group="optimiser",
        gt=0,
        le=0.1,
        live=True,
        log=True,
    )


@hookimpl
def register_models() -> list[ModelSpec]:
    """Offer the model."""
    return [
        ModelSpec(
            id="{{name}}",
            title="{{title}}",
            summary="Learns to draw new pictures like those in a folder.",
            data=DataKind.IMAGES,
            config=Settings,
            build="ganstudio_{{name}}.networks:build",
            train="ganstudio_{{name}}.train:train",
            graphs="ganstudio_{{name}}.networks:graphs",
        )
    ]
