//! Plausible fictitious cases, the same for the same seed.
