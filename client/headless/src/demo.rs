//! The demo: a counselling unit with eight invented people who seek counselling, and a colleague who stays online.
//!
//! Everything goes the ordinary way through devices, so that whoever accepts an invitation sees sync at work. Made on the
//! day it is shown: appointments lie in the week before and the week after.

mod meanwhile;
mod stories;
mod week;

use std::{path::Path, time::Duration};

use api::{
    command::{Command, Done, FieldChange, Invitee, Role},
    field::{Place, Sheet, Value},
    ids::{CaseId, Day, SiteId, Version},
    query::{CaseFilter, Query, StatusFilter},
    view::View,
};
use tokio::time::interval;

use crate::{
    colleague::{admit_everybody, invitation, joined, lead, member_of},
    device::{Address, Headless, HeadlessError},
};

/// How often the colleague writes something.
const EDIT_EVERY: Duration = Duration::from_secs(45);

/// Who may try the demo: a name for the invitation and what the person will do.
const GUESTS: [(&str, Role); 4] = [
    ("Beratung 1", Role::Counsellor),
    ("Beratung 2", Role::Counsellor),
    ("Empfang", Role::Reception),
    ("Koordination", Role::Coordination),
];

/// Where they counsel: name, town, room, and the network that one finds there.
const SITES: [(&str, &str, &str, &str); 4] = [
    (
        "Jobcenter Musterkreis, Nebenstelle Probsthain",
        "Probsthain",
        "Raum 2.14, Anmeldung am Empfang",
        "weak",
    ),
    ("Rathaus Altmusterode", "Altmusterode", "Sitzungszimmer", "none"),
    ("Mehrgenerationenhaus Übungen", "Übungen", "1. Obergeschoss links", "weak"),
    ("Hauptstelle", "Musterstadt", "Beratungszimmer 3", "good"),
];

/// The people who stay online, and their cases.
#[derive(Debug)]
pub struct Demo {
    vera: Headless,
    jonas: Headless,
}

/// An invitation to hand out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// For whom it is meant.
    pub person: String,
    /// What stands behind `#join=` in its link.
    pub fragment: String,
}

impl Demo {
    /// Founds the unit and fills it, or opens what is in `folder` already.
    ///
    /// # Errors
    /// `Store`, `Refused`, `Ended`, `NoRandomness`, `Thread`.
    pub async fn start(folder: &Path, relay: Address, setup: &str) -> Result<Self, HeadlessError> {
        let (vera_file, jonas_file) = (folder.join("vera.vault"), folder.join("jonas.vault"));
        let is_new = !vera_file.exists();
        let vera = lead(&vera_file, relay.clone(), setup, "Anerkennungsberatung Musterland").await?;
        let jonas = joined(&jonas_file, relay, &vera, "Jonas Beispiel", Role::Counsellor).await?;
        let demo = Self { vera, jonas };
        if is_new {
            demo.fill().await?;
        }
        demo.vera.synced().await?;
        demo.jonas.synced().await?;
        Ok(demo)
    }

    /// One invitation for each person who may look in.
    ///
    /// # Errors
    /// `Refused`, `Ended`.
    pub async fn tickets(&self) -> Result<Vec<Ticket>, HeadlessError> {
        let mut tickets = Vec::new();
        for (person, role) in GUESTS {
            tickets.push(Ticket {
                person: person.to_owned(),
                fragment: invitation(&self.vera, Invitee::Person(role)).await?,
            });
        }
        Ok(tickets)
    }

    /// Stays online: lets people in and edits now and then. Returns only if a device ends.
    ///
    /// # Errors
    /// `Refused`, `Ended`.
    pub async fn stay(&self) -> Result<(), HeadlessError> {
        tokio::select! {
            ended = admit_everybody(&self.vera) => ended,
            ended = self.keep_writing() => ended,
        }
    }

