//! The one-time link by which a workspace is founded. The token is shown once and kept as a hash.

use crate::{
    config::Origin,
    journal::Journal,
    store::{StoreError, Write},
};
use protocol::context;

/// Bytes of a setup token: nobody guesses 128 bits.
const TOKEN: usize = 16;
const CONTEXT: &str = "sprechtag/relay-setup-token/v1";

/// Why there is no link.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SetupError {
    /// The system.
    #[error("the system has no randomness to give")]
    Randomness,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is kept of a token.
pub(crate) fn hash(token: &[u8]) -> [u8; 32] {
    context::hash(CONTEXT, &[token])
}

/// Makes a token and the link that carries it in its fragment, which browsers do not send.
pub(crate) async fn make_link(
    journal: &Journal,
    origin: &Origin,
    replace: bool,
) -> Result<String, SetupError> {
    let mut token = [0; TOKEN];
    getrandom::fill(&mut token).map_err(|_| SetupError::Randomness)?;
    journal.write(Write::SetupToken { hash: hash(&token), replace }).await?;
    let digits: String = token.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{}/#setup={digits}", origin.as_str()))
}
