"""A run in the making: model, data, settings, seed, device, name. No widgets."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from ganstudio.api import (
    ConfigError,
    DataError,
    JobError,
    ModelSpec,
    RunError,
    StudioError,
)
from ganstudio.app.info import training_devices
from ganstudio.app.training import TrainRequest, create_run
from ganstudio.core.paths import runs_dir
from ganstudio.core.runs import RunFolder
from ganstudio.gui.form import FormModel
from ganstudio.gui.services import Services, Task
from ganstudio.gui.train.new_run.data import DataChoice, DataState
from ganstudio.gui.train.new_run.earlier import EarlierRun, Wanted
from ganstudio.gui.train.new_run.forecast import Forecast, forecast
from ganstudio.gui.train.new_run.words import KINDS
from ganstudio.host import require_train

_FIRST_PRESET = "quick"


class NewRunModel(QObject):
    """What the page shows, and what makes the run.

    Args:
        services: plugins, runs and the background.
        side: of a thumbnail, px.
    """

    changed = Signal()
    """Anything but the data, which has a signal of its own."""
    model_chosen = Signal()
    created = Signal(object)

    def __init__(
        self, services: Services, side: int, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self.data = DataChoice(services, side, self)
        self.form: FormModel | None = None
        """The settings of the chosen model."""
        self._forms: dict[str, FormModel] = {}
        self._saved_forms: dict[str, Any] = {}
        self._wanted = ""
        self.seed = "0"
        self.device = "auto"
        self.devices: tuple[str, ...] = ("cpu",)
        self.name = ""
        """Name or folder of the run, as typed; "" lets the program choose."""
        self.trouble = ""
        """Why the run could not be made, one sentence; "" where it could."""
        self.name_problem = ""
        self.no_torch = ""
        """Why nothing can be trained here, one sentence; "" where it can."""
        self._earlier = EarlierRun(services, self)
        self._earlier.changed.connect(self.changed)
        self._creating: Task | None = None
        self.data.changed.connect(self._data_changed)
        services.plugins.changed.connect(self._plugins_changed)
        self._look_for_torch()
        services.background.run(
            lambda _: training_devices(), self._show_devices, owner=self
        )
        if services.plugins.registry is not None:
            self._plugins_changed()

    # Model and form.

    @property
    def specs(self) -> list[ModelSpec]:
        """All models there are."""
        registry = self._services.plugins.registry
        return [one.spec for one in registry.models.values()] if registry else []

    @property
    def spec(self) -> ModelSpec | None:
        """The chosen model."""
        return self.form.spec if self.form is not None else None

    def choose_model(self, id: str) -> None:
        """Choose a model; each keeps its own settings."""
        self._wanted = id
        spec = next((one for one in self.specs if one.id == id), None)
        if spec is None or spec == self.spec:
            return
        form = self._forms.get(id)
        if form is None or form.spec != spec:
            state = form.state() if form is not None else self._saved_forms.get(id)
            preset = _FIRST_PRESET if _FIRST_PRESET in spec.presets else None
            form = FormModel(spec, preset, self)
            if isinstance(state, dict):
                form.restore(state)
            old = self._forms.get(id)
            if old is not None:
                old.deleteLater()
            form.changed.connect(self._tell)
            self._forms[id] = form
        self.form = form
        self.trouble = ""
        self.model_chosen.emit()
        self.data.set_kind(spec.data)
        self._tell()

    # The rest.

    def set_seed(self, text: str) -> None:
        """Take a seed as typed."""
        self.seed = text
        self._tell()

    def draw_seed(self) -> None:
        """Choose another seed."""
        self.set_seed(str(secrets.randbelow(1_000_000)))

    def set_device(self, device: str) -> None:
        """Choose what to train on."""
        self.device = device
        self._tell()

    def set_name(self, text: str) -> None:
        """Take a name or a folder for the run as typed."""
        self.name = text
        self.name_problem = ""
        self._tell()

    @property
    def seed_problem(self) -> str:
        """What is wrong with the seed."""
        text = self.seed.strip()
        if text.isascii() and text.isdigit() and len(text) <= 18:
            return ""
        return "Must be a whole number, 0 or more, of at most 18 digits."

    @property
    def forecast(self) -> Forecast | None:
        """What can be said of the run; None while a setting is wrong."""
        if self.form is None or self.form.config is None:
            return None
        facts = self.data.found.facts if self.data.found else None
        return forecast(self.form.config, facts, self._earlier.found)

    # Starting.

    @property
    def creating(self) -> bool:
        """Whether the run is being made."""
        return self._creating is not None

    @property
    def missing(self) -> list[str]:
        """Names of the fields that keep Start back, in the order of the page."""
        if self.form is None:
            return ["Model"]
        found = []
        if not self.data.ready and self.data.state is not DataState.LOOKING:
            fields = KINDS[self.form.spec.data].fields
            wrong = [bool(text) for text in self.data.problems]
            found.append(fields[wrong.index(True)] if any(wrong) else fields[0])
        found += self.form.title_of_problems()
        if "" in self.form.problems:
            found.append("Settings")
        if self.seed_problem:
            found.append("Seed")
        if self.name_problem:
            found.append("Name")
        return found

    @property
    def can_start(self) -> bool:
        """Whether Start would make a run."""
        return (
            not self.no_torch
            and not self.creating
            and not self.missing
            and self.data.ready
        )

    def request(self) -> TrainRequest | None:
        """What would be trained; None while the form cannot say it."""
        if self.form is None or self.form.config is None or self.seed_problem:
            return None
        path, path_b = self.data.paths
        return TrainRequest(
            model=self.form.spec.id,
            data=path,
            data_b=path_b,
            preset=self.form.preset,
            settings=self.form.settings,
            seed=int(self.seed),
            device=self.device,
            run=self._folder(),
        )

    def start(self) -> None:
        """Make the run in the background; `created` or `trouble` follows."""
        self._look_for_torch()
        request, registry = self.request(), self._services.plugins.registry
        if not self.can_start or request is None or registry is None:
            self.changed.emit()
            return
        self.trouble = self.name_problem = ""
        known = registry

        def make(_: Task) -> RunFolder | StudioError:
            # The kind of error says where its sentence belongs.
            try:
                return create_run(request, known)
            except StudioError as error:
                return error

        self._creating = self._services.background.run(
            make, self._made, self._not_made, owner=self, what="Making the run"
        )
        self.changed.emit()

    def _made(self, made: RunFolder | StudioError) -> None:
        self._creating = None
        match made:
            case RunFolder():
                self.name = ""
                self._services.runs.refresh()
                self.changed.emit()
                self.created.emit(made)
                return
            case DataError():
                self.data.refuse(str(made))
            case RunError():
                self.name_problem = str(made)
            case JobError():
                self.no_torch = str(made)
            case ConfigError():
                self.trouble = str(made)
            case _:
                self.trouble = str(made)
        self.changed.emit()

    def _not_made(self, sentence: str) -> None:
        self._creating, self.trouble = None, sentence
        self.changed.emit()

    def _folder(self) -> Path | None:
        text = self.name.strip()
        if not text:
            return None
        path = Path(text).expanduser()
        return path if path.is_absolute() else runs_dir() / path

    # State.

    def state(self) -> dict[str, Any]:
        """The half-filled form, as JSON."""
        forms = self._saved_forms | {id: f.state() for id, f in self._forms.items()}
        return {
            "model": self.spec.id if self.spec else self._wanted,
            "forms": forms,
            "data": list(self.data.texts),
            "seed": self.seed,
            "device": self.device,
            "name": self.name,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take up what `state` returned; what is no longer understood is left out."""
        forms = state.get("forms")
        self._saved_forms = forms if isinstance(forms, dict) else {}
        for id, form in self._forms.items():
            if isinstance(self._saved_forms.get(id), dict):
                form.restore(self._saved_forms[id])
        data = state.get("data")
        if isinstance(data, list) and len(data) == 2:
            self.data.set_texts(str(data[0]), str(data[1]))
        self.seed = str(state.get("seed", self.seed))
        self.device = str(state.get("device", self.device))
        self.name = str(state.get("name", self.name))
        self._wanted = str(state.get("model") or self._wanted)
        self._plugins_changed()
        self._tell()

    def close(self) -> None:
        """Stop what was asked for."""
        self._earlier.close()
        self.data.close()
        if self._creating is not None:
            self._creating.stop()

    # What others tell.

    def _plugins_changed(self) -> None:
        specs = {spec.id: spec for spec in self.specs}
        if self.spec is not None and specs.get(self.spec.id) != self.spec:
            self._wanted = self._wanted or self.spec.id
            self.form = None
        if specs and self.form is None:
            wanted = self._wanted if self._wanted in specs else next(iter(specs))
            kept = self._wanted
            self.choose_model(wanted)
            # A model whose plugin does not load today may come back.
            self._wanted = kept or wanted
        elif specs and self._wanted in specs:
            self.choose_model(self._wanted)
        self.changed.emit()

    def _show_devices(self, devices: tuple[str, ...]) -> None:
        self.devices = devices
        self._tell()

    def _look_for_torch(self) -> None:
        try:
            require_train()
        except JobError as error:
            self.no_torch = str(error)
        else:
            self.no_torch = ""

    def _data_changed(self) -> None:
        self.trouble = ""
        path = self.data.paths[0]
        if self.data.ready and not self.data.compared and path is not None:
            preferences = self._services.preferences
            preferences.change(recent=preferences.value.with_recent(path.absolute()))
        self._tell()

    def _tell(self) -> None:
        self._look_back()
        self.changed.emit()

    def _look_back(self) -> None:
        form, found = self.form, self.data.found
        if form is None or form.config is None or found is None:
            self._earlier.want(None)
        else:
            device = self._device_in_force()
            self._earlier.want(Wanted(form.spec, form.config, found, device))

    def _device_in_force(self) -> str:
        if self.device != "auto":
            return self.device
        # "auto" takes the first accelerator.
        first = self.devices[1] if len(self.devices) > 1 else "cpu"
        return first.partition(",")[0]
