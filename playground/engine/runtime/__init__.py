"""Devices, random numbers, flat parameters, and copies from the device.

Imports the room ``events`` of the engine only.
"""
