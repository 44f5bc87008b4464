//! Before a device is known: authenticate, found a workspace, or accept an invitation, and nothing else. (RS8)
//!
//! Whoever waits to be admitted keeps the socket open and is told when the chain contains the device.

use super::{Ended, frames::Frames};
use crate::{
    app::{App, now_ms},
    setup,
    store::{StoreError, Write, Written},
    workspaces::{RosterError, Workspace},
};
use protocol::{
    auth::{Authentication, Challenge},
    chain::{ChainError, Roster, SignedOperation, Standing},
    ids::{DeviceId, Timestamp, WorkspaceId},
    invitation::Accept,
    message::{ClientMessage, Refusal, RelayMessage, VERSION},
};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, sleep_until};

/// How long somebody may wait at the door for a colleague to admit them, before they have to ask again.
const ADMISSION: Duration = Duration::from_secs(1800);

/// What a device signs that knows only its words: a recovery kit.
const UNNAMED: WorkspaceId = WorkspaceId::from_bytes([0; WorkspaceId::LEN]);

/// Who came in.
pub(super) struct Passed {
    pub(super) workspace: Arc<Workspace>,
    pub(super) device: DeviceId,
    pub(super) roster: Arc<Roster>,
}

/// Somebody who accepted an invitation and waits.
struct Waiting {
    workspace: Arc<Workspace>,
    device: DeviceId,
    told: bool,
}

/// Asks who is there until somebody is.
pub(super) async fn open(frames: &mut Frames, app: &App) -> Result<Passed, Ended> {
    let mut nonce = [0; 32];
    getrandom::fill(&mut nonce).map_err(|_| Ended::Gone("the system has no randomness to give"))?;
    let challenge = Challenge { version: VERSION, nonce: nonce.into() };
    frames.send(&RelayMessage::Challenge(challenge.clone())).await?;
    let mut deadline = Instant::now() + app.patience.authentication;
    let mut waiting: Option<Waiting> = None;
    loop {
        let message = tokio::select! {
            biased;
            () = app.stopping.cancelled() => return Err(Ended::Stopping),
            () = sleep_until(deadline) => return Err(frames.refuse(Refusal::NotAuthenticated).await),
            message = frames.receive() => message?,
            admitted = admission(&mut waiting) => {
                admitted?;
                deadline = Instant::now() + app.patience.authentication;
                frames.send(&RelayMessage::Admitted).await?;
                continue;
            }
        };
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "whatever else there is or will be is not for the door"
        )]
        match message {
            ClientMessage::Authenticate(answer) => {
                return authenticate(frames, app, &challenge, &answer).await;
            }
            ClientMessage::Found { token, genesis } => found(frames, app, &token, &genesis).await?,
            ClientMessage::Accept(accept) => {
                waiting = keep(frames, app, accept).await?;
                deadline =
                    Instant::now() + if waiting.is_some() { ADMISSION } else { app.patience.authentication };
            }
            ClientMessage::Ping => frames.send(&RelayMessage::Pong).await?,
            _ => return Err(frames.refuse(Refusal::NotAllowed).await),
        }
    }
}

/// One answer for an unknown workspace, an unknown device and a wrong signature, so that nobody can probe.
async fn authenticate(
    frames: &mut Frames,
    app: &App,
    challenge: &Challenge,
    answer: &Authentication,
) -> Result<Passed, Ended> {
    let named = if answer.workspace == UNNAMED {
        app.workspaces.of_device(answer.device).await
    } else {
        app.workspaces.get(answer.workspace).await
    };
    let workspace = match named {
        Ok(workspace) => Some((workspace.roster().await?, workspace)),
        Err(RosterError::Unknown) => None,
        Err(error) => return Err(error.into()),
    };
    let known = workspace.and_then(|(roster, workspace)| {
        let standing = roster.device(answer.device)?;
        answer.verify(challenge, app.origin.as_str(), &standing.keys.signing).ok()?;
        Some((standing.standing, Passed { workspace, device: answer.device, roster: Arc::clone(&roster) }))
    });
    match known {
        Some((Standing::Active, passed)) => {
            frames.send(&RelayMessage::Authenticated).await?;
            Ok(passed)
        }
        Some((Standing::Ended(_), _)) => {
            frames.send(&RelayMessage::Revoked).await?;
            Err(Ended::Revoked)
        }
        None => {
            app.metrics.authentications_refused.add(1);
            Err(frames.refuse(Refusal::NotAuthenticated).await)
        }
    }
}

