"""Using a trained network: predictions for new samples, evaluation, and a plain module.

May import ``export`` and everything below.
"""
