//! What screens get to see, made from documents, cards and the chain: pure functions without a store.
//!
//! Lists come from cards and never from a document (A11); only a case that somebody looks at is a document. Ids and values cross
//! the door in `value`, in both directions, and nowhere else.

pub(crate) mod appointments;
pub(crate) mod cases;
pub(crate) mod history;
pub(crate) mod schema;
pub(crate) mod sheet;
pub(crate) mod steps;
pub(crate) mod trash;
pub(crate) mod value;
