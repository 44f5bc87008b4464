//! Eight people who seek counselling, all invented: their family names mean "example" where possible.
//!
//! They bring what a program must not get wrong: a name in its own script, a family name first, two family names, a
//! single name, a nationality that is not the country of training, a dotless i.

use api::{field::Value, ids::Day};

use super::week::later;
use crate::plan::{CasePlan, CaseSheet};

/// All of them, with next steps around `today`.
pub(super) fn all(today: Day) -> Vec<CasePlan> {
    vec![
        olena(today),
        ahmad(today),
        vi_du(today),
        carmen(today),
        farhad(today),
        svetlana(today),
        isil(today),
        lukasz(today),
    ]
}

fn olena(today: Day) -> CasePlan {
    CasePlan::named("Olena Petrivna Prykladenko")
        .person("person.original_script_name", text("Олена Петрівна Прикладенко"))
        .person("person.script", code("Cyrl"))
        .person("person.transliteration", code("kmu_2010"))
        .person("person.name_in_documents", text("Prikladenko Elena Petrovna"))
        .person("person.counselling_language", code("uk"))
        .person("person.interpreter_needed", Value::Flag(true))
        .entry(CaseSheet::Person, "name_parts", part("Олена", "given", 1))
        .entry(CaseSheet::Person, "name_parts", part("Петрівна", "patronymic", 2))
        .entry(CaseSheet::Person, "name_parts", part("Прикладенко", "family", 3))
        .entry(CaseSheet::Person, "languages", language("uk", "native"))
        .entry(CaseSheet::Person, "languages", language("ru", "fluent"))
        .entry(CaseSheet::Person, "reachability", mobile("+49 1579 2300001"))
        .file("background.birth_year", Value::Number(1988))
        .file("background.gender", code("female"))
        .file("background.nationality", code("UA"))
        .file("background.residence_place", text("Probsthain"))
        .file("background.residence_status", code("permit_24"))
        .file("german.level", code("a2"))
        .entry(CaseSheet::File, "qualifications", qualification("медична сестра", "Pflegefachfrau", "UA", 2009))
        .entry(
            CaseSheet::File,
            "contacts",
            contact(later(today, -7), 50, "lay_interpreter_pool", "Zeugnis und Arbeitsbuch gesehen. Im Diplom steht der Name in russischer Umschrift, ein Nachweis wird gebraucht. Die Übersetzung (420 €) zuerst beim Jobcenter beantragen, nicht vorher beauftragen."),
        )
        .entry(CaseSheet::File, "steps", step("Kostenübernahme für die Übersetzung beantragen", later(today, -1)))
        .entry(CaseSheet::File, "steps", step("Fächerstunden bei der Schule anfordern", later(today, 5)))
}

fn ahmad(today: Day) -> CasePlan {
    CasePlan::named("Ahmad Khalid al-Mithal")
        .person("person.original_script_name", text("أحمد خالد المثال"))
        .person("person.script", code("Arab"))
        .person("person.counselling_language", code("ar"))
        .entry(CaseSheet::Person, "languages", language("ar", "native"))
        .entry(CaseSheet::Person, "languages", language("en", "fluent"))
        .entry(CaseSheet::Person, "reachability", email("ahmad.almithal@example.org"))
        .file("background.birth_year", Value::Number(1985))
        .file("background.gender", code("male"))
        .file("background.nationality", code("SY"))
        .file("background.residence_place", text("Beispielstadt"))
        .file("background.residence_status", code("permit_humanitarian"))
        .file("german.level", code("b2"))
        .entry(CaseSheet::File, "qualifications", qualification("بكالوريوس هندسة مدنية", "Bauingenieur (B. Sc.)", "SY", 2008))
        .entry(
            CaseSheet::File,
            "contacts",
            contact(later(today, -5), 45, "none", "Zwei Verfahren nebeneinander: Zeugnisbewertung und der Titel Ingenieur nach Landesrecht. Zeugnisbewertung ist keine Anerkennung, das wurde besprochen."),
        )
        .entry(CaseSheet::File, "steps", step("Eingangsbestätigung der Ingenieurkammer prüfen", today))
}

