"""What a table holds, however it is stored: cells, facts about columns, gaps, inputs and targets. Imports ``files``."""
