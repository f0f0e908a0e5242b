"""Cards and ports that contradict themselves are refused by name."""

import dataclasses
from types import ModuleType

import pytest
from pydantic import TypeAdapter, ValidationError

from ganstudio import api
from ganstudio.api import (
    Code,
    Config,
    DataKind,
    Graph,
    Hooks,
    Image,
    Label,
    Latent,
    ModelSpec,
    Points,
    Port,
    Role,
    Scores,
    SpecError,
)

GOOD = ModelSpec(
    id="toy",
    title="Toy",
    summary="A toy.",
    data=DataKind.IMAGES,
    config=Config,
    build="toys.networks:build",
    train="toys.train:train",
    graphs="toys.networks:graphs",
    presets={"quick": {"steps": 5}},
)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"id": "My Toy"}, "id must be"),
        ({"title": ""}, "title and summary"),
        ({"config": dict}, "subclass of ganstudio.api.Config"),
        ({"build": "toys.networks.build"}, "build must be 'module:function'"),
        ({"graphs": None}, "graphs must be 'module:function'"),
        ({"presets": {"quick": {"stesp": 5}}}, "did you mean steps"),
        ({"presets": {"quick": {"steps": 0}}}, "steps: input should be"),
    ],
)
def test_a_card_that_contradicts_itself_is_refused_by_name(change, sentence):
    with pytest.raises(SpecError, match=sentence) as caught:
        dataclasses.replace(GOOD, **change)
    assert repr(change.get("id", "toy")) in str(caught.value)


def test_a_card_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        GOOD.id = "other"
    with pytest.raises(TypeError):
        GOOD.presets["quick"]["steps"] = 6


def test_a_model_that_optimises_needs_no_graphs():
    assert dataclasses.replace(GOOD, kind="optimise", graphs=None).graphs is None


IMAGE, Z = Image(multiple_of=4), Latent(size=8)
OUT = Image(name="out")


@pytest.mark.parametrize(
    ("role", "inputs", "output"),
    [
        (Role.GENERATOR, (Z,), IMAGE),
        (Role.GENERATOR, (Z, Label(classes=10), Code(name="c")), Points()),
        (Role.TRANSLATOR, (IMAGE,), OUT),
        (Role.ENCODER, (IMAGE,), Z),
        (Role.CLASSIFIER, (IMAGE,), Scores(classes=10)),
    ],
)
def test_ports_that_fit_a_role_are_taken(role, inputs, output):
    graph = Graph("g", role, None, inputs, output)
    assert graph.inputs == inputs


@pytest.mark.parametrize(
    ("role", "inputs", "output", "sentence"),
    [
        (Role.GENERATOR, (IMAGE,), OUT, "do not fit a generator: image -> image"),
        (Role.TRANSLATOR, (Z, IMAGE), OUT, "first input of a translator"),
        (Role.TRANSLATOR, (IMAGE,), Z, "do not fit a translator"),
        (Role.TRANSLATOR, (IMAGE,), IMAGE, "names must differ"),
        (Role.GENERATOR, (), IMAGE, "at least one input"),
    ],
)
def test_ports_that_do_not_fit_a_role_are_refused(role, inputs, output, sentence):
    with pytest.raises(SpecError, match=sentence):
        Graph("g", role, None, inputs, output)


def test_a_graphs_name_is_fit_for_a_file():
    with pytest.raises(SpecError, match="name must be made of"):
        Graph("A to B", Role.GENERATOR, None, (Z,), IMAGE)


def test_every_port_comes_back_from_json_as_what_it_was():
    adapter = TypeAdapter(Port)
    for port in (
        Z,
        Label(classes=3),
        Code(name="c", choices=4),
        IMAGE,
        Scores(classes=2),
        Points(),
    ):
        assert adapter.validate_json(adapter.dump_json(port)) == port


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Code(name="c", choices=1),
        lambda: Code(name="c", low=1, high=1),
        lambda: Image(range=(1, -1)),
        lambda: Image(size=(0, 3)),
        lambda: Latent(size=0),
    ],
)
def test_a_port_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValidationError):
        wrong()


def test_every_public_name_is_exported_once():
    public = {
        name
        for name, value in vars(api).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert set(api.__all__) == public
    assert len(set(api.__all__)) == len(api.__all__)


def test_the_hooks_are_the_documented_ones():
    hooks = [name for name in vars(Hooks) if not name.startswith("_")]
    assert hooks == ["register_models"]
    assert Hooks.register_models.__doc__
