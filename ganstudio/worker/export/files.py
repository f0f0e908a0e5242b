"""From weights to model files: networks rebuilt, proved, described, written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from ganstudio.api import (
    Graph,
    Image,
    Points,
    Role,
    RunError,
    StudioError,
    parse_config,
)
from ganstudio.core.data import DataSet, Split
from ganstudio.core.images import encode_png, from_network, resize, sheet
from ganstudio.core.model_file import Card, Metric, Sibling, write_model_file
from ganstudio.core.runs import Checkpoint, RunFolder, history, measured_at
from ganstudio.host import Registry
from ganstudio.training.resample import enlarge
from ganstudio.worker import tree
from ganstudio.worker.context import RunContext, random_state, restore_random_state
from ganstudio.worker.export.onnx import Exported, to_onnx
from ganstudio.worker.export.pictures import write_pictures
from ganstudio.worker.samples import SampleMaker, draw_points, given_to, sample_inputs
from ganstudio.worker.setup import Setup, build_networks, load_graphs, open_run_data

PREVIEW_SIDE = 256
"""Longest side of the preview inside a model file, px."""


@dataclass(frozen=True)
class Wording:
    """What a person adds to an export.

    Attributes:
        name: stem of the file; with several graphs "-graph" follows, or give a stem
            for each, with commas between. Empty: "run-step-graph".
        title: what a person reads, or one for each graph, with commas between. Empty:
            the model's title and the graph's.
        licence: of the weights.
        data_note: what they were trained on.
    """

    name: str = ""
    title: str = ""
    licence: str = ""
    data_note: str = ""


def export_context(
    folder: RunFolder, context: RunContext, out: Path, wording: Wording = Wording()
) -> list[Path]:
    """Export a run that is training, as it is now; its bits do not change.

    A model that optimises gives its picture instead of model files.

    Raises:
        StudioError: the export does not hold, or cannot be written.
    """
    if context.setup.spec.graphs is None:
        return write_pictures(folder, context.state(), context.step, out, wording.name)
    weights = {name: net.state_dict() for name, net in context.sampling_nets().items()}
    return _export(folder, context.setup, weights, context.step, out, wording)


def export_checkpoint(
    folder: RunFolder,
    checkpoint: Checkpoint,
    registry: Registry,
    out: Path,
    wording: Wording = Wording(),
) -> list[Path]:
    """Export a checkpoint, with averaged weights (EMA) where the run keeps them.

    Raises:
        StudioError: the export does not hold, or cannot be written.
    """
    record = folder.record
    tensors = tree.read_tensors(checkpoint.tensors_path)
    state = tree.unflatten(checkpoint.state, tensors)
    spec = registry.model(record.model).spec
    if spec.graphs is None:
        return write_pictures(folder, state, checkpoint.step, out, wording.name)
    weights = weights_of(state)
    config = parse_config(spec.config, record.config)
    try:
        data = open_run_data(record)
    except StudioError as error:
        print(f"No preview from held-out pictures: {error}")
        data = DataSet(spec.data, Split(()), Split(()), (), (), "")
    assert record.facts is not None
    cpu = torch.device("cpu")
    setup = Setup(record, spec, config, record.facts, data, cpu, {})
    return _export(folder, setup, weights, checkpoint.step, out, wording)


def weights_of(state: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Weights to look at in a checkpoint's state: averaged ones (EMA) where kept."""
    weights = dict(state["nets"])
    for net, name in state["averaged"].items():
        weights[net] = state["objects"][name].get("module", weights[net])
    return weights


def _export(
    folder: RunFolder,
    setup: Setup,
    weights: Mapping[str, Mapping[str, Any]],
    step: int,
    out: Path,
    wording: Wording,
) -> list[Path]:
    random = random_state()
    try:
        nets = rebuild(setup, weights)
        graphs = load_graphs(setup, nets)
        exported = [to_onnx(graph) for graph in graphs]
        previews = [_preview(setup, graph) for graph in graphs]
    finally:
        restore_random_state(random)
    files = _file_names(folder, graphs, step, wording.name)
    titles = _titles(setup, graphs, wording.title)
    written = []
    for graph, one, preview in zip(graphs, exported, previews, strict=True):
        card = _card(folder, setup, graphs, graph, one, step, files, titles, wording)
        path = out / files[graph.name]
        write_model_file(path, one.model, card, preview)
        written.append(path)
    return written