fn vi_du(today: Day) -> CasePlan {
    CasePlan::named("Nguyễn Thị Ví Dụ")
        .person("person.address_form", text("Frau Ví Dụ"))
        .person("person.sort_key", text("Nguyễn Thị Ví Dụ"))
        .person("person.counselling_language", code("vi"))
        .entry(CaseSheet::Person, "name_parts", part("Nguyễn", "family", 1))
        .entry(CaseSheet::Person, "name_parts", part("Thị", "middle", 2))
        .entry(CaseSheet::Person, "name_parts", part("Ví Dụ", "given", 3))
        .entry(CaseSheet::Person, "languages", language("vi", "native"))
        .entry(CaseSheet::Person, "reachability", mobile("+49 1579 2300003"))
        .file("background.birth_year", Value::Number(1979))
        .file("background.gender", code("female"))
        .file("background.nationality", code("VN"))
        .file("background.residence_place", text("Musterhausen"))
        .file("background.residence_status", code("settlement_permit"))
        .file("german.level", code("b1"))
        .entry(CaseSheet::File, "qualifications", qualification("thợ làm tóc", "Friseurin", "VN", 1999))
        .entry(
            CaseSheet::File,
            "contacts",
            contact(later(today, -4), 60, "family_or_friend", "Bescheid gemeinsam gelesen: teilweise Gleichwertigkeit. Es fehlen Farbchemie und Hygiene; ein Salon bietet sechs Wochen Anpassung an."),
        )
        .entry(CaseSheet::File, "steps", step("Anerkennungszuschuss vor Kursbeginn beantragen", later(today, 2)))
}

fn carmen(today: Day) -> CasePlan {
    CasePlan::named("Carmen Lucía Ejemplo de la Muestra")
        .person("person.name_in_documents", text("EJEMPLO DE LA MUESTRA, Carmen Lucía"))
        .person("person.counselling_language", code("es"))
        .entry(CaseSheet::Person, "name_parts", part("Ejemplo", "family", 1))
        .entry(CaseSheet::Person, "name_parts", part("de la Muestra", "second_family", 2))
        .entry(CaseSheet::Person, "languages", language("es", "native"))
        .entry(CaseSheet::Person, "languages", language("en", "fluent"))
        .entry(CaseSheet::Person, "reachability", email("carmen.ejemplo@example.org"))
        .file("background.birth_year", Value::Number(1990))
        .file("background.gender", code("female"))
        .file("background.nationality", code("CO"))
        .file("background.residence_place", text("Altmusterode"))
        .file("background.residence_status", code("permit_family"))
        .entry(CaseSheet::File, "qualifications", qualification("Licenciatura en lenguas modernas", "Lehrerin für Spanisch und Englisch", "CO", 2013))
        .entry(
            CaseSheet::File,
            "contacts",
            contact(later(today, -2), 30, "none", "Zweites Fach fehlt, Deutsch auf C1 wird verlangt. Seiteneinstieg als Alternative besprochen."),
        )
        .entry(CaseSheet::File, "steps", step("Sprachzertifikat ansehen", later(today, 1)))
}

fn farhad(today: Day) -> CasePlan {
    CasePlan::named("Farhad")
        .person("person.name_in_documents", text("FNU Farhad"))
        .person("person.address_form", text("Herr Farhad"))
        .person("person.counselling_language", code("prs"))
        .person("person.interpreter_needed", Value::Flag(true))
        .entry(CaseSheet::Person, "name_parts", part("Farhad", "mononym", 1))
        .entry(CaseSheet::Person, "languages", language("prs", "native"))
        .entry(CaseSheet::Person, "languages", language("ps", "fluent"))
        .entry(CaseSheet::Person, "reachability", mobile("+49 1579 2300005"))
        .file("background.birth_year", Value::Number(1993))
        .file("background.gender", code("male"))
        .file("background.nationality", code("AF"))
        .file("background.residence_place", text("Kleinbeispiel"))
        .file("background.residence_status", code("permit_humanitarian"))
        .file("german.level", code("b1"))
        .entry(CaseSheet::File, "qualifications", qualification("برق‌کار", "Elektroniker für Betriebstechnik", "AF", 2012))
        .entry(
            CaseSheet::File,
            "contacts",
            contact(later(today, -3), 45, "phone_or_video_service", "Zeugnisse sind verloren. Eidesstattliche Versicherung vorbereitet; die Kammer prüft eine Qualifikationsanalyse."),
        )
        .entry(CaseSheet::File, "steps", step("Arbeitsproben für die Qualifikationsanalyse sammeln", later(today, 6)))
}

fn svetlana(today: Day) -> CasePlan {
    CasePlan::named("Svetlana Ivanovna Primerova")
        .person("person.original_script_name", text("Светлана Ивановна Примерова"))
        .person("person.script", code("Cyrl"))
        .person("person.counselling_language", code("ru"))
        .entry(CaseSheet::Person, "languages", language("ru", "native"))
        .entry(CaseSheet::Person, "reachability", email("s.primerova@example.org"))
        .file("background.birth_year", Value::Number(1975))
        .file("background.gender", code("female"))
        .file("background.country_of_birth", code("KZ"))
        .file("background.nationality", code("DE"))
        .file("background.residence_status", code("late_resettler"))
        .file("background.residence_place", text("Fallbach"))
        .file("german.level", code("b1"))
        .entry(CaseSheet::File, "qualifications", qualification("экономист", "Betriebswirtin", "KZ", 1997))
        .entry(
            CaseSheet::File,
            "contacts",
            contact(later(today, -6), 75, "counsellor_speaks", "Zeugnisbewertung liegt vor. Nach dem Kompetenzprofil neue Orientierung: Steuerfachangestellte."),
        )
        .entry(CaseSheet::File, "steps", step("Umschulung mit der Arbeitsagentur besprechen", later(today, 3)))
}

