"""The loss on planes through parameter space, and the path of training on them.

May import ``population`` and everything below.
"""
