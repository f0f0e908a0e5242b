"""A picture in tiles is the picture in one piece, whatever the network is made of."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onnx import helper, numpy_helper

from ganstudio.api import Image, InferenceError, Latent, Role
from ganstudio.core import paths
from ganstudio.core.images import Picture, read_picture
from ganstudio.core.model_file import Card, write_model_file
from ganstudio.core.paths import resources
from ganstudio.inference import (
    InferenceProcess,
    Model,
    Report,
    Stop,
    StoppedError,
    TranslateRequest,
    estimate_memory,
    seam,
    translate,
)
from ganstudio.inference.session import Session
from ganstudio.inference.streaming.halo import even

ANY = ["n", 3, "h", "w"]
Write = Callable[..., Path]
MODELS = resources() / "models"

LAYERS = (
    "conv",
    "mirrored conv",
    "dilated conv",
    "strided conv",
    "same conv",
    "small corners",
    "pool",
    "space to depth",
    "residual",
    "norm",
    "group norm",
    "written-out norm",
    "squeeze",
    "group norm in views",
    "layer norm in sums",
    "layer norm of places",
    "squeeze in views",
    "largest",
    "view",
    "crop",
    "size",
    "blocks in views",
    "leaky",
    "nearest",
    "linear",
    "corners",
    "transposed",
    "depth to space",
)
SHRINKING = (
    "small corners",
    "strided conv",
    "same conv",
    "pool",
    "space to depth",
    "blocks in views",
)
WIDTH = 4


def array(name: str, values: Any, dtype: Any = np.float32) -> onnx.TensorProto:
    return numpy_helper.from_array(np.asarray(values, dtype), name)


class Builder:
    """Stacks layers of four channels, as much smaller in the middle as they come."""

    def __init__(self, seed: int) -> None:
        self.seed, self.nodes, self.weights = seed, [], []
        self.scale, self.most, self.last = 1, 1, "image"

    def add(self, operator: str, *more: str, last: str | None = None, **kw: Any) -> str:
        made = f"t{len(self.nodes)}"
        before = self.last if last is None else last
        self.nodes.append(helper.make_node(operator, [before, *more], [made], **kw))
        self.last = made
        return made

    def constant(self, values: Any, dtype: Any = np.float32) -> str:
        name = f"c{len(self.weights)}"
        self.weights.append(array(name, values, dtype))
        return name

    def kernel(self, *shape: int) -> str:
        rng = np.random.default_rng(self.seed + len(self.weights))
        return self.constant(rng.standard_normal(shape) / np.sqrt(np.prod(shape[1:])))

    def per_channel(self, low: float, high: float, size: int = WIDTH) -> str:
        rng = np.random.default_rng(self.seed + len(self.weights))
        return self.constant(rng.uniform(low, high, size))

    def conv(self, inputs: int, outputs: int, **kw: Any) -> None:
        side = kw.pop("side", 3)
        self.add("Conv", self.kernel(outputs, inputs, side, side), **kw)

    def shrink(self, by: int = 2) -> None:
        self.scale *= by
        self.most = max(self.most, self.scale)

    def layer(self, kind: str) -> None:
        pads = [1, 1, 1, 1]
        if kind == "conv":
            self.conv(WIDTH, WIDTH, pads=pads)
        elif kind == "mirrored conv":
            self.mirror(2)
            self.conv(WIDTH, WIDTH, side=5)
        elif kind == "dilated conv":
            self.conv(WIDTH, WIDTH, dilations=[2, 2], pads=[2, 2, 2, 2])
        elif kind == "strided conv":
            self.conv(WIDTH, WIDTH, strides=[2, 2], pads=pads)
            self.shrink()
        elif kind == "same conv":
            self.conv(WIDTH, WIDTH, strides=[2, 2], auto_pad="SAME_UPPER")
            self.shrink()
        elif kind == "small corners":
            how = {"coordinate_transformation_mode": "align_corners"}
            half = self.constant([1, 1, 0.5, 0.5])
            self.add("Resize", "", half, mode="linear", **how)
            self.shrink()
        elif kind == "pool":
            self.add("AveragePool", kernel_shape=[2, 2], strides=[2, 2])
            self.shrink()
        elif kind == "space to depth":
            self.add("SpaceToDepth", blocksize=2)
            self.conv(4 * WIDTH, WIDTH, side=1)
            self.shrink()
        elif kind == "residual":
            before = self.last
            self.mirror(1)
            self.conv(WIDTH, WIDTH)
            self.norm()
            self.add("Relu")
            self.add("Add", before)
        elif kind == "norm":
            self.norm()
        elif kind == "group norm":
            self.add(
                "GroupNormalization",
                self.per_channel(0.5, 2, 2),
                self.per_channel(-1, 1, 2),
                num_groups=2,
            )
        elif kind == "written-out norm":
            self.written_out_norm()
        elif kind == "squeeze":
            before = self.last
            self.add("GlobalAveragePool")
            self.conv(WIDTH, WIDTH, side=1)
            self.add("Sigmoid")
            self.add("Mul", before)
        elif kind == "group norm in views":
            self.group_norm_in_views()
        elif kind == "layer norm in sums":
            self.written_out_norm([1, 2, 3])
        elif kind == "layer norm of places":
            self.layer_norm_of_places()
        elif kind == "squeeze in views":
            self.squeeze_in_views()
        elif kind == "largest":
            before = self.last
            self.add("GlobalMaxPool")
            self.add("Sigmoid")
            self.add("Mul", before)
        elif kind == "view":
            size = self.size()
            self.add("Reshape", self.constant([1, WIDTH, -1], np.int64))
            self.add("Reshape", size)
        elif kind == "crop":
            self.crop()
        elif kind == "size":
            before, size = self.last, self.size()
            self.add("AveragePool", kernel_shape=[2, 2], strides=[2, 2])
            self.add("Resize", "", "", size, mode="linear")
            self.add("Sub", before)
            self.most = max(self.most, 2 * self.scale)
        elif kind == "blocks in views":
            self.blocks_in_views()
            self.conv(4 * WIDTH, WIDTH, side=1)
            self.shrink()
        elif kind == "leaky":
            self.add("LeakyRelu", alpha=0.2)
        elif self.scale > 1:
            self.grow(kind)

    def mirror(self, by: int) -> None:
        pads = self.constant([0, 0, by, by, 0, 0, by, by], np.int64)
        self.add("Pad", pads, mode="reflect")

    def norm(self) -> None:
        gain, offset = self.per_channel(0.5, 2), self.per_channel(-1, 1)
        self.add("InstanceNormalization", gain, offset)

    def size(self) -> str:
        """Compute the size at hand, as exporters do; what was made last stays last."""
        before = self.last
        size, self.last = self.add("Shape"), before
        return size

    def group_norm_in_views(self) -> None:
        size, one, zero = self.size(), self.constant([1, 1]), self.constant([0, 0])
        self.add("Reshape", self.constant([0, 2, -1], np.int64))
        self.add("InstanceNormalization", one, zero)
        self.add("Reshape", size)
        for operator in ("Mul", "Add"):
            values = np.random.default_rng(self.seed).uniform(0.5, 2, (WIDTH, 1, 1))
            self.add(operator, self.constant(values))

    def layer_norm_of_places(self) -> None:
        self.add("Transpose", perm=[0, 2, 3, 1])
        before, gain = self.last, self.per_channel(0.5, 2)
        self.add("LayerNormalization", gain, self.per_channel(-1, 1), axis=-1)
        self.add("MatMul", self.kernel(WIDTH, WIDTH))
        self.add("Add", self.per_channel(-1, 1))
        self.add("Relu")
        self.add("Add", before)
        self.add("Transpose", perm=[0, 3, 1, 2])

    def squeeze_in_views(self) -> None:
        before, size = self.last, self.size()
        self.add("ReduceMean", self.constant([-2, -1], np.int64), keepdims=0)
        self.add("Gemm", self.kernel(WIDTH, WIDTH), transB=1)
        self.add("Sigmoid")
        self.add("Reshape", self.constant([1, WIDTH, 1, 1], np.int64))
        self.add("Expand", size)
        self.add("Mul", before)

    def crop(self) -> None:
        before, size = self.last, self.size()
        self.mirror(2)
        wide, places = self.last, self.constant([2, 3], np.int64)
        ends = self.add("Gather", places, last=size)
        self.add("Slice", self.constant([0, 0], np.int64), ends, places, last=wide)
        self.add("Sub", before)

    def blocks_in_views(self) -> None:
        before, size, two = self.last, self.size(), self.constant([2], np.int64)
        places = self.constant([2, 3], np.int64)
        sides = self.add("Gather", places, last=size)
        halves = self.add("Div", two, last=sides)
        height, width = (
            self.add("Gather", self.constant([i], np.int64), last=halves)
            for i in range(2)
        )
        channels = self.constant([1, WIDTH], np.int64)
        parts = [height, two, width, two]
        shape = self.add("Concat", *parts, last=channels, axis=0)
        more = self.constant([1, 4 * WIDTH], np.int64)
        after = self.add("Concat", height, width, last=more, axis=0)
        self.add("Reshape", shape, last=before)
        self.add("Transpose", perm=[0, 1, 3, 5, 2, 4])
        self.add("Reshape", after)

    def written_out_norm(self, over: tuple[int, ...] | list[int] = (2, 3)) -> None:
        axes = self.constant(list(over), np.int64)
        before = self.last
        mean = self.add("ReduceMean", axes)
        apart = self.add("Sub", mean, last=before)
        square = self.add("Mul", apart, last=apart)
        variance = self.add("ReduceMean", axes, last=square)
        raised = self.add("Add", self.constant([1e-5]), last=variance)
        spread = self.add("Sqrt", last=raised)
        self.add("Div", spread, last=apart)

    def grow(self, kind: str) -> None:
        scales = self.constant([1, 1, 2, 2])
        if kind == "nearest":
            how = {"coordinate_transformation_mode": "asymmetric"}
            self.add("Resize", "", scales, mode="nearest", nearest_mode="floor", **how)
        elif kind == "linear":
            self.add("Resize", "", scales, mode="linear")
        elif kind == "corners":
            how = {"coordinate_transformation_mode": "align_corners"}
            self.add("Resize", "", scales, mode="linear", **how)
        elif kind == "transposed":
            weight = self.kernel(WIDTH, WIDTH, 4, 4)
            self.add("ConvTranspose", weight, strides=[2, 2], pads=[1, 1, 1, 1])
        else:
            self.conv(WIDTH, 4 * WIDTH, side=1)
            self.add("DepthToSpace", blocksize=2)
        self.scale //= 2

    def finish(self, write: Write, name: str) -> Path:
        while self.scale > 1:
            self.grow("transposed")
        self.conv(WIDTH, 3, side=1)
        self.add("Tanh")
        self.nodes[-1].output[0] = "result"
        return write(
            name,
            self.nodes,
            self.weights,
            [Image(multiple_of=self.most, minimum=8 * self.most)],
            Image(name="result"),
            [ANY, ANY],
        )


def network(write: Write, layers: list[str], seed: int = 0) -> Path:
    builder = Builder(seed)
    builder.mirror(3)
    builder.conv(3, WIDTH, side=7)
    for kind in layers:
        if builder.scale < 8 or kind not in SHRINKING:
            builder.layer(kind)
    return builder.finish(write, f"random{abs(hash((tuple(layers), seed)))}")


def photo(height: int, width: int, dtype: str = "uint16") -> Picture:
    """Smooth with some noise, and darker to one side: tiles differ in their means."""
    rng = np.random.default_rng(height * 1000 + width)
    y, x = np.mgrid[:height, :width]
    wave = np.sin(y / 9)[..., None] + np.cos(x / 13)[..., None] + x[..., None] / width
    values = wave + rng.normal(0, 0.3, (height, width, 3))
    values = (values - values.min()) / np.ptp(values)
    return Picture((values * np.iinfo(dtype).max).astype(dtype))


def in_tiles(
    path: Path, picture: Picture, tile: int, **kw: Any
) -> tuple[Picture, Report]:
    reports: list[Report] = []
    model = Model.open(path, threads=1)
    made = translate(model, picture, tile=tile, reported=reports.append, **kw)
    return made, reports[0]


def whole(path: Path, picture: Picture, **kw: Any) -> Picture:
    return translate(Model.open(path, threads=1), picture, tile="off", **kw)


def psnr(one: Picture, other: Picture) -> float:
    apart = one.pixels.astype(np.float64) - other.pixels
    top = np.iinfo(one.pixels.dtype).max
    return float(10 * np.log10(top**2 / max((apart**2).mean(), 1e-9)))


@given(
    layers=st.lists(st.sampled_from(LAYERS), min_size=1, max_size=6),
    height=st.integers(40, 130),
    width=st.integers(40, 130),
    tile=st.sampled_from([16, 32, 48]),
    seed=st.integers(0, 100),
)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_network_in_tiles_makes_what_it_makes_of_the_whole(
    write: Write, layers: list[str], height: int, width: int, tile: int, seed: int
) -> None:
    path = network(write, layers, seed)
    picture = photo(height, width)
    made, report = in_tiles(path, picture, tile)
    assert report.way == "tiles"
    assert psnr(made, whole(path, picture)) > 55


@pytest.mark.parametrize("kind", LAYERS)
def test_each_layer_in_tiles_makes_what_it_makes_of_the_whole(
    write: Write, kind: str
) -> None:
    path, picture = (
        network(write, ["conv", "pool", kind, "leaky", kind]),
        photo(101, 87),
    )
    made, _ = in_tiles(path, picture, 32)
    assert psnr(made, whole(path, picture)) > 70


def test_a_norm_of_groups_leaves_no_seam(write: Write) -> None:
    layers = ["group norm in views", "residual", "group norm in views"]
    path, picture = network(write, layers), photo(400, 600)
    made, report = in_tiles(path, picture, 128)
    assert report.passes == 4
    assert psnr(made, whole(path, picture)) > 70
    assert report.seam == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("name", ["desert-to-snow", "photo-to-ukiyoe"])
def test_a_demo_model_in_tiles_cannot_be_told_from_the_whole(name: str) -> None:
    path, picture = MODELS / f"{name}.onnx", photo(150, 211, "uint8")
    made, report = in_tiles(path, picture, 64)
    assert psnr(made, whole(path, picture)) > 55
    assert report.passes == 18
    assert report.tile is not None
    assert max(report.tile) <= 64
    assert report.seam is not None
    assert report.scratch > 0


def test_without_norms_tiles_are_the_same_bits_in_one_pass(write: Write) -> None:
    layers = ["mirrored conv", "strided conv", "leaky", "pool", "linear", "nearest"]
    path, picture = network(write, layers), photo(99, 121)
    made, report = in_tiles(path, picture, 32)
    assert report.passes == 1
    assert report.scratch == 0
    apart = made.pixels.astype(int) - whole(path, picture).pixels
    assert np.abs(apart).max() <= 1


def test_alpha_and_bits_of_super_resolution_in_tiles(doubler: Path) -> None:
    plain = photo(37, 50)
    alpha = np.linspace(0, 65535, 37 * 50).reshape(37, 50).astype(np.uint16)
    picture = Picture(plain.pixels, alpha)
    made, report = in_tiles(doubler, picture, 16)
    assert report.tiles == 12
    expected = whole(doubler, picture)
    assert np.array_equal(made.pixels, expected.pixels)
    assert np.array_equal(made.alpha, expected.alpha)


def test_a_latent_and_a_label_reach_every_tile(write: Write) -> None:
    nodes = [
        helper.make_node("Gemm", ["z", "w"], ["style"]),
        helper.make_node("Reshape", ["style", "shape"], ["factors"]),
        helper.make_node("InstanceNormalization", ["image", "one", "zero"], ["even"]),
        helper.make_node("Mul", ["even", "factors"], ["result"]),
    ]
    rng = np.random.default_rng(0)
    weights = [
        array("w", rng.standard_normal((5, 3)) / 4),
        array("shape", [-1, 3, 1, 1], np.int64),
        array("one", [1, 1, 1]),
        array("zero", [0, 0, 0]),
    ]
    ports = [Image(), Latent(size=5)]
    shapes = [ANY, ["n", 5], ANY]
    path = write("styled", nodes, weights, ports, Image(name="result"), shapes)
    picture = photo(60, 70)
    made, _ = in_tiles(path, picture, 16, seed=3)
    assert psnr(made, whole(path, picture, seed=3)) > 55
    assert psnr(made, whole(path, picture, seed=4)) < 40


def test_distances_from_one_mean_are_summed_up_over_another_range(write: Write) -> None:
    """It looks like the variance of all channels, and is not: their means differ."""
    axes = [array("places", [2, 3], np.int64), array("all", [1, 2, 3], np.int64)]
    shift = array("shift", np.array([0, 3, -5]).reshape(3, 1, 1))
    nodes = [
        helper.make_node("Add", ["image", "shift"], ["apart"]),
        helper.make_node("ReduceMean", ["apart", "places"], ["mean"]),
        helper.make_node("Sub", ["apart", "mean"], ["distance"]),
        helper.make_node("Mul", ["distance", "distance"], ["square"]),
        helper.make_node("ReduceMean", ["square", "all"], ["spread"]),
        helper.make_node("Mul", ["image", "spread"], ["result"]),
    ]
    weights = [*axes, shift]
    path = write("mixed", nodes, weights, [Image()], Image(name="result"), [ANY, ANY])
    picture = photo(60, 70)
    made, _ = in_tiles(path, picture, 16)
    assert psnr(made, whole(path, picture)) > 70


@pytest.mark.parametrize("opset", [11, 13, 17, 20])
def test_other_versions_of_the_operators(tmp_path: Path, opset: int) -> None:
    builder = Builder(1)
    builder.mirror(1)
    builder.conv(3, WIDTH)
    builder.norm()
    builder.layer("strided conv")
    builder.norm()
    path = versioned(builder, tmp_path, opset)
    picture = photo(90, 70)
    made, report = in_tiles(path, picture, 32)
    assert report.passes == 3
    assert psnr(made, whole(path, picture)) > 55


def test_too_old_operators_are_refused_with_a_reason(tmp_path: Path) -> None:
    path = versioned(Builder(1), tmp_path, 9)
    with pytest.raises(InferenceError, match=r"version 9 of ONNX's operators"):
        in_tiles(path, photo(40, 40), 16)


def versioned(builder: Builder, folder: Path, opset: int) -> Path:
    """Write a model in another version of the operators."""

    def write(
        name: str,
        nodes: list[onnx.NodeProto],
        weights: list[onnx.TensorProto],
        inputs: list[Any],
        output: Any,
        shapes: list[list[Any]],
    ) -> Path:
        values = [
            helper.make_tensor_value_info(port.name, onnx.TensorProto.FLOAT, shape)
            for port, shape in zip((*inputs, output), shapes, strict=True)
        ]
        graph = helper.make_graph(nodes, name, values[:1], values[1:], weights)
        opsets = [helper.make_opsetid("", opset)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
        card = Card(
            name=name,
            role=Role.TRANSLATOR,
            model="toy",
            inputs=tuple(inputs),
            output=output,
        )
        return write_model_file(folder / f"{name}.onnx", model, card).path

    if builder.last == "image":
        builder.conv(3, WIDTH, side=1)
    return builder.finish(write, f"version{opset}")


def refused(write: Write, name: str, *nodes: onnx.NodeProto) -> Path:
    weights = [
        array("pads", [0, 0, 1, 1, 0, 0, 1, 1], np.int64),
        array("shape", [1, 3, -1], np.int64),
        array("twice", [1, 1, 2, 2]),
        array("half", [1, 1, 0.5, 0.5]),
        array("shade", np.zeros((1, 1, 40, 40))),
        array("two", [2, 3], np.int64),
    ]
    used = {n for node in nodes for n in node.input}
    return write(
        name,
        [*nodes, helper.make_node("Tanh", ["last"], ["result"])],
        [w for w in weights if w.name in used],
        [Image(multiple_of=2, minimum=8)],
        Image(name="result"),
        [ANY, ANY],
    )


def flat(made: str) -> list[onnx.NodeProto]:
    return [
        helper.make_node("Shape", ["image"], ["size"]),
        helper.make_node("Reshape", ["image", "shape"], ["rows"]),
        helper.make_node("Softmax", ["rows"], ["shares"]),
        helper.make_node("Reshape", ["shares", "size"], [made]),
    ]


REFUSED = {
    "attention": (
        [
            helper.make_node("Transpose", ["image"], ["turned"], perm=[0, 1, 3, 2]),
            helper.make_node("MatMul", ["image", "turned"], ["all"]),
            helper.make_node("MatMul", ["all", "image"], ["last"]),
        ],
        "turns the picture's axes",
    ),
    "flat": (flat("last"), "reshapes the picture"),
    "corners": (
        [
            helper.make_node("Resize", ["image", "", "half"], ["small"], mode="linear"),
            helper.make_node(
                "Resize",
                ["small", "", "twice"],
                ["last"],
                mode="cubic",
                coordinate_transformation_mode="align_corners",
            ),
        ],
        "places pixels by the whole size",
    ),
    "shade": (
        [helper.make_node("Add", ["image", "shade"], ["last"])],
        r"joins the picture with values of shape \(1, 1, 40, 40\)",
    ),
    "wrap": (
        [
            helper.make_node("Pad", ["image", "pads"], ["wide"], mode="wrap"),
            helper.make_node("AveragePool", ["wide"], ["last"], kernel_shape=[3, 3]),
        ],
        "takes the other side of the picture",
    ),
}


@pytest.mark.parametrize("name", list(REFUSED))
def test_what_cannot_be_run_in_tiles_says_why(write: Write, name: str) -> None:
    nodes, words = REFUSED[name]
    model = Model.open(refused(write, f"refused-{name}", *nodes), threads=1)
    picture = photo(40, 40)
    with pytest.raises(InferenceError, match=f"cannot be run in tiles.*{words}"):
        translate(model, picture, tile=16)
    # In one piece it works, by itself; and where it does not fit, it says both.
    translate(model, picture)
    with pytest.raises(InferenceError, match=f"{words}.*close other programs"):
        translate(model, picture, memory_limit=1000)


def test_auto_takes_tiles_only_where_the_whole_does_not_fit(painter: Path) -> None:
    model, picture = Model.open(painter, threads=1), photo(600, 1200)
    reports: list[Report] = []
    need = estimate_memory(model, 600, 1200)
    expected = translate(model, picture, memory_limit=need, reported=reports.append)
    limit = need * 2 // 3
    made = translate(model, picture, memory_limit=limit, reported=reports.append)
    assert [report.way for report in reports] == ["whole", "tiles"]
    assert psnr(made, expected) > 55
    assert "GB are free" in reports[1].reason


def test_openvino_leaves_tiles_to_the_other_backend(painter: Path) -> None:
    pytest.importorskip("openvino")
    reports: list[Report] = []
    model = Model.open(painter, threads=1, provider="openvino")
    picture = photo(64, 64)
    made = translate(model, picture, tile=16, reported=reports.append)
    assert psnr(made, whole(painter, picture)) > 55
    assert reports[0].provider == "cpu"
    assert "instead of openvino" in reports[0].reason


def test_stop_acts_within_a_tile(painter: Path) -> None:
    stop, seen = Stop(), list[float]()

    def progress(part: float) -> None:
        seen.append(part)
        if part > 0.3:
            stop.set()

    model = Model.open(painter, threads=1)
    with pytest.raises(StoppedError):
        translate(model, photo(200, 200), tile=32, progress=progress, stop=stop)
    assert [part > 0.3 for part in seen].count(True) == 1
    assert not list(paths.cache_dir().iterdir())


def test_progress_rises_with_every_tile(painter: Path) -> None:
    seen: list[float] = []
    model = Model.open(painter, threads=1)
    translate(model, photo(128, 128), tile=32, progress=seen.append)
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0.0, 1.0)
    assert len(set(seen)) >= 3 * 16


def fail_above(monkeypatch: pytest.MonkeyPatch, numbers: int) -> list[int]:
    """Let runs with a larger input run out of memory; returns the sizes that ran."""
    real, ran = Session.run_all, list[int]()

    def run_all(self: Session, inputs: Any, stop: Stop | None) -> Any:
        largest = max(value.size for value in inputs.values())
        if largest > numbers:
            raise RuntimeError("Failed to allocate memory for requested buffer")
        ran.append(largest)
        return real(self, inputs, stop)

    monkeypatch.setattr(Session, "run_all", run_all)
    return ran


def test_tiles_are_halved_where_memory_runs_out(
    painter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = photo(240, 240)
    expected = whole(painter, picture)
    # The first pass reads three channels; the last, sixteen at half size, is larger.
    ran = fail_above(monkeypatch, 3 * 130 * 130)
    made, report = in_tiles(painter, picture, 120)
    assert psnr(made, expected) > 55
    assert report.tile is not None
    assert max(report.tile) <= 60
    # The passes before kept their tiles of 120 px: 4 and 4, and 16 of the last.
    assert len(ran) == report.tiles == 4 + 4 + 16


def test_memory_for_not_even_the_smallest_tile_is_a_sentence(
    painter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_above(monkeypatch, 10)
    with pytest.raises(InferenceError, match="ran out of memory even with tiles of"):
        in_tiles(painter, photo(64, 64), 32)


def test_a_full_disk_is_a_sentence_before_the_work_begins(
    painter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tempfile.gettempdir())._replace(free=10**6)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(InferenceError, match=r"needs about .* GB for a while in"):
        in_tiles(painter, photo(64, 64), 32)


def test_a_disk_that_fills_up_is_a_sentence_and_leaves_nothing(
    painter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def __init__(self) -> None:
            self.closed = False

        def seek(self, _: int) -> None: ...

        def write(self, _: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        def fileno(self) -> int:
            return 0

        def close(self) -> None:
            self.closed = True

    files: list[Full] = []

    def temporary(**_: object) -> Full:
        files.append(Full())
        return files[-1]

    monkeypatch.setattr(tempfile, "TemporaryFile", temporary)
    with pytest.raises(InferenceError, match="free some space"):
        in_tiles(painter, photo(64, 64), 32)
    assert all(file.closed for file in files)


@pytest.mark.parametrize(
    ("factor", "shift"),
    [(1e6, 0.0), (1.0, 3000.0), (1.0, 80.0), (1e-6, 0.0), (1e-3, 1.0)],
)
def test_values_that_float16_does_not_hold(
    write: Write, factor: float, shift: float
) -> None:
    """A norm brings back what went beyond the range, or hardly varies at all."""
    builder = Builder(0)
    builder.conv(3, WIDTH, side=3, pads=[1, 1, 1, 1])
    builder.norm()
    builder.shrink()
    builder.conv(WIDTH, WIDTH, side=3, pads=[1, 1, 1, 1], strides=[2, 2])
    builder.add("Mul", builder.constant([factor]))
    builder.add("Add", builder.constant([shift]))
    gain, offset = builder.per_channel(0.5, 2), builder.per_channel(-1, 1)
    builder.add("InstanceNormalization", gain, offset, epsilon=1e-14)
    name = f"range{factor}{shift}".replace(".", "_")
    path, picture = builder.finish(write, name), photo(90, 110)
    made, _ = in_tiles(path, picture, 32)
    assert psnr(made, whole(path, picture)) > 50


def test_values_that_are_no_numbers_are_a_sentence(write: Write) -> None:
    nodes = [
        helper.make_node("Log", ["image"], ["broken"]),
        helper.make_node(
            "InstanceNormalization", ["broken", "one", "zero"], ["result"]
        ),
    ]
    weights = [array("one", [1, 1, 1]), array("zero", [0, 0, 0])]
    path = write("broken", nodes, weights, [Image()], Image(name="result"), [ANY, ANY])
    with pytest.raises(InferenceError, match="not finite on this picture"):
        in_tiles(path, photo(40, 40), 16)


@pytest.mark.parametrize("tile", [15, 0, -64, True, "some"])
def test_a_wrong_tile_gets_a_sentence(painter: Path, tile: Any) -> None:
    with pytest.raises(InferenceError, match="Tiles must be auto, off, or at least 16"):
        translate(Model.open(painter, threads=1), photo(20, 20), tile=tile)


def test_a_child_tells_what_is_done_and_how_it_was_done(painter: Path) -> None:
    seen: list[tuple[str, float]] = []
    picture = photo(700, 700)
    with InferenceProcess(
        threads=1, progressed=lambda ticket, part: seen.append((ticket.channel, part))
    ) as process:
        ticket = process.submit(TranslateRequest(painter, picture, tile=32), "file 1")
        answer = process.answer(ticket, 60)
    assert answer is not None
    assert answer.error is None
    assert answer.report is not None
    assert answer.report.way == "tiles"
    assert answer.report.tile == (32, 32)
    parts = [part for channel, part in seen if channel == "file 1"]
    assert len(parts) == len(seen) > 1
    assert parts == sorted(parts)


@given(st.integers(1, 5000), st.integers(1, 900), st.sampled_from([1, 2, 4, 8, 32]))
def test_tiles_are_even(places: int, tile: int, stride: int) -> None:
    ends = even(places, tile, stride, stride)
    sides = np.diff(ends)
    assert (ends[0], ends[-1]) == (0, places)
    assert all(end % stride == 0 for end in ends[:-1])
    if places >= stride:
        assert min(sides) >= stride
        assert max(sides) - min(sides) < 2 * stride
        assert max(sides) < max(tile, stride) + 2 * stride


def test_the_seam_meter_sees_tiles_of_other_colour_and_nothing_else() -> None:
    noise = photo(120, 160, "uint8").pixels
    assert seam(noise, [40, 80], [53, 106]) == pytest.approx(1, abs=0.05)
    shifted = noise.astype(int)
    shifted[40:80] += 12
    jumps = seam(np.clip(shifted, 0, 255).astype(np.uint8), [40, 80], [])
    assert jumps is not None
    assert jumps > 1.15
    assert seam(noise, [], []) is None
    assert seam(np.full_like(noise, 7), [40], []) is None


@pytest.mark.parametrize("name", ["coast", "forest", "mountains"])
def test_the_seam_meter_on_a_photograph(name: str) -> None:
    before = read_picture(resources() / "images" / f"{name}.jpg").pixels
    made = (255 * (before / 255) ** 0.6).astype(np.uint8)  # of another contrast
    middle, third = len(before) // 2, before.shape[1] // 3
    assert seam(made, [middle], [third], before) == pytest.approx(1, abs=0.02)
    deep = made.astype(np.uint16) * 257
    assert seam(deep, [middle], [third], before) == pytest.approx(
        seam(made, [middle], [third], before), abs=0.01
    )
    made[:middle, :third] += 3 * (made[:middle, :third] < 250).astype(np.uint8)
    found = seam(made, [middle], [third], before)
    assert found is not None
    assert found > 1.2
