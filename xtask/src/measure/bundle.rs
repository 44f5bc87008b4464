//! What a browser downloads before the app works without a network.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::Serialize;

use super::State;

/// Bytes that `--plant` adds to each program; more than a year of careless growth.
const PLANTED: usize = 250_000;

/// Every file the app can request, licences aside, as compressed as it travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bundle {
    total_br: usize,
    ui_wasm_br: usize,
    worker_wasm_br: usize,
}

/// What the app may weigh: a village hall has little network, and an app is loaded once for each version.
const BUDGET: Bundle = Bundle { total_br: 1_400_000, ui_wasm_br: 450_000, worker_wasm_br: 600_000 };

/// What is missed today and by how much it may be missed: ci says so on every run and fails when it grows. A number goes
/// once its figure is within the budget; whoever raises one says in `docs/measurements.md` what it bought.
const MISSED: Bundle = Bundle { worker_wasm_br: 808_000, ..BUDGET };

/// The measurement, in the shape that all of them share.
#[derive(Serialize)]
struct Report {
    name: &'static str,
    commit: String,
    dirty: bool,
    /// Empty: no case is opened.
    corpus: Empty,
    /// Empty: no time is taken.
    reference: Empty,
    figures: Figures,
}

/// `{}`.
#[derive(Serialize)]
struct Empty {}

#[derive(Serialize)]
struct Figures {
    total_br: Figure,
    ui_wasm_br: Figure,
    worker_wasm_br: Figure,
}

#[derive(Serialize)]
struct Figure {
    value: usize,
    unit: &'static str,
    samples: usize,
}

/// Weighs the app in `dist/` and prints the figures; the last line is JSON.
///
/// # Errors
/// If the app weighs more than it may.
pub(super) fn measure(root: &Path, state: State, plant: bool) -> Result<()> {
    let mut bundle = Bundle::weigh(&root.join("dist"))?;
    if plant {
        bundle = Bundle::weigh(&planted(root)?)?;
    }
    let State { commit, dirty } = state;
    let report = Report {
        name: "bundle",
        commit,
        dirty,
        corpus: Empty {},
        reference: Empty {},
        figures: bundle.figures(),
    };
    println!("{}", serde_json::to_string(&report)?);
    bundle.within(BUDGET)
}

/// Weighs the app that lies in `dist/`, says which budget it misses, and refuses what is heavier than is known.
///
/// # Errors
/// If it is not built, not compressed, or heavier than [`MISSED`].
pub(crate) fn bundle_does_not_grow(root: &Path) -> Result<()> {
    let bundle = Bundle::weigh(&root.join("dist"))?;
    println!("{}", serde_json::to_string(&bundle.figures())?);
    if let Err(problem) = bundle.within(BUDGET) {
        println!("BUDGET MISSED: {problem}");
    }
    bundle.within(MISSED)
}

impl Bundle {
    fn weigh(dist: &Path) -> Result<Self> {
        let mut bundle = Self::default();
        for path in files_below(dist)? {
            let name = path.strip_prefix(dist).unwrap_or(&path).to_string_lossy().into_owned();
            let is_other_form = [".br", ".gz"].iter().any(|end| name.ends_with(end));
            if is_other_form || name.starts_with("licenses") {
                continue;
            }
            let compressed = PathBuf::from(format!("{}.br", path.display()));
            let travels = if compressed.exists() { &compressed } else { &path };
            let bytes = usize::try_from(std::fs::metadata(travels)?.len())?;
            bundle.total_br += bytes;
            match name.split('.').next() {
                Some("app") if name.ends_with(".wasm") => bundle.ui_wasm_br += bytes,
                Some("worker") if name.ends_with(".wasm") => bundle.worker_wasm_br += bytes,
                _ => (),
            }
        }
        ensure!(0 < bundle.ui_wasm_br && 0 < bundle.worker_wasm_br, "{} holds no app", dist.display());
        Ok(bundle)
    }

    fn figures(self) -> Figures {
        let bytes = |value| Figure { value, unit: "B", samples: 1 };
        Figures {
            total_br: bytes(self.total_br),
            ui_wasm_br: bytes(self.ui_wasm_br),
            worker_wasm_br: bytes(self.worker_wasm_br),
        }
    }

    fn within(self, budget: Self) -> Result<()> {
        let figures = [
            ("total_br", self.total_br, budget.total_br),
            ("ui_wasm_br", self.ui_wasm_br, budget.ui_wasm_br),
            ("worker_wasm_br", self.worker_wasm_br, budget.worker_wasm_br),
        ];
        let too_heavy: Vec<String> = figures
            .into_iter()
            .filter(|(_, weighs, may)| may < weighs)
            .map(|(name, weighs, may)| format!("{name} is {weighs} B, at most {may} B"))
            .collect();
        ensure!(too_heavy.is_empty(), "the app is too heavy: {}", too_heavy.join("; "));
        Ok(())
    }
}

/// A copy of `dist/` whose programs grew, so that the app itself stays as it was built.
fn planted(root: &Path) -> Result<PathBuf> {
    let (dist, copy) = (root.join("dist"), root.join("target/measure/bundle"));
    if copy.exists() {
        std::fs::remove_dir_all(&copy)?;
    }
    for path in files_below(&dist)? {
        let to = copy.join(path.strip_prefix(&dist)?);
        std::fs::create_dir_all(to.parent().context("every file lies in a folder")?)?;
        let mut bytes = std::fs::read(&path)?;
        if path.to_string_lossy().ends_with(".wasm.br") {
            bytes.resize(bytes.len() + PLANTED, 0);
        }
        std::fs::write(&to, bytes)?;
    }
    Ok(copy)
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder);
        for entry in entries.with_context(|| format!("cannot read {}", folder.display()))? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                files.push(entry.path());
            }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_is_held_to_each_figure_of_its_budget() {
        assert!(BUDGET.within(BUDGET).is_ok());
        let heavy = Bundle { worker_wasm_br: BUDGET.worker_wasm_br + 1, ..BUDGET };
        let problem = heavy.within(BUDGET).unwrap_err().to_string();
        assert_eq!(problem, "the app is too heavy: worker_wasm_br is 600001 B, at most 600000 B");
    }

    #[test]
    fn what_travels_is_weighed_once_and_licences_not_at_all() {
        let folder = std::env::temp_dir().join(format!("sprechtag-weighed-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("licenses")).unwrap();
        let files = [
            ("app.00.wasm", 50),
            ("app.00.wasm.br", 5),
            ("app.00.wasm.gz", 7),
            ("app.00.js", 2),
            ("worker.00.wasm", 40),
            ("icon.png", 30),
            ("licenses/a.txt", 90),
        ];
        for (name, bytes) in files {
            std::fs::write(folder.join(name), vec![0_u8; bytes]).unwrap();
        }
        let weighed = Bundle::weigh(&folder).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(weighed, Bundle { total_br: 77, ui_wasm_br: 5, worker_wasm_br: 40 });
    }

    #[test]
    fn a_folder_without_an_app_is_no_light_app() {
        assert!(Bundle::weigh(Path::new(env!("CARGO_MANIFEST_DIR"))).is_err());
    }
}
