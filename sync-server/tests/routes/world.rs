//! A relay with a workspace: Vera founded it, Jonas counsels, Rana receives.

use crate::{
    device::{Device, Document, Draft},
    socket::{Socket, newcomer},
};
use protocol::{
    chain::{Action, AddedDevice, DevicePurpose, History, Right, Role, Roster, SignedOperation, SpaceKind},
    envelope::{Envelope, Kind},
    ids::{EnvelopeId, Epoch, InvitationId, OperationId, Seq, SpaceId, Timestamp, WorkspaceId},
    message::{Ack, ClientMessage, PushOutcome, RelayMessage},
    records::KeyRecord,
};
use std::net::SocketAddr;
use sync_server::{Config, Relay};

pub(crate) const UNIT: SpaceId = SpaceId::from_bytes([1; 16]);
pub(crate) const RECEPTION: SpaceId = SpaceId::from_bytes([2; 16]);
pub(crate) const NOTHING: EnvelopeId = EnvelopeId::from_bytes([0; 16]);

/// The chain as its author knows it.
pub(crate) struct Chain {
    pub(crate) operations: Vec<SignedOperation>,
    pub(crate) roster: Roster,
}

impl Chain {
    /// Vera founds; nothing else has happened yet.
    pub(crate) fn founded_by(vera: &Device) -> Self {
        let genesis = vera.genesis();
        Self { roster: Roster::found(&genesis).unwrap(), operations: vec![genesis] }
    }

    pub(crate) fn workspace(&self) -> WorkspaceId {
        self.roster.workspace()
    }

    pub(crate) fn head(&self) -> OperationId {
        self.roster.head()
    }

    /// Signs the next operation and appends it here.
    pub(crate) fn append(&mut self, author: &Device, action: Action) -> SignedOperation {
        let operation = author.operation(self.workspace(), self.head(), action);
        self.roster.append(&operation).unwrap();
        self.operations.push(operation.clone());
        operation
    }

    pub(crate) fn create_space(&mut self, author: &Device, space: SpaceId, kind: SpaceKind) {
        self.append(author, Action::CreateSpace { space, kind, history: History::Full });
        if !self.may_write(author, space) {
            self.append(author, Action::Grant { space, member: author.member, right: Right::Write });
        }
        self.append(
            author,
            Action::Rotate { space, epoch: Epoch(1), commit: [6; 32].into(), backlink: None },
        );
    }

    fn may_write(&self, device: &Device, space: SpaceId) -> bool {
        self.roster.right_now(device.id(), space) == Some(Right::Write)
    }

    pub(crate) fn invite(&mut self, author: &Device, invitation: u8, role: Role, expires: u64) -> Device {
        let key = Device::new(invitation);
        let (id, expires) = (InvitationId::from_bytes([invitation; 16]), Timestamp(expires));
        self.append(
            author,
            Action::Invite { invitation: id, key: key.verifying_key(), role, member: None, expires },
        );
        key
    }

    /// Admits whoever accepted this invitation when the chain was as it is now.
    pub(crate) fn admit(&mut self, author: &Device, joiner: &Device, invitation: &Device, role: Role) {
        let id = InvitationId::from_bytes(*invitation.member.as_bytes());
        let accept = joiner.acceptance(self.workspace(), self.head(), id, invitation);
        let device = AddedDevice {
            keys: joiner.keys(),
            purpose: DevicePurpose::Ordinary,
            countersignature: accept.by_device,
        };
        let accepted_at = self.head();
        self.append(
            author,
            Action::AddMember { member: joiner.member, role, invitation: id, accepted_at, device },
        );
    }

    pub(crate) fn grant(&mut self, author: &Device, joiner: &Device, space: SpaceId, right: Right) {
        self.append(author, Action::Grant { space, member: joiner.member, right });
    }
}

/// A running relay and everybody in it.
pub(crate) struct World {
    pub(crate) relay: Relay,
    pub(crate) chain: Chain,
    pub(crate) vera: Device,
    pub(crate) jonas: Device,
    pub(crate) rana: Device,
}

