"""One network in training: the trainer, its session, evaluation, early stopping, checkpoints."""
