// Removed with the first file of Neural.
