"""Weights of the published CycleGAN code become model files that compute the same."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from ganstudio.api import ModelFileError
from ganstudio.app.importing import Imported, import_model
from ganstudio.core.images import to_network
from ganstudio.inference import Model
from ganstudio.worker.weights.resnet_generator import read_weights, rebuild


class Block(nn.Module):
    def __init__(self, width: int, norm: type[nn.Module], dropout: bool) -> None:
        super().__init__()
        middle = [nn.Dropout(0.5)] if dropout else []
        self.conv_block = nn.Sequential(
            nn.ReflectionPad2d(1), nn.Conv2d(width, width, 3), norm(width), nn.ReLU(),
            *middle,
            nn.ReflectionPad2d(1), nn.Conv2d(width, width, 3), norm(width),
        )  # fmt: skip

    def forward(self, x):
        return x + self.conv_block(x)


class Published(nn.Module):
    """A small generator with the numbers of the published layout."""

    def __init__(self, blocks=2, norm=nn.InstanceNorm2d, dropout=False, width=4):
        super().__init__()
        w = width
        self.model = nn.Sequential(
            nn.ReflectionPad2d(3), nn.Conv2d(3, w, 7), norm(w), nn.ReLU(),
            nn.Conv2d(w, 2 * w, 3, 2, 1), norm(2 * w), nn.ReLU(),
            nn.Conv2d(2 * w, 4 * w, 3, 2, 1), norm(4 * w), nn.ReLU(),
            *(Block(4 * w, norm, dropout) for _ in range(blocks)),
            nn.ConvTranspose2d(4 * w, 2 * w, 3, 2, 1, 1), norm(2 * w), nn.ReLU(),
            nn.ConvTranspose2d(2 * w, w, 3, 2, 1, 1), norm(w), nn.ReLU(),
            nn.ReflectionPad2d(3), nn.Conv2d(w, 3, 7), nn.Tanh(),
        )  # fmt: skip

    def forward(self, x):
        return self.model(x)


def noisy(net: nn.Module) -> nn.Module:
    """Give every norm statistics and weights of its own."""
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.running_mean, -0.2, 0.2)
            nn.init.uniform_(module.running_var, 0.5, 2)
            nn.init.uniform_(module.weight, 0.5, 2)
    return net.eval()


@pytest.mark.parametrize(
    ("blocks", "norm", "dropout"),
    [
        (2, nn.InstanceNorm2d, False),
        (3, nn.InstanceNorm2d, True),
        (1, nn.BatchNorm2d, False),
    ],
)
def test_a_rebuilt_generator_computes_the_same(blocks, norm, dropout):
    torch.manual_seed(3)
    net = noisy(Published(blocks, norm, dropout))
    weights = {f"module.{name}": value for name, value in net.state_dict().items()}
    x = torch.rand(2, 3, 20, 24) * 2 - 1
    with torch.no_grad():
        assert torch.equal(rebuild(weights, "net.pth")(x), net(x))


def test_running_statistics_of_old_instance_norms_are_left_out():
    net = Published()
    weights = dict(net.state_dict())
    weights["model.2.running_mean"] = torch.full((4,), 9.0)
    weights["model.2.running_var"] = torch.full((4,), 9.0)
    x = torch.rand(1, 3, 16, 16)
    with torch.no_grad():
        assert torch.equal(rebuild(weights, "net.pth")(x), net.eval()(x))


def test_a_file_of_weights_becomes_a_model_that_computes_the_same(tmp_path: Path):
    torch.manual_seed(4)
    net = noisy(Published())
    path = tmp_path / "latest_net_G_A.pth"
    torch.save(net.state_dict(), path)
    made = import_model(path, Imported(title="Horse to zebra"))
    assert made.path.name == "latest_net_g_a.onnx"
    assert made.card.title == "Horse to zebra"
    assert made.card.parity < 1e-3
    assert made.preview is not None
    x = to_network(np.random.default_rng(0).integers(0, 256, (32, 40, 3), np.uint8), 3)
    with torch.no_grad():
        wanted = net(torch.from_numpy(x)).numpy()
    assert np.abs(Model.open(made.path).run({"picture": x}) - wanted).max() < 1e-3


def test_other_weights_and_other_files_are_refused(tmp_path: Path):
    with pytest.raises(ModelFileError, match="does not hold a CycleGAN generator"):
        rebuild({"conv.weight": torch.zeros(1)}, "vgg.pth")
    weights = dict(Published().state_dict())
    weights["model.1.weight"] = torch.zeros(8, 3, 7, 7)
    with pytest.raises(ModelFileError, match="not a CycleGAN generator of the common"):
        rebuild(weights, "odd.pth")
    text = tmp_path / "notes.pth"
    text.write_text("hello")
    with pytest.raises(ModelFileError, match=r"notes\.pth could not be read"):
        read_weights(str(text))
    with pytest.raises(ModelFileError, match="does not exist"):
        read_weights(str(tmp_path / "absent.pth"))


class Evil:
    def __reduce__(self):
        return print, ("code ran",)


def test_code_in_a_file_is_not_run(tmp_path: Path, capfd):
    path = tmp_path / "evil.pth"
    path.write_bytes(pickle.dumps({"model.1.weight": Evil()}))
    with pytest.raises(ModelFileError, match="weights alone"):
        import_model(path, Imported())
    assert "code ran" not in capfd.readouterr().out
