"""One network in training: the trainer, its session, evaluation, early stopping, checkpoints.

Imports ``events``, ``runtime``, ``data``, ``optim`` and ``compiled`` of the engine.
"""