async fn found(frames: &mut Frames, app: &App, token: &[u8], genesis: &SignedOperation) -> Result<(), Ended> {
    let roster = match Roster::found(genesis) {
        Ok(roster) => roster,
        Err(ChainError::Parse(protocol::codec::ParseError::Unknown)) => {
            return Err(frames.refuse(Refusal::Version).await);
        }
        Err(_) => return Err(frames.refuse(Refusal::Malformed).await),
    };
    let workspace = roster.workspace();
    let write = Write::Found { hash: setup::hash(token), workspace, genesis: genesis.clone() };
    match app.journal.write(write).await {
        Ok(Written::Done) => {
            tracing::info!(?workspace, "a workspace was founded");
            frames.send(&RelayMessage::Founded(workspace)).await
        }
        Ok(_) if is_this_genesis(app, genesis, &roster).await? => {
            frames.send(&RelayMessage::Founded(workspace)).await
        }
        Ok(_) => Err(frames.refuse(Refusal::SetupToken).await),
        Err(StoreError::Full) => Err(frames.refuse(Refusal::Storage).await),
        Err(error) => Err(error.into()),
    }
}

/// Founding is repeated when its answer was lost on the way: the same genesis gets the same answer.
async fn is_this_genesis(app: &App, genesis: &SignedOperation, founded: &Roster) -> Result<bool, Ended> {
    match app.workspaces.get(founded.workspace()).await {
        Ok(workspace) => Ok(workspace.roster().await?.position_of(genesis.id()) == Some(1)),
        Err(RosterError::Unknown) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Keeps an acceptance. `None` if its device is in the chain already and has been told so.
async fn keep(frames: &mut Frames, app: &App, accept: Accept) -> Result<Option<Waiting>, Ended> {
    let workspace = match app.workspaces.get(accept.claim.workspace).await {
        Ok(workspace) => workspace,
        Err(RosterError::Unknown) => return Err(frames.refuse(Refusal::Invitation).await),
        Err(error) => return Err(error.into()),
    };
    let roster = workspace.roster().await?;
    let Some(invitation) = roster.invitation(accept.claim.invitation) else {
        return Err(frames.refuse(Refusal::Invitation).await);
    };
    if accept.verify(&invitation.key).is_err() {
        return Err(frames.refuse(Refusal::Invitation).await);
    }
    let device = accept.claim.device.id();
    if roster.active_device(device).is_some() {
        frames.send(&RelayMessage::Admitted).await?;
        return Ok(None);
    }
    if !invitation.open || invitation.expires < Timestamp(now_ms()) {
        return Err(frames.refuse(Refusal::Invitation).await);
    }
    match app.journal.write(Write::Accept { accept: Box::new(accept) }).await {
        Ok(Written::Done) => {
            frames.send(&RelayMessage::AcceptKept).await?;
            Ok(Some(Waiting { workspace, device, told: false }))
        }
        Ok(_) => Err(frames.refuse(Refusal::Invitation).await),
        Err(StoreError::Full) => Err(frames.refuse(Refusal::Storage).await),
        Err(error) => Err(error.into()),
    }
}

/// Resolves when the chain contains whoever waits; never, if nobody does.
async fn admission(waiting: &mut Option<Waiting>) -> Result<(), Ended> {
    let Some(waiting) = waiting.as_mut().filter(|waiting| !waiting.told) else {
        return std::future::pending().await;
    };
    let mut tip = waiting.workspace.follow();
    loop {
        tip.mark_unchanged();
        if waiting.workspace.roster().await?.active_device(waiting.device).is_some() {
            waiting.told = true;
            return Ok(());
        }
        tip.changed().await.map_err(|_| StoreError::Closed)?;
    }
}
