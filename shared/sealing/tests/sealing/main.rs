//! What sealing promises, proven from outside: what opens, and above all what does not.

#[cfg(test)]
mod envelopes;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod people;
#[cfg(test)]
mod screening;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod snapshots;
#[cfg(test)]
mod vectors;
