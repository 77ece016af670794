"""How far each lane comes at each learning rate."""
