"""Scores of a run's networks: pictures against training ones, names against labels."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import torch
from torch import nn

from ganstudio.api import Graph, Image, Label, Role, RunError
from ganstudio.core import paths
from ganstudio.core.data import Pictures
from ganstudio.core.images import from_network
from ganstudio.training.metrics import (
    Extractor,
    Protocol,
    Reference,
    Score,
    accuracy,
    load_extractor,
    measure,
)
from ganstudio.worker.samples import given_to, sample_inputs
from ganstudio.worker.setup import Setup, load_graphs
from ganstudio.worker.sources import read_spread, spread_numbers
from ganstudio.worker.streams import cut_of

DIGITS = tuple(map(str, range(10)))
INCEPTION = "weights-inception-2015-12-05-6726825d.pth"
"""The file of torch-fidelity's Inception, where a user has it."""
BATCH = 64
ACCURACY = "accuracy"
"""The one metric that is of classifiers, not of pictures."""


def features_for(asked: str, labels: tuple[str, ...], channels: int) -> str:
    """Resolve "auto": the digit classifier for grey digits, else EfficientNet-Lite0."""
    if asked != "auto":
        return asked
    return "digits" if labels == DIGITS and channels == 1 else "efficientnet-lite0"


def open_extractor(features: str, device: torch.device) -> Extractor:
    """Load the network whose features are compared.

    Raises:
        RunError: its weights are not there; the sentence says where they belong.
    """
    weights = paths.home() / "networks" / INCEPTION
    try:
        return load_extractor(
            features, paths.resources() / "networks", device, inception_weights=weights
        )
    except (OSError, ValueError) as error:
        raise RunError(str(error)) from error


class Scorer:
    """Scores a model's graphs that make pictures, each against training pictures.

    A generator's pictures are compared with the training set, a translator's with the
    training pictures of the side that it translates to. A classifier names held-out
    pictures.

    Args:
        setup: the run; its networks are not looked at.
        features: whose features count; "auto" is resolved.
        samples: pictures to draw, and the most training pictures to compare with.

    Raises:
        RunError: there is no data of pictures, or the weights of the features are
            not there.
    """

    def __init__(self, setup: Setup, features: str, samples: int) -> None:
        facts = setup.facts
        if not setup.data.train.domains:
            raise RunError(
                f"Model {setup.record.model} makes its own data, so there are no"
                " pictures to compare with: it cannot be measured."
            )
        self._setup, self._samples = setup, samples
        self._cut = cut_of(setup.config, facts)
        chosen = features_for(features, facts.labels, facts.channels)
        self.extractor = open_extractor(chosen, setup.device)
        self._references: dict[str, Reference] = {}

    def check(self, metrics: Sequence[str]) -> None:
        """Refuse early what cannot be measured.

        Raises:
            RunError: obedience to classes that no classifier here knows, or accuracy
                where the data has no classes.
        """
        facts = self._setup.facts
        if ACCURACY in metrics and not facts.labels:
            raise RunError(
                f"The data of model {self._setup.record.model} has no classes, so that"
                " no classifier's accuracy can be measured: choose another metric."
            )
        known = self.extractor.name == "digits" and facts.labels == DIGITS
        if "obedience" in metrics and not known:
            raise RunError(
                f"Obedience of model {self._setup.record.model} needs the classes 0 to"
                " 9 and features=digits, the one classifier that is here; this data has"
                f" {facts.classes} classes: choose fid or kid."
            )

    def scores(
        self, nets: Mapping[str, nn.Module], metrics: Sequence[str]
    ) -> Iterator[tuple[str, Score]]:
        """Score every graph over `nets`; yields "metric/graph" and the score.

        Raises:
            RunError: a metric is not defined for these pictures.
        """
        of_pictures = [name for name in metrics if name != ACCURACY]
        for graph in load_graphs(self._setup, nets):
            if graph.role is Role.CLASSIFIER and ACCURACY in metrics:
                yield f"{ACCURACY}/{graph.name}", self._accuracy(graph)
            if not isinstance(graph.output, Image) or not of_pictures:
                continue
            target = self._domain(graph.output)
            if target not in self._references:
                pictures = read_spread(self._pictures(target), self._samples, self._cut)
                self._references[target] = Reference.of(self.extractor, pictures)
            fake, labels = self._fake(graph)
            reference = self._references[target]
            try:
                found = measure(of_pictures, self.extractor, fake, reference, labels)
            except ValueError as error:
                raise RunError(f"{self._setup.record.model}: {error}") from error
            for score in found:
                yield f"{score.key}/{graph.name}", score

    def _accuracy(self, graph: Graph) -> Score:
        """Let a classifier name held-out pictures, spread evenly over all of them."""
        (pictures,) = self._setup.data.held_out.domains
        assert pictures.labels is not None
        numbers = spread_numbers(pictures, self._samples)
        truth = torch.from_numpy(pictures.labels[numbers])
        named = torch.cat(
            [
                graph.module(_scaled(x, self._setup.device)).cpu()
                for x in read_spread(pictures, self._samples, self._cut)
            ]
        )
        protocol = Protocol("held-out pictures", len(truth), None)
        return Score(ACCURACY, accuracy(named, truth), protocol)

    def _fake(self, graph: Graph) -> tuple[Iterator[torch.Tensor], torch.Tensor | None]:
        """Draw a graph's pictures in batches; and their classes, where it has some."""
        setup, count = self._setup, self._samples
        first = graph.inputs[0]
        if isinstance(first, Image):
            given = read_spread(self._pictures(self._domain(first)), count, self._cut)
            scaled = (_scaled(x, setup.device) for x in given)
            return (_drawn(graph, [given_to(graph, x)]) for x in scaled), None
        classes = [p.classes for p in graph.inputs if isinstance(p, Label)]
        inputs = sample_inputs(setup, graph, count)
        each = math.ceil(count / classes[0]) if classes else 0
        labels = torch.arange(count) // each if classes else None
        return (
            _drawn(graph, [x[i : i + BATCH] for x in inputs])
            for i in range(0, count, BATCH)
        ), labels

    def _domain(self, port: Image) -> str:
        return "b" if port.domain == "b" else "a"

    def _pictures(self, domain: str) -> Pictures:
        return self._setup.data.train.domains[-1 if domain == "b" else 0]


def _drawn(graph: Graph, inputs: list[torch.Tensor]) -> torch.Tensor:
    """Run a graph; uint8 (N, C, H, W) on the CPU."""
    made = from_network(graph.module(*inputs).float().cpu().numpy())
    return torch.from_numpy(made).permute(0, 3, 1, 2)


def _scaled(pictures: torch.Tensor, device: torch.device) -> torch.Tensor:
    return pictures.to(device).float().mul_(1 / 127.5).sub_(1)