    async fn fill(&self) -> Result<(), HeadlessError> {
        for (field, value) in unit() {
            self.vera
                .command(write((Sheet::UnitSettings, Place::Root), field, value, Version::default()))
                .await?;
        }
        let sites = self.sites().await?;
        let today = today(&self.vera).await?;
        let mut cases = Vec::new();
        for (number, story) in stories::all(today).into_iter().enumerate() {
            let (device, counsellor) = if number % 2 == 0 {
                (&self.vera, member_of(&self.vera).await?)
            } else {
                (&self.jonas, member_of(&self.jonas).await?)
            };
            cases.push((story.write(device).await?, counsellor));
        }
        if let (Some((olena, _)), Some((carmen, _))) = (cases.first(), cases.get(3)) {
            meanwhile::telephone(&self.jonas, *olena).await?;
            let substitute = (&self.vera, member_of(&self.vera).await?);
            meanwhile::language_level(&self.jonas, substitute, *carmen).await?;
        }
        for planned in week::around(today, &cases, &sites) {
            let made = self.vera.command(Command::Schedule(planned.draft.clone())).await?;
            if let (Done::Appointment(appointment), Some(status)) = (made, planned.status) {
                let day = planned.draft.day;
                let status = Command::SetAppointmentStatus { appointment, day, status: status.to_owned() };
                self.vera.command(status).await?;
            }
        }
        Ok(())
    }

    async fn sites(&self) -> Result<Vec<SiteId>, HeadlessError> {
        let mut sites = Vec::new();
        for (name, town, room, connectivity) in SITES {
            let text = |field: &str, text: &str| (field.to_owned(), Value::Text(text.to_owned()));
            let network = ("site.connectivity".to_owned(), Value::Code(connectivity.to_owned()));
            let fields =
                vec![text("site.name", name), text("site.town", town), text("site.room", room), network];
            let add = Command::AddEntry { sheet: Sheet::Directory, list: "sites".to_owned(), fields };
            if let Done::Entry(site) = self.vera.command(add).await? {
                sites.push(SiteId(site.0));
            }
        }
        Ok(sites)
    }

    /// Jonas thinks about what his counselees want to reach, one of them at a time.
    async fn keep_writing(&self) -> Result<(), HeadlessError> {
        let mut clock = interval(EDIT_EVERY);
        for round in 0_usize.. {
            clock.tick().await;
            let cases = self.own_cases().await?;
            let Some(case) = cases.get(round % cases.len().max(1)) else { continue };
            let sentence = GOALS.get(round / cases.len() % GOALS.len()).copied().unwrap_or_default();
            match self.write_goal(*case, sentence).await {
                // A guest closed the case or took it away: the next one.
                Ok(()) | Err(HeadlessError::Refused(_)) => (),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn own_cases(&self) -> Result<Vec<CaseId>, HeadlessError> {
        let filter = CaseFilter { mine: true, status: StatusFilter::Open, take: 50, ..CaseFilter::default() };
        let View::CaseList(list) = self.jonas.query(Query::CaseList(filter)).await? else {
            return Ok(Vec::new());
        };
        Ok(list.lines.iter().map(|line| line.id).collect())
    }

    async fn write_goal(&self, case: CaseId, sentence: &str) -> Result<(), HeadlessError> {
        let View::Case(view) = self.jonas.query(Query::Case(case)).await? else { return Ok(()) };
        let Some(file) = view.file else { return Ok(()) };
        let goal = Value::Text(sentence.to_owned());
        let edit = write((Sheet::CaseFile(case), Place::Root), "case.goal_text", goal, file.version);
        self.jonas.command(edit).await.map(drop)
    }
}

const GOALS: [&str; 4] = [
    "Anerkennung im erlernten Beruf, danach Arbeit in Vollzeit.",
    "Zuerst die Sprachprüfung, dann der Antrag; die Unterlagen sind beinahe vollständig.",
    "Anerkennung im erlernten Beruf. Jonas hat heute noch einmal mit der Kammer telefoniert.",
    "Der nächste Schritt ist die Übersetzung; das Jobcenter prüft die Kosten.",
];

/// What stands in the settings of the unit.
fn unit() -> Vec<(&'static str, Value)> {
    let text = |text: &str| Value::Text(text.to_owned());
    vec![
        ("unit.name", text("Anerkennungsberatung Musterland")),
        ("unit.carrier", text("Musterträger Bildung und Beratung e. V.")),
        ("unit.land", Value::Code("ST".to_owned())),
        ("unit.case_prefix", text("ML")),
    ]
}

/// Writes a field, on the version that was seen.
fn write((sheet, place): (Sheet, Place), field: &str, value: Value, seen: Version) -> Command {
    Command::Edit { sheet, place, field: field.to_owned(), change: FieldChange::Set(value), seen }
}

async fn today(device: &Headless) -> Result<Day, HeadlessError> {
    let View::Today(today) = device.query(Query::Today).await? else { return Err(HeadlessError::Ended) };
    Ok(today.day)
}
