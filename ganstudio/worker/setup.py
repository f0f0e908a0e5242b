"""Everything that stands before step 1: the model, its settings, data and networks."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn

from ganstudio.api import (
    Config,
    Facts,
    Graph,
    ModelSpec,
    RunError,
    parse_config,
)
from ganstudio.core.data import DataSet, facts_of, open_data
from ganstudio.core.runs import RunRecord
from ganstudio.host import Registry, load_reference
from ganstudio.worker import compute


@dataclass
class Setup:
    """A run, ready to train: what `assemble` made of its record."""

    record: RunRecord
    spec: ModelSpec
    config: Config
    facts: Facts
    data: DataSet
    device: torch.device
    nets: dict[str, nn.Module]


def seed_everything(seed: int) -> None:
    """Seed every global generator that a recipe or a library may draw from."""
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)


def build_networks(
    spec: ModelSpec, config: Config, facts: Facts
) -> dict[str, nn.Module]:
    """Build a model's networks on the CPU, drawing from the global generator.

    Raises:
        RunError: the plugin's `build` returned something else than named modules.
    """
    nets = load_reference(spec.build)(config, facts)
    if not isinstance(nets, dict) or not nets:
        raise RunError(
            f"{spec.build} must return a dict of torch modules, not {nets!r:.80}."
        )
    wrong = [name for name, net in nets.items() if not isinstance(net, nn.Module)]
    if wrong:
        raise RunError(f"{spec.build}: {', '.join(wrong)} must be torch modules.")
    return nets


def load_graphs(setup: Setup, nets: Mapping[str, nn.Module]) -> list[Graph]:
    """Ask the plugin for the graphs over `nets`; none for a model that optimises.

    Raises:
        RunError: something else than graphs, or two of one name.
    """
    reference = setup.spec.graphs
    if reference is None:
        return []
    graphs = list(load_reference(reference)(setup.config, setup.facts, nets))
    wrong = [g for g in graphs if not isinstance(g, Graph)]
    if wrong or not graphs:
        raise RunError(f"{reference} must return a list of Graph, not {graphs!r:.80}.")
    names = [g.name for g in graphs]
    if len(set(names)) < len(names):
        raise RunError(f"{reference}: graph names must differ: {', '.join(names)}.")
    return graphs


def open_run_data(record: RunRecord) -> DataSet:
    """Open the data of a run and make sure that it is still the same.

    Raises:
        DataError: it is not there.
        RunError: it changed since the run was created.
    """
    source = record.data
    data = open_data(source.kind, source.path, source.path_b)
    if source.fingerprint and data.fingerprint != source.fingerprint:
        raise RunError(
            f"The data at {source.path} changed since this run began, so it cannot"
            " go on to the same result: put the data back, or start a new run."
        )
    return data


def assemble(record: RunRecord, registry: Registry) -> Setup:
    """Build everything a run needs, and complete its record with what was chosen.

    Choices that the record already holds (a resumed run) are kept.

    Raises:
        StudioError: the plugin, the data or the device is not what the run needs.
    """
    registered = registry.model(record.model)
    spec = registered.spec
    config = parse_config(spec.config, record.config)
    data = open_run_data(record)
    facts = record.facts or facts_of(data, config)
    device = compute.choose_device(record.device)
    torch.set_num_threads(record.threads or torch.get_num_threads())
    seed_everything(record.seed)
    nets = build_networks(spec, config, facts)
    first = not record.versions
    precision = (
        compute.choose_precision(config.precision, device)
        if first
        else record.precision
    )
    formats = {
        name: record.memory_formats.get(name) or compute.choose_memory_format(net)
        for name, net in nets.items()
    }
    for name, net in nets.items():
        compute.prepare(net.train(), device, precision, formats[name])
    changes: dict[str, Any] = {
        "config": config.model_dump(),
        "facts": facts,
        "device": str(device),
        "threads": torch.get_num_threads(),
        "precision": precision,
        "memory_formats": formats,
        "optimisers": "fused" if first else record.optimisers,
        "versions": compute.versions() if first else record.versions,
        "plugin": registered.plugin,
        "plugin_version": registered.plugin_version,
    }
    record = record.model_copy(update=changes)
    return Setup(record, spec, config, facts, data, device, nets)
