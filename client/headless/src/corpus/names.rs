//! Names: common given names, invented family names. Order is the order of use, nothing is split or upper-cased.

use super::Chance;

/// A name with what belongs to it.
pub(super) struct Name {
    /// Full name as used.
    pub(super) as_used: String,
    /// In its own script.
    pub(super) original: String,
    /// Code of the list `languages`.
    pub(super) language: &'static str,
}

/// A part of a name: in Latin letters and in its own script.
type Part = (&'static str, &'static str);

#[derive(Clone, Copy)]
struct Tradition {
    language: &'static str,
    given: &'static [Part],
    /// Beginnings of invented family names.
    stems: &'static [Part],
    endings: &'static [Part],
    family_first: bool,
}

const TRADITIONS: [Tradition; 6] = [
    Tradition {
        language: "uk",
        given: &[
            ("Olena", "Олена"),
            ("Iryna", "Ірина"),
            ("Oksana", "Оксана"),
            ("Taras", "Тарас"),
            ("Bohdan", "Богдан"),
            ("Solomiia", "Соломія"),
            ("Mykola", "Микола"),
            ("Daryna", "Дарина"),
            ("Yurii", "Юрій"),
            ("Halyna", "Галина"),
        ],
        stems: &[
            ("Pryklad", "Приклад"),
            ("Zrazk", "Зразк"),
            ("Vzirts", "Взірц"),
            ("Papir", "Папір"),
            ("Vypadk", "Випадк"),
            ("Spravn", "Справн"),
            ("Dosvid", "Досвід"),
            ("Pytann", "Питанн"),
            ("Vidpovid", "Відповід"),
            ("Slovn", "Словн"),
        ],
        endings: &[("enko", "енко"), ("iuk", "юк"), ("chuk", "чук"), ("ivska", "івська"), ("ovych", "ович")],
        family_first: false,
    },
    Tradition {
        language: "ar",
        given: &[
            ("Ahmad", "أحمد"),
            ("Fatima", "فاطمة"),
            ("Khalid", "خالد"),
            ("Maryam", "مريم"),
            ("Yusuf", "يوسف"),
            ("Layla", "ليلى"),
            ("Omar", "عمر"),
            ("Rana", "رنا"),
            ("Samir", "سمير"),
            ("Huda", "هدى"),
        ],
        stems: &[
            ("al-Mithal", "المثال"),
            ("al-Waraq", "الورق"),
            ("al-Qalam", "القلم"),
            ("al-Daftar", "الدفتر"),
            ("al-Namudhaj", "النموذج"),
            ("al-Maktab", "المكتب"),
            ("al-Milaff", "الملف"),
            ("al-Kitab", "الكتاب"),
        ],
        endings: &[("", ""), ("i", "ي"), ("in", "ين")],
        family_first: false,
    },
    Tradition {
        language: "ka",
        given: &[
            ("Nino", "ნინო"),
            ("Giorgi", "გიორგი"),
            ("Tamar", "თამარ"),
            ("Davit", "დავით"),
            ("Ketevan", "ქეთევან"),
            ("Levan", "ლევან"),
            ("Salome", "სალომე"),
            ("Irakli", "ირაკლი"),
        ],
        stems: &[
            ("Magalit", "მაგალით"),
            ("Nimush", "ნიმუშ"),
            ("Sakm", "საქმ"),
            ("Tsign", "წიგნ"),
            ("Kalam", "კალამ"),
            ("Purtsl", "ფურცლ"),
            ("Kitkhv", "კითხვ"),
            ("Pasukh", "პასუხ"),
        ],
        endings: &[("adze", "აძე"), ("ashvili", "აშვილი"), ("iani", "იანი")],
        family_first: false,
    },
    Tradition {
        language: "vi",
        given: &[
            ("Ví Dụ", "Ví Dụ"),
            ("Thu Hà", "Thu Hà"),
            ("Minh Đức", "Minh Đức"),
            ("Ngọc Ánh", "Ngọc Ánh"),
            ("Quốc Bảo", "Quốc Bảo"),
            ("Mỹ Linh", "Mỹ Linh"),
            ("Thanh Tú", "Thanh Tú"),
            ("Hồng Nhung", "Hồng Nhung"),
        ],
        stems: &[
            ("Mẫu", "Mẫu"),
            ("Giấy", "Giấy"),
            ("Bút", "Bút"),
            ("Sách", "Sách"),
            ("Hồ Sơ", "Hồ Sơ"),
            ("Chữ", "Chữ"),
        ],
        endings: &[(" Thị", " Thị"), (" Văn", " Văn"), ("", "")],
        family_first: true,
    },
    Tradition {
        language: "tr",
        given: &[
            ("Işıl", "Işıl"),
            ("Çağlar", "Çağlar"),
            ("Gülşen", "Gülşen"),
            ("Ömer", "Ömer"),
            ("Şebnem", "Şebnem"),
            ("İlker", "İlker"),
            ("Zeynep", "Zeynep"),
            ("Barış", "Barış"),
        ],
        stems: &[
            ("Örnek", "Örnek"),
            ("Kâğıt", "Kâğıt"),
            ("Defter", "Defter"),
            ("Belge", "Belge"),
            ("Dosya", "Dosya"),
            ("Kalem", "Kalem"),
            ("Soru", "Soru"),
        ],
        endings: &[("oğlu", "oğlu"), ("ci", "ci"), ("gil", "gil"), ("", "")],
        family_first: false,
    },
    Tradition {
        language: "es",
        given: &[
            ("Carmen Lucía", "Carmen Lucía"),
            ("José Ángel", "José Ángel"),
            ("María Inés", "María Inés"),
            ("Andrés", "Andrés"),
            ("Begoña", "Begoña"),
            ("Iñaki", "Iñaki"),
            ("Núria", "Núria"),
            ("Óscar", "Óscar"),
        ],
        stems: &[
            ("Ejemplo", "Ejemplo"),
            ("Muestra", "Muestra"),
            ("Papel", "Papel"),
            ("Expediente", "Expediente"),
            ("Caso", "Caso"),
            ("Pregunta", "Pregunta"),
        ],
        endings: &[
            (" de la Muestra", " de la Muestra"),
            (" y Prueba", " y Prueba"),
            (" Respuesta", " Respuesta"),
            ("", ""),
        ],
        family_first: false,
    },
];

/// A name of any tradition.
pub(super) fn any(chance: &mut Chance) -> Name {
    let tradition = chance.pick(&TRADITIONS);
    let given = chance.pick(tradition.given);
    let second = chance.pick(tradition.given);
    let (stem, ending) = (chance.pick(tradition.stems), chance.pick(tradition.endings));
    let family = (format!("{}{}", stem.0, ending.0), format!("{}{}", stem.1, ending.1));
    let given = if given == second {
        (given.0.to_owned(), given.1.to_owned())
    } else {
        (format!("{} {}", given.0, second.0), format!("{} {}", given.1, second.1))
    };
    let (as_used, original) = if tradition.family_first {
        (format!("{} {}", family.0, given.0), format!("{} {}", family.1, given.1))
    } else {
        (format!("{} {}", given.0, family.0), format!("{} {}", given.1, family.1))
    };
    Name { as_used, original, language: tradition.language }
}
