"""Sweeps: one project trained with many settings, on the processes of this computer or on a Ray cluster.

Settings, tasks and results are plain values and travel as JSON texts; results are kept one by one, see
``records.sweep``. May import ``headless`` and everything below; Ray and Optuna only when they are asked for.
"""
