//! DEV ONLY: personas, fake clock and randomness, simulated network and relay.
