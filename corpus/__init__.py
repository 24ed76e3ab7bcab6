"""The bulletins themselves: manifest, real samples, hand-checked truth, generator and scoring."""
