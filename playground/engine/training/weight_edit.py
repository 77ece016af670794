"""Single weights and biases of dense layers, set by hand during a run."""

from torch import Tensor, nn

from playground.engine.events.weights import WeightPlace
from playground.engine.training.session import Session


def set_weight(session: Session, place: WeightPlace, value: float) -> str:
    """Set a weight, and its average where that is what is evaluated.

    Momenta stay, except those of optimizers that average the weights themselves: these start over.

    Returns:
        What changed, in words; empty where there is no such weight, or it has this value.
    """
    weight = _weight(session, place)
    if weight is None:
        return ""
    before = float(weight)
    weight.fill_(value)
    if float(weight) == before:
        return ""
    session.gradients.weights_replaced()
    if session.average.vector is not None:
        session.average.vector[weight.storage_offset() - session.theta.storage_offset()] = value
    if session.stepper.shows_average:
        session.stepper.reset()
    return f"{session.titles[place.node]} {place.name} {before:.3g} → {value:.3g}"


def _weight(session: Session, place: WeightPlace) -> Tensor | None:
    """Return a weight as a view of the parameters; None where there is no such weight."""
    try:
        module = session.network.module_of(place.node)
    except KeyError:
        return None
    if not isinstance(module, nn.Linear) or not 0 <= place.unit < module.out_features:
        return None
    if place.source is None:
        return None if module.bias is None else module.bias.detach()[place.unit]
    inside = 0 <= place.source < module.in_features
    return module.weight.detach()[place.unit, place.source] if inside else None
