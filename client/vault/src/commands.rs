//! What a person may intend once the vault is open: one function for each kind of intention, in the files beside.
//!
//! An intention either is answered at once, after it is durable, or is answered later by the relay (chain operations). Whatever
//! this version does not do is refused, never pretended.

pub(crate) mod appointments;
mod cases;
mod devices;
mod drafts;
mod people;
mod sheets;

use crate::{open::Step, store::Store};
use api::{
    RequestId,
    command::{Command, Done},
    refusal::Refusal,
};
use rand_core::CryptoRng;
use sync_engine::Input;

/// What became of a command.
pub(crate) enum Progress {
    /// Answer this.
    Answered(Result<Done, Refusal>),
    /// The relay's word is awaited.
    Awaited,
}

impl From<Result<Done, Refusal>> for Progress {
    fn from(result: Result<Done, Refusal>) -> Self {
        Self::Answered(result)
    }
}

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// Carries out a command of the open vault.
    pub(crate) async fn carry_out(&mut self, request: RequestId, command: Command) -> Progress {
        // A recovery kit does one thing, and by itself.
        if self.open.is_paper() && !matches!(command, Command::SyncNow | Command::ReportStorage(_)) {
            return Progress::Answered(Err(Refusal::NotAllowed));
        }
        self.carry_out_allowed(request, command).await
    }

    async fn carry_out_allowed(&mut self, request: RequestId, command: Command) -> Progress {
        match command {
            Command::NewCase { full_name, pseudonym } => self.new_case(&full_name, &pseudonym).await.into(),
            Command::Edit { sheet, place, field, change, seen } => {
                self.edit_field(sheet, (&place, field), change, &seen).await.into()
            }
            Command::AddEntry { sheet, list, fields } => self.add_entry(sheet, list, fields).await.into(),
            Command::RemoveEntry { sheet, list, entry } => {
                self.move_entry(sheet, list, entry, true).await.into()
            }
            Command::RestoreEntry { sheet, list, entry } => {
                self.move_entry(sheet, list, entry, false).await.into()
            }
            Command::OpenForeignCase { case, reason, explanation } => {
                self.open_foreign(case, reason, explanation).await.into()
            }
            Command::CloseCase { case, reason } => self.close_case(case, reason).await.into(),
            Command::ReopenCase { case } => self.reopen_case(case).await.into(),
            Command::TrashCase { case, removed } => self.trash_case(case, removed).await.into(),
            Command::Schedule(draft) => self.schedule(&draft).await.into(),
            Command::Reschedule(rescheduling) => self.reschedule(&rescheduling).await.into(),
            Command::SetAppointmentStatus { appointment, day, status } => {
                self.set_appointment_status(appointment, day, status).await.into()
            }
            Command::ExportAppointment { appointment, case, day, with_name } => {
                self.export_appointment((appointment, case), day, with_name).into()
            }
            Command::SetTodaysSite(site) => self.set_todays_site(site).await.into(),
            Command::Invite(invitee) => self.invite(request, invitee).await,
            Command::NameInvitation { invitation, name } => {
                self.name_invitation(invitation, &name).await.into()
            }
            Command::CancelInvitation(invitation) => self.cancel_invitation(request, invitation),
            Command::Admit { invitation, device } => self.admit(request, invitation, device).await,
            Command::MakeRecoveryKit => self.make_recovery_kit(request).await,
            Command::CheckRecoveryKit { words } => self.check_recovery_kit(&words).await.into(),
            Command::ChangePassphrase { old, new } => self.change_passphrase(&old, &new).await.into(),
            Command::SuggestPassphrase => Progress::Answered(Ok(self.suggest_passphrase())),
            Command::SyncNow => self.sync_now().into(),
            Command::RetryQuarantine => {
                Progress::Answered(self.retry_quarantine().await.map(|()| Done::Saved).map_err(Refusal::from))
            }
            Command::ReportStorage(storage) => self.note_storage(storage).into(),
            Command::SetAutoLock(minutes) => self.set_auto_lock(minutes).await.into(),
            Command::KeepDraft { form, fields } => self.keep_draft(form, fields).await.into(),
            // The gate answers these before they come here; another tab is the runtime's matter.
            Command::CreateVault { .. } | Command::Unlock { .. } | Command::Lock | Command::TakeOver => {
                Progress::Answered(Err(Refusal::NotAllowed))
            }
        }
    }

    fn sync_now(&mut self) -> Result<Done, Refusal> {
        self.open.to_engine.push(Input::SyncNow);
        Ok(Done::Saved)
    }

    fn note_storage(&mut self, storage: api::view::Storage) -> Result<Done, Refusal> {
        self.open.space_left = storage;
        self.open.status_revision += 1;
        Ok(Done::Saved)
    }
}