def _file_names(
    folder: RunFolder, graphs: list[Graph], step: int, name: str
) -> dict[str, str]:
    """Name the file of each graph; see `Wording.name`."""
    stems = _one_each(graphs, name, "file names")
    if len(stems) == len(graphs):
        return {g.name: f"{stem}.onnx" for g, stem in zip(graphs, stems, strict=True)}
    stem = name or f"{folder.name}-{step}"
    return {g.name: f"{stem}-{g.name}.onnx" for g in graphs}


def _titles(setup: Setup, graphs: list[Graph], title: str) -> dict[str, str]:
    """Say what a person reads of each graph; see `Wording.title`."""
    given = _one_each(graphs, title, "titles")
    if len(given) == len(graphs):
        return {g.name: text.strip() for g, text in zip(graphs, given, strict=True)}
    model = title or setup.spec.title
    if len(graphs) == 1:
        return {graphs[0].name: model}
    return {g.name: f"{model}: {g.title or g.name}" for g in graphs}


def _one_each(graphs: list[Graph], text: str, what: str) -> list[str]:
    """Split what was given for each graph; nothing, or one for several, is allowed."""
    given = text.split(",") if text else []
    if len(given) > 1 and len(given) != len(graphs):
        names = ", ".join(g.name for g in graphs)
        raise RunError(
            f"{len(given)} {what} were given for {len(graphs)} graphs ({names}): give"
            " one, or one for each."
        )
    return given


def rebuild(
    setup: Setup, weights: Mapping[str, Mapping[str, Any]]
) -> dict[str, nn.Module]:
    """Build fresh networks: on the CPU, in fp32, without the worker's hooks.

    Args:
        setup: the run.
        weights: network -> its state_dict.
    """
    nets = build_networks(setup.spec, setup.config, setup.facts)
    for name, net in nets.items():
        net.load_state_dict({k: v.to("cpu") for k, v in weights[name].items()})
        net.eval().requires_grad_(False)
    return nets


def _card(
    folder: RunFolder,
    setup: Setup,
    graphs: list[Graph],
    graph: Graph,
    exported: Exported,
    step: int,
    files: Mapping[str, str],
    titles: Mapping[str, str],
    wording: Wording,
) -> Card:
    record = setup.record
    siblings = tuple(
        Sibling(name=g.name, role=g.role, file=files[g.name], title=titles[g.name])
        for g in graphs
        if g is not graph
    )
    labels = setup.facts.labels if any(p.kind == "label" for p in graph.inputs) else ()
    if graph.role is Role.CLASSIFIER:
        labels = setup.facts.labels
    measured = measured_at(history(folder.events), step, graph.name)
    return Card(
        name=graph.name,
        title=titles[graph.name],
        role=graph.role,
        model=record.model,
        plugin=record.plugin,
        plugin_version=record.plugin_version,
        run=folder.name,
        step=step,
        inputs=graph.inputs,
        output=graph.output,
        labels=labels,
        # Without a proof that a pixel depends on its neighbourhood alone.
        tiling="whole",
        siblings=siblings,
        metrics=tuple(Metric(**vars(one)) for one in measured),
        licence=wording.licence,
        data_note=wording.data_note,
        parity=exported.parity,
    )


def _preview(setup: Setup, graph: Graph) -> bytes | None:
    """Draw what the graph makes: samples, points, or pictures above translations."""
    on_cpu = Setup(**{**vars(setup), "device": torch.device("cpu")})
    if isinstance(graph.output, Points):
        return encode_png(_small(draw_points(on_cpu, graph)))
    if not isinstance(graph.output, Image):
        return None
    held_out = None
    first = graph.inputs[0]
    if isinstance(first, Image):
        if not setup.data.held_out.domains:
            return None
        pictures = SampleMaker(setup).held_out(first.domain)[:3].cpu()
        held_out = given_to(graph, pictures)
    count = 16 if held_out is None else len(held_out)
    with torch.no_grad():
        made = graph.module(*sample_inputs(on_cpu, graph, count, held_out)).numpy()
    if held_out is None:
        pixels = sheet(from_network(made))
    else:
        scale = graph.output.scale
        shown = held_out if scale == 1 else enlarge(held_out, scale)
        pairs = [from_network(shown.numpy()), from_network(made)]
        pixels = sheet(np.concatenate(pairs), columns=count)
    return encode_png(_small(pixels))


def _small(pixels: np.ndarray) -> np.ndarray:
    factor = PREVIEW_SIDE / max(pixels.shape[:2])
    if factor >= 1:
        return pixels
    height, width = (round(side * factor) for side in pixels.shape[:2])
    return resize(pixels, (height, width))
