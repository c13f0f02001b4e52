import pytest
import torch

from movierec_gui.data.features import training_data
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.models import ARCHITECTURES, architecture
from movierec_gui.models.base import PREDICTION
from movierec_gui.models.outline import network_outline


def build(dataset, name, preset=""):
    entry = architecture(name)
    config = entry.preset(preset).model if preset else entry.presets[0].model
    data = training_data(dataset, split_ratings(dataset, SplitConfig()))
    return entry.build(config, data, torch.Generator().manual_seed(0))


@pytest.mark.parametrize("name", [entry.name for entry in ARCHITECTURES])
def test_every_learned_number_is_listed_once(tiny_dataset, name):
    model = build(tiny_dataset, name)
    layers = network_outline(model)
    assert layers[-1].name == PREDICTION
    assert layers[-1].width == 1
    assert sum(layer.parameters for layer in layers) == model.n_parameters()


@pytest.mark.parametrize("name", [entry.name for entry in ARCHITECTURES])
def test_inputs_are_earlier_layers(tiny_dataset, name):
    earlier = set()
    for layer in network_outline(build(tiny_dataset, name)):
        assert set(layer.inputs) <= earlier
        earlier.add(layer.name)


def test_a_chain_names_what_lies_between(tiny_dataset):
    layers = {layer.name: layer for layer in network_outline(build(tiny_dataset, "lstm"))}
    assert layers["embeddings"].inputs == ()
    assert {weight.shape for weight in layers["embeddings"].weights} == {(40, 50), (60, 50)}
    assert layers["hidden"].inputs == ("embeddings",)
    assert layers["normalised"].inputs == ("hidden",)
    assert layers[PREDICTION].inputs == ("normalised",)
    assert layers["hidden"].width == 50


def test_two_branches_meet(tiny_dataset):
    layers = {layer.name: layer for layer in network_outline(build(tiny_dataset, "wide-deep"))}
    assert layers["wide"].inputs == ()
    assert layers["deep"].inputs == ("embeddings",)
    assert set(layers[PREDICTION].inputs) == {"deep", "wide"}


@pytest.mark.parametrize(
    ("name", "shapes"),
    [("global-mean", [()]), ("biases", [(), (40, 1), (60, 1)]), ("vbfm", [(), (40, 25), (60, 25)])],
)
def test_what_is_inferred_without_gradients_counts_as_well(tiny_dataset, name, shapes):
    model = build(tiny_dataset, name)
    listed = [weight.shape for layer in network_outline(model) for weight in layer.weights]
    assert sorted(listed, key=len) == sorted(shapes, key=len)
    assert model.n_parameters() == sum(layer.parameters for layer in network_outline(model))
    assert not any(buffer.requires_grad for buffer in model.buffers())
