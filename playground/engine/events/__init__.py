"""What runs and races report, and the commands they obey: plain values. Imports no other room of the engine."""
