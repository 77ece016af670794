"""Files of data: where they are, pictures, IDX and NumPy files, rows kept on disk. Imports ``kinds``."""
