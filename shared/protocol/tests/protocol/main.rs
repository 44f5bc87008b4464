//! The rules of `SPEC.md`, each proven from outside: what another client could see, and what it could try.

#[cfg(test)]
mod chain;
#[cfg(test)]
mod forgery;
#[cfg(test)]
mod people;
#[cfg(test)]
mod vectors;
#[cfg(test)]
mod wire;
