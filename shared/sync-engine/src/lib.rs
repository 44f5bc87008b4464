//! SYNC: sans-IO delivery of sealed envelopes.
