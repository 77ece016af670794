"""Running a project without a screen: training, races, landscapes and what they report.

One folder per subject; imports inside it only point down: ``jobs``, ``race`` and ``probes``, ``landscape``,
``population``, ``training``, ``compiled``, ``optim`` and ``data``, ``runtime``, ``events``.
"""
