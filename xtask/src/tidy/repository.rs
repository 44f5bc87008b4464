//! The repository as data: all its text files by their path.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};

/// Made by building or running, never committed.
const NOT_OURS: [&str; 5] = ["target", "node_modules", "dist", "data", ".git"];
const TEXT: [&str; 9] = ["rs", "md", "css", "ftl", "toml", "html", "js", "json", "webmanifest"];

/// All files; those that are not text have empty content.
#[derive(Debug, Default)]
pub(super) struct Repository {
    files: BTreeMap<String, String>,
}

/// One text file.
#[derive(Clone, Copy)]
pub(super) struct File<'a> {
    /// Relative to the repository, with `/`.
    pub(super) path: &'a str,
    /// The whole content.
    pub(super) text: &'a str,
}

impl Repository {
    /// Reads every file below `root` that is not generated.
    ///
    /// # Errors
    /// If a folder or file cannot be read.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let mut repository = Self::default();
        repository.read_folder(root, "")?;
        Ok(repository)
    }

    fn read_folder(&mut self, folder: &Path, prefix: &str) -> Result<()> {
        for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{prefix}{name}");
            if entry.file_type()?.is_dir() {
                if !(prefix.is_empty() && NOT_OURS.contains(&name.as_str())) {
                    self.read_folder(&entry.path(), &format!("{path}/"))?;
                }
                continue;
            }
            let is_text = name.rsplit_once('.').is_some_and(|(_, extension)| TEXT.contains(&extension));
            let text = if is_text {
                std::fs::read_to_string(entry.path()).with_context(|| format!("{path} is not text"))?
            } else {
                String::new()
            };
            self.files.insert(path, text);
        }
        Ok(())
    }

    /// A repository of these files, for tests of the rules.
    #[cfg(test)]
    pub(super) fn of<const N: usize>(files: [(&str, &str); N]) -> Self {
        Self { files: files.map(|(path, text)| (path.to_owned(), text.to_owned())).into() }
    }

    /// All files below `folder` (empty: everywhere) whose name ends with `.extension`.
    pub(super) fn files<'a>(&'a self, folder: &'a str, extension: &'a str) -> impl Iterator<Item = File<'a>> {
        self.files
            .iter()
            .filter(move |(path, _)| path.starts_with(folder))
            .filter(move |(path, _)| path.rsplit_once('.').is_some_and(|(_, end)| end == extension))
            .map(|(path, text)| File { path, text })
    }

    /// The paths of all files, whatever their kind.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The content of one file.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Whether `path` is a file or a folder of the repository.
    pub(super) fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        self.files.contains_key(path) || self.files.keys().any(|file| file.starts_with(&format!("{path}/")))
    }
}

impl<'a> File<'a> {
    /// The lines with their numbers, counted from 1.
    pub(super) fn lines(self) -> impl Iterator<Item = (usize, &'a str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// Whether the whole file is test code.
    pub(super) fn is_test(self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        let in_test_folder = self.path.starts_with("tests/") || self.path.contains("/tests/");
        in_test_folder
            || name == "tests.rs"
            || name == "contract.rs"
            || self.text.lines().any(|line| line == "#![cfg(test)]")
            || self.path.starts_with("shared/test-support/")
    }

    /// The number of the first line of test code; behind the last line if there is none.
    pub(super) fn tests_begin(self) -> usize {
        if self.is_test() {
            return 1;
        }
        let begin = self.lines().find(|(_, line)| line.trim_start().starts_with("#[cfg(test)]"));
        begin.map_or(usize::MAX, |(number, _)| number)
    }

    /// The lines before the tests.
    pub(super) fn product_lines(self) -> impl Iterator<Item = (usize, &'a str)> {
        let end = self.tests_begin();
        self.lines().take_while(move |(number, _)| *number < end)
    }
}
