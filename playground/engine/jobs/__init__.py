"""Jobs for a worker thread: each yields events and obeys commands."""
