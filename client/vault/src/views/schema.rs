//! The tables of the documents, as data for forms.

use api::field::{FieldKind as Shown, FieldSchema, Schema, SectionSchema, SheetKind};
use casework::schema::{CodeList, DocumentKind, DocumentSpec, Entries, FieldKind, FieldSpec};

/// Fields that ask the counselee something, by the beginning of their ids: "declined" is an answer there.
const QUESTIONS: [&str; 7] =
    ["person.", "background.", "german.", "qualification.", "language.", "reachability.", "case.goal"];
/// Longest running text in characters.
const TEXT_CHARS: usize = casework::TEXT_CHARS;

/// Everything that can be written field by field.
pub(crate) fn schema() -> Schema {
    Schema {
        sections: DocumentKind::ALL.into_iter().flat_map(|kind| sections(sheet(kind), kind.spec())).collect(),
    }
}

const fn sheet(kind: DocumentKind) -> SheetKind {
    match kind {
        DocumentKind::PersonSheet => SheetKind::Person,
        DocumentKind::CaseFile => SheetKind::CaseFile,
        DocumentKind::Agenda => SheetKind::Agenda,
        DocumentKind::Directory => SheetKind::Directory,
        DocumentKind::UnitSettings => SheetKind::UnitSettings,
    }
}

fn sections(sheet: SheetKind, spec: &'static DocumentSpec) -> impl Iterator<Item = SectionSchema> {
    let root = SectionSchema { sheet, list: None, fields: fields(spec.root, Entries::Edited) };
    let lists = spec.lists.iter().map(move |list| SectionSchema {
        sheet,
        list: Some(list.id.to_owned()),
        fields: fields(list.fields, list.entries),
    });
    std::iter::once(root).chain(lists)
}

fn fields(specs: &[FieldSpec], entries: Entries) -> Vec<FieldSchema> {
    let field = |spec: &FieldSpec| FieldSchema {
        id: spec.id.to_owned(),
        kind: kind(spec.kind),
        declinable: declinable(spec),
        editable: entries == Entries::Edited && !spec.by_act,
    };
    specs.iter().map(field).collect()
}

fn declinable(spec: &FieldSpec) -> bool {
    spec.kind != FieldKind::Text && QUESTIONS.iter().any(|question| spec.id.starts_with(question))
}

fn kind(kind: FieldKind) -> Shown {
    match kind {
        FieldKind::Line { max_chars } => Shown::Line { max_chars: u32::from(max_chars) },
        FieldKind::Text => Shown::Text { max_chars: u32::try_from(TEXT_CHARS).unwrap_or(u32::MAX) },
        FieldKind::Code(list) => Shown::Code { list: list.id.to_owned(), codes: offered(list) },
        FieldKind::Codes(list) => Shown::Codes { list: list.id.to_owned(), codes: offered(list) },
        FieldKind::Date => Shown::Day,
        FieldKind::Time => Shown::Time,
        FieldKind::Number { min, max } => Shown::Number { min, max },
        FieldKind::Flag => Shown::Flag,
        FieldKind::Member => Shown::Member,
        FieldKind::Site => Shown::Site,
        FieldKind::Case => Shown::Case,
    }
}

fn offered(list: &CodeList) -> Vec<String> {
    list.offered().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_every_document_has_a_place_in_a_form() {
        let shown: Vec<String> =
            schema().sections.into_iter().flat_map(|section| section.fields).map(|field| field.id).collect();
        for kind in DocumentKind::ALL {
            for found in kind.spec().fields() {
                assert!(shown.iter().any(|id| id == found.field.id), "{} has no place", found.field.id);
            }
        }
    }
}
