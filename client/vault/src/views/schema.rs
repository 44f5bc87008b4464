//! The tables of the case documents, as data for forms.

use api::field::{FieldKind as Shown, FieldSchema, Schema, SectionSchema, Sheet};
use casework::schema::{CodeList, DocumentKind, DocumentSpec, FieldKind, FieldSpec};

/// Fields that ask the counselee something, by the beginning of their ids: "declined" is an answer there.
const QUESTIONS: [&str; 7] =
    ["person.", "background.", "german.", "qualification.", "language.", "reachability.", "case.goal"];
/// Longest running text in characters.
const TEXT_CHARS: usize = casework::TEXT_CHARS;

/// Everything that can be written about a case.
pub(crate) fn schema() -> Schema {
    let documents = [(Sheet::Person, DocumentKind::PersonSheet), (Sheet::CaseFile, DocumentKind::CaseFile)];
    let appointment = DocumentKind::Agenda.spec().list("appointments").map_or(&[][..], |list| list.fields);
    Schema {
        sections: documents.iter().flat_map(|(sheet, kind)| sections(*sheet, kind.spec())).collect(),
        appointment: fields(appointment),
    }
}

fn sections(sheet: Sheet, spec: &'static DocumentSpec) -> impl Iterator<Item = SectionSchema> {
    let root = SectionSchema { sheet, list: None, fields: fields(spec.root) };
    let lists = spec.lists.iter().map(move |list| SectionSchema {
        sheet,
        list: Some(list.id.to_owned()),
        fields: fields(list.fields),
    });
    std::iter::once(root).chain(lists)
}

fn fields(specs: &[FieldSpec]) -> Vec<FieldSchema> {
    specs
        .iter()
        .filter_map(|spec| {
            Some(FieldSchema { id: spec.id.to_owned(), kind: kind(spec.kind)?, declinable: declinable(spec) })
        })
        .collect()
}

fn declinable(spec: &FieldSpec) -> bool {
    spec.kind != FieldKind::Text && QUESTIONS.iter().any(|question| spec.id.starts_with(question))
}

/// `None` for a case: only appointments hold one, and they have a form of their own.
fn kind(kind: FieldKind) -> Option<Shown> {
    Some(match kind {
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
        FieldKind::Case => return None,
    })
}

fn offered(list: &CodeList) -> Vec<String> {
    list.offered().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_both_documents_has_a_place_in_a_form() {
        let shown: Vec<String> =
            schema().sections.into_iter().flat_map(|section| section.fields).map(|field| field.id).collect();
        for kind in [DocumentKind::PersonSheet, DocumentKind::CaseFile] {
            for found in kind.spec().fields() {
                assert!(shown.iter().any(|id| id == found.field.id), "{} has no place", found.field.id);
            }
        }
    }
}