fn isil(today: Day) -> CasePlan {
    CasePlan::named("Işıl Örnek")
        .person("person.counselling_language", code("tr"))
        .person("person.pronunciation", text("Ischül Örnek"))
        .entry(CaseSheet::Person, "languages", language("tr", "native"))
        .entry(CaseSheet::Person, "languages", language("en", "fluent"))
        .entry(CaseSheet::Person, "reachability", mobile("+49 1579 2300007"))
        .file("background.birth_year", Value::Number(1991))
        .file("background.gender", code("female"))
        .file("background.nationality", code("TR"))
        .file("background.residence_place", text("Übungen"))
        .file("background.residence_status", code("permit_family"))
        .file("german.level", code("c1"))
        .file("german.evidence", code("certificate"))
        .entry(CaseSheet::File, "qualifications", qualification("tıp doktoru", "Ärztin", "TR", 2016))
        .entry(
            CaseSheet::File,
            "contacts",
            contact(
                later(today, -1),
                40,
                "none",
                "Kenntnisprüfung steht an, vorher Berufserlaubnis. Die Fachsprachprüfung ist bestanden.",
            ),
        )
        .entry(CaseSheet::File, "steps", step("Termin der Kenntnisprüfung nachfragen", today))
}

fn lukasz(today: Day) -> CasePlan {
    CasePlan::named("Łukasz Przykładowy")
        .person("person.counselling_language", code("pl"))
        .entry(CaseSheet::Person, "languages", language("pl", "native"))
        .entry(CaseSheet::Person, "reachability", mobile("+49 1579 2300008"))
        .file("background.birth_year", Value::Number(1983))
        .file("background.gender", code("male"))
        .file("background.nationality", code("PL"))
        .file("background.residence_place", text("Groß Muster"))
        .file("background.residence_status", code("eu_eea_swiss"))
        .file("background.employment_status", code("insured_unskilled"))
        .file("german.level", code("b1"))
        .entry(CaseSheet::File, "qualifications", qualification("technik mechanik pojazdów", "Kraftfahrzeugmechatroniker", "PL", 2003))
        .entry(
            CaseSheet::File,
            "contacts",
            contact(later(today, -5), 30, "none", "Arbeitet als Helfer in einer Werkstatt. Gebühr selbst gezahlt; der Zuschuss wurde abgelehnt, weil die Kosten vorher entstanden waren."),
        )
        .entry(CaseSheet::File, "steps", step("Eingruppierung mit dem Betrieb klären", later(today, 8)))
}

fn qualification(original: &str, german: &str, country: &str, year: i64) -> Vec<(&'static str, Value)> {
    vec![
        ("qualification.title_original", text(original)),
        ("qualification.title_german", text(german)),
        ("qualification.reference_occupation", text(german)),
        ("qualification.country", code(country)),
        ("qualification.year_completed", Value::Number(year)),
    ]
}

fn contact(day: Day, minutes: i64, interpreting: &str, note: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("contact.date", Value::Day(day)),
        ("contact.duration_minutes", Value::Number(minutes)),
        ("contact.mode", code("in_person")),
        ("contact.interpreting", code(interpreting)),
        ("contact.note", text(note)),
    ]
}

fn step(what: &str, due: Day) -> Vec<(&'static str, Value)> {
    vec![("step.text", text(what)), ("step.due", Value::Day(due))]
}

fn part(value: &str, role: &str, order: i64) -> Vec<(&'static str, Value)> {
    vec![
        ("name_part.value", text(value)),
        ("name_part.role", code(role)),
        ("name_part.order", Value::Number(order)),
    ]
}

fn language(language: &str, level: &str) -> Vec<(&'static str, Value)> {
    vec![("language.code", code(language)), ("language.level", code(level))]
}

fn mobile(number: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("reachability.kind", code("mobile")),
        ("reachability.value", text(number)),
        ("reachability.permission", Value::Codes(vec!["call".to_owned(), "text".to_owned()])),
        ("reachability.preferred", Value::Flag(true)),
    ]
}

fn email(address: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("reachability.kind", code("email")),
        ("reachability.value", text(address)),
        ("reachability.permission", Value::Codes(vec!["email".to_owned()])),
    ]
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn code(code: &str) -> Value {
    Value::Code(code.to_owned())
}
