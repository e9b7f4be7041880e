// Removed with the first file of Annotation.
