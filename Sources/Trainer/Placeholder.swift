// Removed with the first file of Trainer.
