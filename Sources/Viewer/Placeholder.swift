// Removed with the first file of Viewer.
