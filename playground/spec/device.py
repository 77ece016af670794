"""Names of devices; imports nothing, as every command checks them before it loads anything."""

DEVICE = r"^(auto|cpu|mps|(cuda|xpu|npu)(:\d{1,3})?)$"
"""Devices of torch: NVIDIA and AMD GPUs are ``cuda``, those of Intel ``xpu``, of Apple ``mps``, of Ascend ``npu``."""
