"""What races on surfaces and on networks share: lanes, fairness, results.

May import ``landscape`` and everything below.
"""
