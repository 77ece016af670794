"""Devices, random numbers, flat parameters, and copies from the device."""