/// A chain with all three: Vera and Jonas write both spaces, Rana reads and writes the reception's only.
pub(crate) fn a_staffed_chain() -> (Chain, [Device; 3]) {
    let (vera, jonas, rana) = (Device::new(11), Device::new(12), Device::new(13));
    let mut chain = Chain::founded_by(&vera);
    chain.create_space(&vera, UNIT, SpaceKind::Unit);
    chain.create_space(&vera, RECEPTION, SpaceKind::Reception);
    for (joiner, number, role) in [(&jonas, 112, Role::Counsellor), (&rana, 113, Role::Reception)] {
        let invitation = chain.invite(&vera, number, role, u64::MAX);
        chain.admit(&vera, joiner, &invitation, role);
        chain.grant(&vera, joiner, RECEPTION, Right::Write);
    }
    chain.grant(&vera, &jonas, UNIT, Right::Write);
    (chain, [vera, jonas, rana])
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::on(Config::in_memory()).await
    }

    pub(crate) async fn on(config: Config) -> Self {
        let relay = Relay::start(config).await.unwrap();
        let (chain, [vera, jonas, rana]) = a_staffed_chain();
        found(relay.local_addr(), relay.setup_link().unwrap(), &chain, &vera).await;
        Self { relay, chain, vera, jonas, rana }
    }

    pub(crate) fn workspace(&self) -> WorkspaceId {
        self.chain.workspace()
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.relay.local_addr()
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address())
    }

    /// A socket that is authenticated as this device and has not greeted yet.
    pub(crate) async fn authenticated(&self, device: &Device) -> Socket {
        authenticated(self.address(), self.workspace(), device).await
    }

    /// A socket of a newcomer that wants the log from here on and has heard everything the relay had to say.
    pub(crate) async fn online(&self, device: &Device) -> Socket {
        let (mut socket, seq) = self.newcomer(device).await;
        socket.send(&ClientMessage::Applied { seq }).await;
        socket.until_quiet().await;
        socket
    }

    /// A device that has nothing and has not chosen yet from where it reads the log, and the log's last place.
    pub(crate) async fn newcomer(&self, device: &Device) -> (Socket, Seq) {
        let mut socket = self.authenticated(device).await;
        socket.send(&ClientMessage::Hello(newcomer())).await;
        let welcome =
            |message| if let RelayMessage::Welcome { seq, .. } = message { Some(seq) } else { None };
        let seq = socket.wait_for(welcome).await;
        socket.until_quiet().await;
        (socket, seq)
    }

    pub(crate) fn document(&self, space: SpaceId, salt: u8) -> Document {
        Document::new(self.workspace(), space, salt)
    }

    pub(crate) fn record(&self, device: &Device, document: &Document) -> KeyRecord {
        device.key_record(self.workspace(), document, Epoch(1), self.chain.head())
    }

    /// A change by `device`, with a card on it.
    pub(crate) fn change(
        &self,
        device: &Device,
        document: &Document,
        ctr: u32,
        prev: EnvelopeId,
    ) -> Envelope {
        let (chain_head, body) = (self.chain.head(), ctr.to_be_bytes().repeat(64));
        let draft = Draft {
            kind: Kind::Change,
            document,
            ctr,
            prev,
            chain_head,
            body: &body,
            card: b"a sealed card",
        };
        device.envelope(self.workspace(), draft)
    }

    /// `n` changes, one after the other.
    pub(crate) fn changes(&self, device: &Device, document: &Document, n: u32) -> Vec<Envelope> {
        let mut prev = NOTHING;
        (1..=n)
            .map(|ctr| {
                let change = self.change(device, document, ctr, prev);
                prev = change.id();
                change
            })
            .collect()
    }

    /// How many rows Vera, who reads everything, finds at the relay.
    pub(crate) async fn n_rows(&self) -> u64 {
        let mut socket = self.authenticated(&self.vera).await;
        socket.send(&ClientMessage::Hello(newcomer())).await;
        let seq = socket
            .wait_for(
                |message| if let RelayMessage::Welcome { seq, .. } = message { Some(seq) } else { None },
            )
            .await;
        seq.0
    }
}

/// Founds the chain's workspace with the relay's setup link and puts the whole chain.
pub(crate) async fn found(address: SocketAddr, setup_link: &str, chain: &Chain, vera: &Device) {
    let mut socket = Socket::open(address).await;
    let message =
        ClientMessage::Found { token: token_of(setup_link).into(), genesis: chain.operations[0].clone() };
    socket.send(&message).await;
    assert_eq!(socket.next().await, RelayMessage::Founded(chain.workspace()));
    let origin = setup_link.split("/#").next().unwrap();
    authenticate(&mut socket, chain.workspace(), vera, origin).await;
    socket.send(&ClientMessage::Hello(newcomer())).await;
    for operation in &chain.operations[1..] {
        put_operation(&mut socket, operation).await;
    }
    socket.leave().await;
}

/// The bytes behind `#setup=`.
pub(crate) fn token_of(setup_link: &str) -> Vec<u8> {
    let digits = setup_link.split("#setup=").nth(1).unwrap();
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

pub(crate) async fn authenticated(address: SocketAddr, workspace: WorkspaceId, device: &Device) -> Socket {
    let mut socket = Socket::open(address).await;
    authenticate(&mut socket, workspace, device, &format!("http://{address}")).await;
    socket
}

pub(crate) async fn authenticate(socket: &mut Socket, workspace: WorkspaceId, device: &Device, origin: &str) {
    let answer = device.authentication(&socket.challenge, workspace, origin);
    socket.send(&ClientMessage::Authenticate(answer)).await;
    assert_eq!(socket.next().await, RelayMessage::Authenticated);
}

/// Puts an operation and asserts that it was appended.
pub(crate) async fn put_operation(socket: &mut Socket, operation: &SignedOperation) {
    let message = ClientMessage::ChainPut(operation.clone());
    socket.send(&message).await;
    let appended = socket
        .wait_for(|message| match message {
            RelayMessage::ChainAppended(id) => Some(id),
            RelayMessage::ChainRefused(_) | RelayMessage::Refused(_) => panic!("{message:?}"),
            _ => None,
        })
        .await;
    assert_eq!(appended, operation.id());
}

/// Pushes and waits for the acknowledgements.
pub(crate) async fn push(socket: &mut Socket, envelopes: &[Envelope], records: Vec<KeyRecord>) -> Vec<Ack> {
    let envelopes = envelopes.iter().map(|envelope| envelope.encode().into()).collect();
    socket.send(&ClientMessage::Push { envelopes, records, refill: false }).await;
    socket.wait_for(|message| if let RelayMessage::Acks(acks) = message { Some(acks) } else { None }).await
}

/// Pushes and takes only what became of each.
pub(crate) async fn outcomes(
    socket: &mut Socket,
    envelopes: &[Envelope],
    records: Vec<KeyRecord>,
) -> Vec<PushOutcome> {
    let acks = push(socket, envelopes, records).await;
    assert!(
        acks.iter().map(|ack| ack.envelope).eq(envelopes.iter().map(Envelope::id)),
        "one answer each, in order"
    );
    acks.into_iter().map(|ack| ack.outcome).collect()
}
