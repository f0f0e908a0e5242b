"""How well InfoGAN's kinds, which it found by itself, are the ten digits.

    ganstudio train infogan --data MNIST --preset quick --seed 0 --run info
    ganstudio export info --out exported --name info-generator,info-recogniser
    python tests/benchmarks/infogan_kinds.py exported --data MNIST --sheet kinds.png

Every kind draws 1,000 pictures, with z and the other codes of their priors; the digit
classifier that comes with the program (99.64 % on MNIST's test set) names them, and
each kind is given one digit so that most pictures agree (Kuhn and Munkres). The same
pairs of kind and digit then judge the recogniser on MNIST's test set. The sheet has a
row for each kind, along which the first continuous code goes from -1 to 1, then the
same for the second one.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from scipy.optimize import linear_sum_assignment

from ganstudio.api import Code, DataKind, Image, Latent
from ganstudio.core import latents, paths
from ganstudio.core.data import open_data
from ganstudio.core.images import encode_png, from_network, sheet, to_network
from ganstudio.inference import Model
from ganstudio.training.metrics import load_extractor

EACH = 1000
"""Pictures of a kind."""
COLUMNS = 11
"""Pictures of a row of the sheet."""


def draw(model: Model, count: int, seed: int, **fixed: np.ndarray) -> np.ndarray:
    """Pictures, float32 (N, C, S, S); codes that are not fixed come of their priors."""
    made = []
    for start in range(0, count, 250):
        size, inputs = min(250, count - start), {}
        for port in model.card.inputs:
            if port.name in fixed:
                inputs[port.name] = fixed[port.name][start : start + size]
            elif isinstance(port, Latent):
                inputs[port.name] = latents.draw(seed, size, port, start)
            elif isinstance(port, Code):
                inputs[port.name] = latents.code_rows(seed, size, port, start)
        made.append(model.run(inputs))
    return np.concatenate(made)


def one_hot(kind: int, code: Code, count: int) -> np.ndarray:
    return latents.label_rows([kind] * count, code.choices)


def agreement(model: Model, code: Code, seed: int) -> np.ndarray:
    """Digit of each kind; prints the share of pictures that agree."""
    classify = load_extractor(
        "digits", paths.resources() / "networks", torch.device("cpu")
    )
    counts = np.zeros((code.choices, 10), int)
    for kind in range(code.choices):
        chosen = {code.name: one_hot(kind, code, EACH)}
        pictures = from_network(draw(model, EACH, seed, **chosen))
        pixels = torch.from_numpy(pictures).permute(0, 3, 1, 2).contiguous()
        named = classify(pixels).logits.argmax(1)
        counts[kind] = np.bincount(named.numpy(), minlength=10)
    kinds, digits = linear_sum_assignment(-counts)
    for kind, digit in zip(kinds, digits, strict=True):
        share = counts[kind, digit] / EACH
        others = ", ".join(
            f"{d} {n / EACH:.1%}"
            for d, n in sorted(enumerate(counts[kind]), key=lambda pair: -pair[1])
            if n and d != digit
        )
        print(f"{code.name} {kind + 1}: digit {digit} {share:.1%}  ({others})")
    print(
        f"drawn pictures that agree: {counts[kinds, digits].sum() / counts.sum():.1%}"
    )
    return np.asarray(digits)


def recognise(model: Model, mnist: Path, digits: np.ndarray) -> None:
    held_out = open_data(DataKind.LABELLED, mnist).held_out.domains[0]
    pixels, labels = held_out.array, np.asarray(held_out.labels)
    assert pixels is not None
    right = 0
    (port,) = model.card.inputs
    assert isinstance(port, Image)
    for start in range(0, len(labels), 250):
        batch = pixels[start : start + 250, :, :, None]
        x = np.concatenate([to_network(one, port.channels) for one in batch])
        kinds = model.run({port.name: x}).argmax(1)
        right += int((digits[kinds] == labels[start : start + 250]).sum())
    print(f"test digits that the recogniser names: {right / len(labels):.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="generator and recogniser of a run")
    parser.add_argument("--data", type=Path, help="folder with MNIST")
    parser.add_argument("--sheet", type=Path, help="where to write the sheet")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    (path,) = args.folder.glob("*generator*.onnx")
    model = Model.open(path)
    codes = [port for port in model.card.inputs if isinstance(port, Code)]
    kind = next(code for code in codes if code.choices)
    digits = agreement(model, kind, args.seed)
    if args.data:
        (path,) = args.folder.glob("*recogniser*.onnx")
        recognise(Model.open(path), args.data, digits)
    if args.sheet:
        styles = [code for code in codes if not code.choices]
        (latent,) = (p for p in model.card.inputs if isinstance(p, Latent))
        z = latents.draw(args.seed, 1, latent).repeat(COLUMNS, 0)
        fixed = {code.name: np.zeros((COLUMNS, 1), np.float32) for code in styles}
        rows = []
        for swept in styles[:2]:
            along = np.linspace(swept.low, swept.high, COLUMNS, dtype=np.float32)
            rows += [
                draw(
                    model,
                    COLUMNS,
                    args.seed,
                    z=z,
                    **fixed | {swept.name: along[:, None]},
                    **{kind.name: one_hot(k, kind, COLUMNS)},
                )
                for k in range(kind.choices)
            ]
        pixels = sheet(from_network(np.concatenate(rows)), columns=COLUMNS)
        args.sheet.write_bytes(encode_png(pixels))


if __name__ == "__main__":
    main()
