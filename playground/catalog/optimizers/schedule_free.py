"""What optimizers without a schedule have in common: a fast point z, and the average x of where it was."""

WHEN = "Instead of a schedule: the length of the run need not be known (Defazio et al. 2024)."


def averaged_step(beta: str) -> str:
    """Return the end of a script: a step of z along ``grad``, and of ``theta`` between z and the average.

    Args:
        beta: Name of the parameter that says how near to the average the gradient is taken.
    """
    return f"""rate_max.fill_(max(lr, float(rate_max)))
weight = float(rate_max) ** 2
total = float(weight_sum.add_(weight))
share = weight / total if total > 0.0 else 0.0
if weight_decay != 0.0:
    grad = grad.add(theta, alpha=weight_decay)
theta.lerp_(z, share)
theta.add_(grad, alpha=lr * ({beta} * (1.0 - share) - 1.0))
z.sub_(grad, alpha=lr)
"""


def shown_average(beta: str) -> str:
    """Return the expression for the average, which is evaluated and drawn."""
    return f"theta.lerp(z, 1.0 - 1.0 / {beta})"
