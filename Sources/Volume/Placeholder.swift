// Removed with the first file of Volume.
