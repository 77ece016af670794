"""What layers on sequences have in common: samples ``(steps, features)``, one row after the other."""

from playground.catalog.kinds import InsertBefore, Remove, Shape, ShapeProblem, describe


def sequence(title: str, x: Shape) -> tuple[int, int]:
    """Steps and features of an input that must be a sequence.

    Raises:
        ShapeProblem: When it is not; a list can be read number by number, an image row by row.
    """
    if len(x) == 2:
        return x[0], x[1]
    message = f"{title} takes a sequence (steps × features), but gets {describe(x)}."
    if len(x) == 1:
        raise ShapeProblem(
            message, InsertBefore("Treat each number as a step", "reshape", {"shape": "? × 1"}), Remove()
        )
    if len(x) == 3:
        raise ShapeProblem(message, InsertBefore("Insert Rows", "rows"), Remove())
    raise ShapeProblem(message, Remove())
