//! A colleague without a screen: founds a workspace, invites people, and lets in whoever uses such an invitation.
//!
//! It compares no words, because nobody reads them to it; that makes it fit for demo and measuring only, where the
//! data are fictitious and the invitations were made by itself a moment ago.

use std::path::Path;

use api::{
    command::{Command, Done, Entry, Invitee, Role},
    ids::MemberId,
    query::Query,
    refusal::Refusal,
    view::{Gate, View},
};

use crate::device::{Address, Headless, HeadlessError};

/// Opens the vaults of colleagues without a screen; what is in them is fictitious.
const PASSPHRASE: &str = "Regal Wolke Tinte Hafen Kerze";

/// Founds a workspace with the relay's setup link, or opens it if `file` is there.
///
/// # Errors
/// `Store`, `Refused`, `Ended`, `NoRandomness`, `Thread`.
pub async fn lead(file: &Path, relay: Address, setup: &str, unit: &str) -> Result<Headless, HeadlessError> {
    if file.exists() {
        return reopened(file, relay).await;
    }
    let token = setup.rsplit("#setup=").next().unwrap_or(setup).to_owned();
    let entry = Entry::Setup { token, name: "Vera Muster".to_owned(), unit: unit.to_owned() };
    let lead = Headless::create(file, relay, PASSPHRASE, entry).await?;
    lead.opened().await?;
    Ok(lead)
}

/// Joins with an invitation that `lead` makes and answers.
///
/// # Errors
/// `Store`, `Refused`, `Ended`, `NoRandomness`, `Thread`.
pub async fn joined(
    file: &Path,
    relay: Address,
    lead: &Headless,
    name: &str,
    role: Role,
) -> Result<Headless, HeadlessError> {
    if file.exists() {
        return reopened(file, relay).await;
    }
    let entry =
        Entry::Invitation { link: invitation(lead, Invitee::Person(role)).await?, name: name.to_owned() };
    let joiner = Headless::create(file, relay, PASSPHRASE, entry).await?;
    tokio::select! {
        opened = joiner.opened() => opened?,
        ended = admit_everybody(lead) => ended?,
    }
    Ok(joiner)
}

async fn reopened(file: &Path, relay: Address) -> Result<Headless, HeadlessError> {
    let device = Headless::open(file, relay, PASSPHRASE).await?;
    device.opened().await?;
    Ok(device)
}

/// A single-use invitation: what stands behind `#join=` in its link.
///
/// # Errors
/// `Refused`, `Ended`.
pub async fn invitation(lead: &Headless, whom: Invitee) -> Result<String, HeadlessError> {
    let done = lead.command(Command::Invite(whom)).await?;
    let Done::Invitation { link, .. } = done else { return Err(HeadlessError::Ended) };
    Ok(link)
}

/// Who the device belongs to.
///
/// # Errors
/// `Refused`, `Ended`.
pub async fn member_of(device: &Headless) -> Result<MemberId, HeadlessError> {
    let View::Gate(Gate::Open { me, .. }) = device.query(Query::Gate).await? else {
        return Err(HeadlessError::Refused(Refusal::Locked));
    };
    Ok(me)
}

/// Lets in everybody who accepts an invitation, for as long as it is awaited.
///
/// # Errors
/// `Refused`, `Ended`.
pub async fn admit_everybody(lead: &Headless) -> Result<(), HeadlessError> {
    let mut watch = lead.watch(Query::Members)?;
    loop {
        let View::Members(members) = watch.next().await? else { continue };
        for joiner in members.joining {
            let admit = Command::Admit { invitation: joiner.invitation, device: joiner.device };
            match lead.command(admit).await {
                // Somebody else was quicker, or the network is away: the next look tells.
                Ok(_) | Err(HeadlessError::Refused(_)) => (),
                Err(error) => return Err(error),
            }
        }
    }
}
