//! The rules of `SPEC.md`, each proven from outside: what another client could see, and what it could try.

#[cfg(test)]
mod cddl;
#[cfg(test)]
mod chain;
#[cfg(test)]
mod forgery;
#[cfg(test)]
mod grammar;
#[cfg(test)]
mod people;
#[cfg(test)]
mod refused;
#[cfg(test)]
mod spec;
#[cfg(test)]
mod vectors;
#[cfg(test)]
mod wire;
