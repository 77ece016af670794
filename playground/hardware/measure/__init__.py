"""How fast this computer is: matrix products, memory, networks by batch size, reading of samples; and what it means."""
