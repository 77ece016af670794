"""A race of optimizers: the ground, the lanes and the conditions."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from playground.spec.base import Choice, Frozen
from playground.spec.fields import random_seed, setting
from playground.spec.transfer import Recipe

MOST_LANES = 16
FARTHEST = 1e12
StartCoordinate = Annotated[float, Field(ge=-FARTHEST, le=FARTHEST)]
"""A coordinate of a start; surfaces are shown at most from -1000 to 1000."""


class LaneSpec(Frozen):
    """One contestant. Batch size, initializer and dropout count on a network only.

    Attributes:
        id: Unique within the race.
        name: Shown instead of the optimizer's when not empty.
        optimizer: Entry of the catalog's optimizers with its parameters.
        schedule: How its learning rate changes over the race.
        hidden: Whether it is left out of pictures and tables.
        color: ``#RRGGBB`` by which it is known everywhere; None for one that follows from its id.
        start: Where it begins on a surface; None for the common start.
        initializer: Of the weights of all layers; None for those of the project.
    """

    id: str = Field(min_length=1, max_length=64)
    name: str = Field("", max_length=80)
    optimizer: Choice
    schedule: Choice = Choice(kind="constant")
    hidden: bool = False
    color: str | None = Field(None, pattern=r"^#[0-9A-Fa-f]{6}$", exclude_if=lambda color: color is None)
    batch_size: int | None = setting(
        None,
        "Samples per step.",
        ge=1,
        le=65_536,
        empty="as drawn",
        exclude_if=lambda size: size is None,
    )
    start: tuple[StartCoordinate, StartCoordinate] | None = Field(
        None, exclude_if=lambda start: start is None
    )
    initializer: Choice | None = Field(None, exclude_if=lambda choice: choice is None)
    dropout: float | None = setting(
        None,
        "Rate of all dropout layers; 0 turns them off.",
        ge=0,
        le=0.95,
        empty="as drawn",
        exclude_if=lambda rate: rate is None,
    )

    transfer: Recipe | None = setting(
        None,
        "What is trained of a network that begins with weights of a file, and how fast; “scratch” draws all weights.",
        title="transfer learning",
        empty="as drawn",
        exclude_if=lambda recipe: recipe is None,
    )

    @property
    def plain(self) -> "LaneSpec":
        """The parts on which its path depends: without name, colour and visibility."""
        return self.with_(name="", color=None, hidden=False)


def _first_lanes() -> tuple[LaneSpec, ...]:
    """Four optimizers, so that a race can be started at once: in the valley, plain gradient descent zigzags."""
    rates = {"sgd": 0.018, "momentum": 0.018, "rmsprop": 0.01, "adam": 0.05}
    return tuple(
        LaneSpec(id=f"lane-{number}", optimizer=Choice(kind=kind, params={"learning_rate": rate}))
        for number, (kind, rate) in enumerate(rates.items(), start=1)
    )


class RaceSpec(Frozen):
    """The choice of a race. The fields not listed here are described where they are declared.

    Attributes:
        on: What is raced on: a ``surface``, or the project's own ``network``.
        surface: Entry of the catalog's surfaces with its parameters.
        start: Where all lanes begin on the surface; None for the surface's own start.
        lanes: The contestants, in the order in which they are listed.
        target: Height whose first reach is the score; None for a thousandth of the way from the lowest known minimum
            up to the start. On a network the loss or metric to reach; None for no target.
        target_on: What the target of a race on a network means: ``train_loss``, ``validation_loss``, or ``metric``
            (accuracy or R² on validation data).
        plane: Two lanes through whose newest points and the common start the plane of a network race is laid; None
            for the main directions of all paths.
    """

    on: Literal["surface", "network"] = Field("surface", exclude_if=lambda ground: ground == "surface")

    surface: Choice = Choice(kind="valley")
    start: tuple[StartCoordinate, StartCoordinate] | None = None
    lanes: tuple[LaneSpec, ...] = Field(default_factory=_first_lanes)
    steps: int = setting(1000, "Length of the race.", ge=1, le=100_000, log=True)
    noise: float = setting(
        0.0,
        "Standard deviation of Gaussian noise on each component of the gradient, in place of minibatches.",
        ge=0,
        le=1e6,
        log=True,
    )
    seeds: int = setting(
        1,
        "Repetitions with different noise, or on a network with other initial weights and order of samples; curves "
        "show their median.",
        ge=1,
        le=64,
    )
    seed: int = random_seed("Seed of the noise, or on a network of the initial weights and the order.")
    target: float | None = setting(
        None,
        "The score is the first step at or below this height. The automatic target lies a thousandth of the way from "
        "the lowest known minimum up to the start.",
        empty="automatic",
    )
    epochs: int = setting(20, "Length of the race; schedules run over it.", ge=1, le=1_000_000, log=True)
    target_on: Literal["train_loss", "validation_loss", "metric"] = "metric"
    plane: tuple[str, str] | None = None

    @model_validator(mode="after")
    def _lanes_fit(self) -> "RaceSpec":
        if len(self.lanes) > MOST_LANES:
            raise ValueError(f"a race has at most {MOST_LANES} lanes, not {len(self.lanes)}")
        if len({lane.id for lane in self.lanes}) != len(self.lanes):
            raise ValueError("two lanes have the same id")
        return self

    def lane(self, lane_id: str) -> LaneSpec:
        """Return the lane with this id; KeyError if there is none."""
        for lane in self.lanes:
            if lane.id == lane_id:
                return lane
        raise KeyError(lane_id)

    def fresh_id(self) -> str:
        """Return an id that no lane has yet."""
        taken = {lane.id for lane in self.lanes}
        return next(name for number in range(1, 10**6) if (name := f"lane-{number}") not in taken)

    # --- edits -----------------------------------------------------------------------------------

    def add(self, lane: LaneSpec) -> "RaceSpec":
        """Return a copy with one more lane at the end."""
        return self.with_(lanes=(*self.lanes, lane))

    def replace(self, lane: LaneSpec) -> "RaceSpec":
        """Return a copy with a lane in place of the one that has its id."""
        return self.with_(lanes=tuple(lane if old.id == lane.id else old for old in self.lanes))

    def remove(self, lane_id: str) -> "RaceSpec":
        """Return a copy without a lane."""
        return self.with_(lanes=tuple(lane for lane in self.lanes if lane.id != lane_id))

    def move(self, lane_id: str, by: int) -> "RaceSpec":
        """Return a copy with a lane moved down by some places, within the list."""
        order = list(self.lanes)
        here = next(place for place, lane in enumerate(order) if lane.id == lane_id)
        order.insert(max(0, min(len(order) - 1, here + by)), order.pop(here))
        return self.with_(lanes=tuple(order))

    @property
    def basis(self) -> "RaceSpec":
        """The parts on which the paths depend: without order, names, colours and visibility of lanes."""
        plain = sorted((lane.plain for lane in self.lanes), key=lambda lane: lane.id)
        return self.with_(lanes=tuple(plain), target=None)
