"""From a project and the catalog to torch: shapes and problems, the network, the data, the training."""
